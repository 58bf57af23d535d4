import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { valueOfJson } from '@tutti/testing';
import type { AvroNode, AvroSchema } from './avro';
import { codecs } from './codec';
import { SCHEMAS } from './generated/schemas';
import type { TopicName } from './generated/topics';
import { TOPICS } from './generated/topics';

const topics = Object.keys(SCHEMAS) as TopicName[];
const EXAMPLES = join('schemas', 'examples');

describe.each(topics)('the schema of %s', (topic) => {
  const parts = partsOf({ at: '', schema: SCHEMAS[topic] as AvroSchema });
  const where = (broken: (part: Part) => boolean): string[] => parts.filter(broken).map(({ at }) => at);

  it('is a record of namespace tutti', () => {
    expect(SCHEMAS[topic]).toMatchObject({ type: 'record', namespace: 'tutti' });
  });

  it('says what every record and every field is', () => {
    expect(where(({ schema }) => kindOf(schema) === 'record' && isBlank(nodeOf(schema).doc))).toEqual([]);
    expect(fieldsOf(parts).filter(({ doc }) => isBlank(doc))).toEqual([]);
  });

  it('begins each enum with its default symbol unknown, so that symbols can be added', () => {
    const good = ({ symbols, default: symbol }: AvroNode): boolean =>
      symbol === 'unknown' && symbols?.[0] === 'unknown';
    expect(where(({ schema }) => kindOf(schema) === 'enum' && !good(nodeOf(schema)))).toEqual([]);
  });

  it('has no union but [null, T], and never one of records or in a map', () => {
    const branches = (schema: AvroSchema): readonly AvroSchema[] => (Array.isArray(schema) ? schema : []);
    const unions = parts.filter(({ schema }) => kindOf(schema) === 'union');
    expect(unions.filter(({ schema }) => branches(schema).length !== 2 || branches(schema)[0] !== 'null')).toEqual([]);
    expect(
      where(({ schema }) => kindOf(schema) === 'map' && kindOf(nodeOf(schema).values ?? 'null') === 'union'),
    ).toEqual([]);
  });

  it('defaults every nullable field to null', () => {
    const nullable = fieldsOf(parts).filter(({ type }) => kindOf(type) === 'union');
    expect(nullable.filter((field) => field.default !== null)).toEqual([]);
  });

  it('writes maps in key order and has no floating point, whose sums depend on order', () => {
    const unsorted = ({ schema }: Part): boolean =>
      kindOf(schema) === 'map' && nodeOf(schema).logicalType !== 'sorted-map';
    expect(where(unsorted)).toEqual([]);
    expect(where(({ schema }) => ['float', 'double'].includes(kindOf(schema)))).toEqual([]);
  });

  it('tells several kinds of record apart by kind and one nullable field of each kind', () => {
    const [kind, ...others] = (SCHEMAS[topic] as AvroNode).fields ?? [];
    if (kind?.name !== 'kind') return;
    expect(nodeOf(kind.type).symbols).toEqual(['unknown', ...others.map(({ name }) => name)]);
    expect(others.filter(({ type }) => kindOf(type) !== 'union')).toEqual([]);
  });
});

describe('the examples', () => {
  it('belong to topics that exist', () => {
    expect(readdirSync(EXAMPLES).filter((schema) => !topics.some((topic) => topic === schema))).toEqual([]);
  });

  it.each(topics)('of %s exist', (topic) => {
    expect(casesOf(topic)).not.toEqual([]);
  });

  it.each(topics.flatMap((topic) => casesOf(topic).map((name) => [topic, name] as const)))(
    'of %s: %s is what a reader gets when it was written, and has no undeclared field',
    (topic, name) => {
      const codec = codecs[topic] as unknown as (typeof codecs)['source'];
      const json: unknown = JSON.parse(readFileSync(join(EXAMPLES, topic, name), 'utf8'));
      const value = valueOfJson(SCHEMAS[topic], json) as never;
      expect(codec.problems(value)).toEqual([]);
      // An example may be older than a field with a default, as a record on the topic may be.
      expect(codec.decode(codec.encode(value))).toMatchObject(value);
    },
  );
});

it('each topic of the table has a schema', () => {
  expect(Object.keys(TOPICS).sort()).toEqual([...topics].sort());
});

interface Part {
  readonly at: string;
  readonly schema: AvroSchema;
}

/** A schema and every schema inside it. */
function partsOf(part: Part): Part[] {
  const { at, schema } = part;
  if (typeof schema === 'string') return [part];
  if (Array.isArray(schema)) return [part, ...schema.flatMap((branch) => partsOf({ at, schema: branch }))];
  const { fields = [], items, values, type } = schema as AvroNode;
  const inside = [
    ...fields.map((field) => ({ at: `${at}.${field.name}`, schema: field.type })),
    ...[items, values].flatMap((inner) => (inner === undefined ? [] : [{ at: `${at}[]`, schema: inner }])),
    ...(typeof type === 'string' ? [] : [{ at, schema: type }]),
  ];
  return [part, ...inside.flatMap(partsOf)];
}

const fieldsOf = (parts: readonly Part[]) => parts.flatMap(({ schema }) => nodeOf(schema).fields ?? []);

const nodeOf = (schema: AvroSchema): AvroNode =>
  typeof schema === 'object' && 'type' in schema ? schema : { type: schema };

const kindOf = (schema: AvroSchema): string => {
  if (Array.isArray(schema)) return 'union';
  const { type } = nodeOf(schema);
  return typeof type === 'string' ? type : kindOf(type);
};

const isBlank = (text: string | undefined): boolean => text === undefined || text.trim() === '';

function casesOf(topic: TopicName): string[] {
  const folder = join(EXAMPLES, topic);
  return existsSync(folder) ? readdirSync(folder) : [];
}
