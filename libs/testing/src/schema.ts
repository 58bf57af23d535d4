import type { AvroForm, AvroNames, AvroSchema, TopicName, TopicValue } from '@tutti/contracts';
import { formOf, namesOf, SCHEMAS } from '@tutti/contracts';
import fc from 'fast-check';

/** Any value that fits an Avro schema: small collections, but every kind of string, number and key a sender could think of. */
export function arbitraryOf(schema: object): fc.Arbitrary<unknown> {
  return arbitrary(schema as AvroSchema, namesOf(schema as AvroSchema));
}

/** Any value of a topic. */
export const topicValues = <Topic extends TopicName>(topic: Topic): fc.Arbitrary<TopicValue[Topic]> =>
  arbitraryOf(SCHEMAS[topic]) as fc.Arbitrary<TopicValue[Topic]>;

/** The value that an example file stands for: JSON as it is, except that bytes are a string of one character each. */
export function valueOfJson(schema: object, json: unknown): unknown {
  return fromJson({ schema: schema as AvroSchema, names: namesOf(schema as AvroSchema) }, json);
}

const COLLECTION = { maxLength: 3 };
// The first moment of the year 10000; times before 1970 occur in histories.
const TIME = { min: -2_000_000_000_000, max: 253_402_300_799_999 };

// The longs that avsc reads as they were written: it refuses 2^53 - 1 and turns the sign of those below -2^52.
// Made when first asked for: the first string of any code point takes a second to prepare.
const PRIMITIVES: Readonly<Record<string, () => fc.Arbitrary<unknown>>> = {
  null: () => fc.constant(null),
  boolean: () => fc.boolean(),
  int: () => fc.integer(),
  long: () => fc.integer({ min: -(2 ** 52), max: Number.MAX_SAFE_INTEGER - 1 }),
  float: () => fc.float({ noNaN: true }),
  double: () => fc.double({ noNaN: true }),
  bytes: () => fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  // Any code point, but no halves of surrogate pairs: those cannot be written in UTF-8.
  string: () => fc.string({ unit: 'binary', maxLength: 12 }),
};

function arbitrary(schema: AvroSchema, names: AvroNames): fc.Arbitrary<unknown> {
  const form = formOf(schema, names);
  switch (form.kind) {
    case 'primitive':
      return form.logicalType === 'timestamp-millis' ? fc.integer(TIME) : PRIMITIVES[form.name]!();
    case 'union':
      return fc.oneof(...form.branches.map((branch) => arbitrary(branch, names)));
    case 'record':
      return fc.record(Object.fromEntries(form.fields.map(({ name, type }) => [name, arbitrary(type, names)])));
    case 'enum':
      return fc.constantFrom(...form.symbols);
    case 'array':
      return fc.array(arbitrary(form.items, names), COLLECTION);
    case 'map':
      return fc
        .array(fc.tuple(mapKeyOf(form.items, names), arbitrary(form.items, names)), COLLECTION)
        .map(Object.fromEntries);
  }
}

// Keys of maps come from outside: names that objects treat in a way of their own are as likely as others.
const mapKey = (): fc.Arbitrary<string> =>
  fc.oneof(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom('__proto__', 'constructor', 'toString', 'count', '10', '9', ''),
  );

/** A text or number under `__proto__` gets lost in avsc; maps of such have names of ours, which are never that. */
const mapKeyOf = (items: AvroSchema, names: AvroNames): fc.Arbitrary<string> =>
  formOf(items, names).kind === 'primitive' ? mapKey().filter((key) => key !== '__proto__') : mapKey();

interface Place {
  readonly schema: AvroSchema;
  readonly names: AvroNames;
}

function fromJson({ schema, names }: Place, json: unknown): unknown {
  const form = formOf(schema, names);
  const inside = (items: AvroSchema, part: unknown): unknown => fromJson({ schema: items, names }, part);
  switch (form.kind) {
    case 'primitive':
      return form.name === 'bytes' && typeof json === 'string' ? Buffer.from(json, 'latin1') : json;
    case 'union':
      return json === null ? null : inside(branchOf(form, names), json);
    case 'record':
      return mapped(json, (part, key) => {
        const field = form.fields.find(({ name }) => name === key);
        return field === undefined ? part : inside(field.type, part);
      });
    case 'enum':
      return json;
    case 'array':
      return Array.isArray(json) ? json.map((part) => inside(form.items, part)) : json;
    case 'map':
      return mapped(json, (part) => inside(form.items, part));
  }
}

// Our unions are null and one other type (a rule of the contracts spec).
const branchOf = (form: Extract<AvroForm, { kind: 'union' }>, names: AvroNames): AvroSchema =>
  form.branches.find((branch) => {
    const { kind, ...rest } = formOf(branch, names);
    return kind !== 'primitive' || !('name' in rest) || rest.name !== 'null';
  }) ?? 'null';

const mapped = (json: unknown, part: (value: unknown, key: string) => unknown): unknown =>
  typeof json === 'object' && json !== null
    ? Object.fromEntries(Object.entries(json).map(([key, value]) => [key, part(value, key)]))
    : json;
