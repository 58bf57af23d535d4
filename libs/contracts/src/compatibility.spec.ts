import { arbitraryOf } from '@tutti/testing';
import fc from 'fast-check';
import type { AvroField, AvroNode } from './avro';
import { codecOf } from './codec';
import { incompatibilities } from './compatibility';
import { SCHEMAS } from './generated/schemas';

const record = (...fields: AvroField[]): AvroNode => ({ type: 'record', name: 'Order', fields });
const symbols = (list: readonly string[], symbol?: string): AvroNode => ({
  ...{ type: 'enum', name: 'Colour', symbols: list },
  ...(symbol === undefined ? {} : { default: symbol }),
});
const id = { name: 'id', type: 'string' };
const colour = symbols(['unknown', 'red'], 'unknown');
const mapOf = (values: AvroNode): AvroNode => ({ type: 'map', logicalType: 'sorted-map', values });
const line = (...fields: AvroField[]): AvroNode => ({ ...record(...fields), name: 'Line' });

const few = { numRuns: 25 };

describe('every schema', () => {
  it.each(Object.entries(SCHEMAS))('%s goes together with itself', (_, schema) => {
    expect(incompatibilities(schema, structuredClone(schema))).toEqual([]);
  });

  it.each(Object.entries(SCHEMAS))('%s may grow by fields with defaults and by enum symbols', (_, schema) => {
    const grown = grow(schema as AvroNode) as AvroNode;
    expect(incompatibilities(schema, grown)).toEqual([]);
    const [then, now] = [codecOf(schema), codecOf(grown)];
    const [old, young] = [then.decoderFrom(grown), now.decoderFrom(schema)];
    fc.assert(
      fc.property(arbitraryOf(grown), (value) => expect(then.problems(old(now.encode(value)))).toEqual([])),
      few,
    );
    fc.assert(
      fc.property(arbitraryOf(schema), (value) => expect(now.problems(young(then.encode(value)))).toEqual([])),
      few,
    );
  });

  it.each(Object.entries(SCHEMAS))('%s may rename no field, and the message names it', (_, schema) => {
    for (const { name, default: fallback } of (schema as AvroNode).fields ?? []) {
      if (fallback !== undefined) continue;
      const renamed = (field: AvroField): AvroField => (field.name === name ? { ...field, name: `${name}2` } : field);
      const fields = (schema as AvroNode).fields?.map(renamed) ?? [];
      expect(incompatibilities(schema, { ...schema, fields })).toContainEqual(expect.objectContaining({ field: name }));
    }
  });
});

interface Change {
  readonly released: AvroNode;
  readonly current: AvroNode;
}

const breaks: readonly (readonly [what: string, change: Change, field: string, reason: RegExp])[] = [
  [
    'a field without a default is added',
    { released: record(id), current: record(id, { name: 'at', type: 'long' }) },
    'at',
    /added without a default/,
  ],
  [
    'a field without a default is removed',
    { released: record(id, { name: 'at', type: 'long' }), current: record(id) },
    'at',
    /removed/,
  ],
  ['a field is renamed', { released: record(id), current: record({ ...id, name: 'key' }) }, 'id', /removed/],
  [
    'a default is taken away',
    { released: record({ ...id, default: '' }), current: record(id) },
    'id',
    /default taken away/,
  ],
  [
    'a type changes',
    { released: record(id), current: record({ name: 'id', type: 'long' }) },
    'id',
    /from string to long/,
  ],
  [
    'a type is widened, which only one direction survives',
    { released: record({ name: 'n', type: 'int' }), current: record({ name: 'n', type: 'long' }) },
    'n',
    /from int to long/,
  ],
  [
    'a meaning changes',
    {
      released: record({ name: 'at', type: 'long' }),
      current: record({ name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } }),
    },
    'at',
    /from long to long \(timestamp-millis\)/,
  ],
  [
    'a field becomes nullable',
    { released: record(id), current: record({ name: 'id', type: ['null', 'string'], default: null }) },
    'id',
    /from string to union/,
  ],
  [
    'a union gets a branch',
    {
      released: record({ name: 'v', type: ['null', 'string'], default: null }),
      current: record({ name: 'v', type: ['null', 'string', 'long'], default: null }),
    },
    'v',
    /long is a new branch/,
  ],
  [
    'a union loses a branch',
    {
      released: record({ name: 'v', type: ['null', 'string'], default: null }),
      current: record({ name: 'v', type: ['null', 'long'], default: null }),
    },
    'v',
    /string is no longer a branch/,
  ],
  [
    'an enum loses a symbol',
    {
      released: record({ name: 'c', type: colour }),
      current: record({ name: 'c', type: symbols(['unknown'], 'unknown') }),
    },
    'c',
    /symbol red removed/,
  ],
  [
    'an enum without a default gets a symbol',
    {
      released: record({ name: 'c', type: symbols(['red']) }),
      current: record({ name: 'c', type: symbols(['red', 'blue']) }),
    },
    'c',
    /symbol blue added/,
  ],
  [
    'an enum has another default',
    {
      released: record({ name: 'c', type: colour }),
      current: record({ name: 'c', type: symbols(['unknown', 'red'], 'red') }),
    },
    'c',
    /default symbol of enum Colour changed/,
  ],
  [
    'an entry of a map changes',
    {
      released: record({ name: 'lines', type: mapOf(line(id)) }),
      current: record({ name: 'lines', type: mapOf(line(id, { name: 'n', type: 'long' })) }),
    },
    'lines{}.n',
    /added without a default/,
  ],
  [
    'an item of an array changes',
    {
      released: record({ name: 'lines', type: { type: 'array', items: line(id) } }),
      current: record({ name: 'lines', type: { type: 'array', items: line({ name: 'id', type: 'long' }) } }),
    },
    'lines[].id',
    /from string to long/,
  ],
  [
    'a record inside is renamed',
    {
      released: record({ name: 'line', type: line(id) }),
      current: record({ name: 'line', type: { ...line(id), name: 'Row' } }),
    },
    'line',
    /from record Line to record Row/,
  ],
];

it.each(breaks)('it is a break when %s', (_, { released, current }, field, reason) => {
  expect(incompatibilities(released, current)).toContainEqual({
    field,
    reason: expect.stringMatching(reason) as string,
  });
});

it('a shared record may move to another place of its first mention', () => {
  const released = record({ name: 'first', type: line(id) }, { name: 'second', type: 'Line' });
  const added = { name: 'zeroth', type: ['null', line(id)], default: null };
  expect(
    incompatibilities(released, record(added, { name: 'first', type: 'Line' }, { name: 'second', type: 'Line' })),
  ).toEqual([]);
});

/** The schema with one more field in each record and one more symbol in each enum. */
function grow(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(grow);
  if (typeof schema !== 'object' || schema === null) return schema;
  const node = Object.fromEntries(
    Object.entries(schema).map(([key, part]) => [key, key === 'default' ? part : grow(part)]),
  );
  if (Array.isArray(node['fields']))
    return { ...node, fields: [...node['fields'], { name: 'grown', type: 'long', default: 7 }] };
  if (Array.isArray(node['symbols'])) return { ...node, symbols: [...node['symbols'], 'grown'] };
  return node;
}
