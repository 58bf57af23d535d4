import type { AvroField, AvroForm, AvroNames, AvroSchema } from './avro';
import { formOf, namesOf } from './avro';
import { codecOf } from './codec';

/** Why two versions of a schema do not go together, and at which field (dotted path; [] and {} are inside a collection). */
export interface Incompatibility {
  readonly field: string;
  readonly reason: string;
}

/**
 * What keeps two versions of a record from reading each other's data, in both directions (Avro's FULL), and what would
 * do so one version later: a default or an enum symbol that was taken away. Empty when they go together.
 */
export function incompatibilities(released: object, current: object): readonly Incompatibility[] {
  const pair = { field: '', released: released as AvroSchema, current: current as AvroSchema };
  const names = { released: namesOf(pair.released), current: namesOf(pair.current), seen: new Set<string>() };
  const found = compared(pair, names);
  return found.length > 0 ? found : unreadable(released, current);
}

interface Names {
  readonly released: AvroNames;
  readonly current: AvroNames;
  /** Records compared already: shared ones are told about once, and one that contains itself comes to an end. */
  readonly seen: Set<string>;
}

interface Pair<Part> {
  readonly field: string;
  readonly released: Part;
  readonly current: Part;
}

type Forms<Kind extends AvroForm['kind']> = Pair<Extract<AvroForm, { kind: Kind }>>;

function compared({ field, ...pair }: Pair<AvroSchema>, names: Names): Incompatibility[] {
  const released = formOf(pair.released, names.released);
  const current = formOf(pair.current, names.current);
  if (released.kind === 'union' && current.kind === 'union') return unions({ field, released, current }, names);
  if (describe(released) === describe(current)) return parts({ field, released, current }, names);
  return [{ field, reason: `type changed from ${describe(released)} to ${describe(current)}` }];
}

/** Both are of the same kind and name; they may differ inside. */
function parts({ field, released, current }: Pair<AvroForm>, names: Names): Incompatibility[] {
  if (released.kind === 'record' && current.kind === 'record') return records({ field, released, current }, names);
  if (released.kind === 'enum' && current.kind === 'enum') return enums({ field, released, current });
  if (!('items' in released && 'items' in current)) return [];
  const inside = released.kind === 'map' ? `${field}{}` : `${field}[]`;
  return compared({ field: inside, released: released.items, current: current.items }, names);
}

function records({ field, released, current }: Forms<'record'>, names: Names): Incompatibility[] {
  if (names.seen.has(current.name)) return [];
  names.seen.add(current.name);
  const at = (name: string): string => (field === '' ? name : `${field}.${name}`);
  const added = current.fields.filter((now) => fieldOf(released.fields, now.name) === undefined);
  const kept = released.fields.flatMap((before) => {
    const now = fieldOf(current.fields, before.name);
    if (now === undefined) return removed(at(before.name), before);
    return [
      ...defaults({ field: at(before.name), released: before, current: now }),
      ...compared({ field: at(before.name), released: before.type, current: now.type }, names),
    ];
  });
  return [...kept, ...added.filter(hasNoDefault).map(({ name }) => ({ field: at(name), reason: ADDED }))];
}

const ADDED = 'field added without a default, so data from before cannot be read';

const removed = (field: string, before: AvroField): Incompatibility[] =>
  hasNoDefault(before)
    ? [{ field, reason: 'field removed, and it has no default, so released code cannot read data without it' }]
    : [];

const defaults = ({ field, released, current }: Pair<AvroField>): Incompatibility[] =>
  !hasNoDefault(released) && hasNoDefault(current)
    ? [{ field, reason: 'default taken away, so data from before the field cannot be read' }]
    : [];

function enums({ field, released, current }: Forms<'enum'>): Incompatibility[] {
  const added = current.symbols.filter((symbol) => !released.symbols.includes(symbol));
  const gone = released.symbols.filter((symbol) => !current.symbols.includes(symbol));
  return [
    ...gone.map((symbol) => ({ field, reason: `symbol ${symbol} removed from enum ${current.name}, but data has it` })),
    ...(released.default === undefined ? added : []).map((symbol) => ({
      field,
      reason: `symbol ${symbol} added to enum ${current.name}, which was released without a default symbol`,
    })),
    ...(released.default !== undefined && released.default !== current.default
      ? [{ field, reason: `default symbol of enum ${current.name} changed from ${released.default}` }]
      : []),
  ];
}

function unions({ field, released, current }: Forms<'union'>, names: Names): Incompatibility[] {
  const before = released.branches.map((branch) => ({ branch, name: describe(formOf(branch, names.released)) }));
  const now = current.branches.map((branch) => ({ branch, name: describe(formOf(branch, names.current)) }));
  const gone = before.filter(({ name }) => now.every((other) => other.name !== name));
  const added = now.filter(({ name }) => before.every((other) => other.name !== name));
  const kept = before.flatMap(({ branch, name }) => {
    const same = now.find((other) => other.name === name);
    return same === undefined ? [] : compared({ field, released: branch, current: same.branch }, names);
  });
  return [
    ...gone.map(({ name }) => ({ field, reason: `${name} is no longer a branch of the union` })),
    ...added.map(({ name }) => ({ field, reason: `${name} is a new branch of the union; released code has none` })),
    ...kept,
  ];
}

// The last word has the library that reads the data: a net under the rules above.
function unreadable(released: object, current: object): Incompatibility[] {
  const directions = [
    { reader: current, writer: released, says: 'data written as released cannot be read' },
    { reader: released, writer: current, says: 'released code cannot read data written as it is now' },
  ];
  return directions.flatMap(({ reader, writer, says }) => {
    try {
      codecOf(reader).decoderFrom(writer);
      return [];
    } catch (error) {
      return [{ field: '', reason: `${says}: ${error instanceof Error ? error.message : String(error)}` }];
    }
  });
}

/** Two forms with the same description may differ inside only. */
function describe(form: AvroForm): string {
  const logical = 'logicalType' in form ? ` (${form.logicalType})` : '';
  if (form.kind === 'union') return `union of ${form.branches.length}`;
  if (form.kind === 'record' || form.kind === 'enum') return `${form.kind} ${form.name}`;
  return `${form.kind === 'primitive' ? form.name : form.kind}${logical}`;
}

const fieldOf = (fields: readonly AvroField[], name: string): AvroField | undefined =>
  fields.find((field) => field.name === name);

const hasNoDefault = (field: AvroField): boolean => field.default === undefined;
