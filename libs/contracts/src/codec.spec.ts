import { arbitraryOf, topicValues } from '@tutti/testing';
import fc from 'fast-check';
import type { AvroField } from './avro';
import { codecOf, codecs } from './codec';
import { SCHEMAS } from './generated/schemas';
import type { TopicName, TopicValue } from './generated/topics';

const topics = Object.keys(SCHEMAS) as TopicName[];
const codecFor = (topic: TopicName) => codecs[topic] as unknown as (typeof codecs)['updates'];
const valuesOf = (topic: TopicName) => topicValues(topic) as fc.Arbitrary<TopicValue['updates']>;

describe.each(topics)('any value of %s', (topic) => {
  const codec = codecFor(topic);

  it('is read as it was written', () => {
    fc.assert(fc.property(valuesOf(topic), (value) => expect(codec.decode(codec.encode(value))).toEqual(value)));
  });

  it('has no problems, until a field is added that the schema does not know', () => {
    fc.assert(
      fc.property(valuesOf(topic), (value) => {
        expect(codec.problems(value)).toEqual([]);
        expect(codec.problems({ ...value, surprise: 1 })).not.toEqual([]);
      }),
    );
  });

  it('is the same bytes in whatever order its maps and fields were filled', () => {
    fc.assert(
      fc.property(valuesOf(topic), (value) => expect(codec.encode(turnedRound(value))).toEqual(codec.encode(value))),
    );
  });

  it('is read alike through a reader that was made for another version of the schema', () => {
    const decode = codec.decoderFrom(structuredClone(SCHEMAS[topic]));
    fc.assert(fc.property(valuesOf(topic), (value) => expect(decode(codec.encode(value))).toEqual(value)));
  });

  it('is written in place, or not at all when there is no room', () => {
    fc.assert(
      fc.property(valuesOf(topic), fc.nat(200), (value, room) => {
        const target = Buffer.alloc(room + 5);
        const end = codec.encodeInto(value, target, 5);
        const whole = codec.encode(value);
        if (whole.length > room) expect(end).toBeLessThan(0);
        else expect(target.subarray(5, end)).toEqual(whole);
      }),
    );
  });
});

describe('a map', () => {
  const mapOf = (fields: readonly AvroField[]) => ({
    type: 'record',
    name: 'Shelf',
    fields: [
      {
        name: 'books',
        type: { type: 'map', logicalType: 'sorted-map', values: { type: 'record', name: 'Book', fields } },
      },
    ],
  });
  const old = mapOf([{ name: 'title', type: 'string' }]);
  const newer = mapOf([
    { name: 'title', type: 'string' },
    { name: 'pages', type: 'long', default: 0 },
  ]);

  it('read from before a field was added inside it has the default in each entry', () => {
    const bytes = codecOf(old).encode({ books: { b: { title: 'B' }, a: { title: 'A' } } });
    const shelf = codecOf(newer).decoderFrom(old)(bytes);
    expect(shelf).toEqual({ books: { a: { title: 'A', pages: 0 }, b: { title: 'B', pages: 0 } } });
  });

  it('written by a newer version is read without what this one does not know', () => {
    fc.assert(
      fc.property(arbitraryOf(newer), (shelf) => {
        const read = codecOf(old).decoderFrom(newer)(codecOf(newer).encode(shelf)) as { books: object };
        expect(codecOf(old).problems(read)).toEqual([]);
        expect(Object.keys(read.books).sort()).toEqual(Object.keys((shelf as typeof read).books).sort());
      }),
    );
  });

  it('whose entries cannot be reconciled is refused when the reader is made, not when the first record comes', () => {
    const other = mapOf([{ name: 'title', type: 'long' }]);
    expect(() => codecOf(other).decoderFrom(old)).toThrow(/cannot read/);
  });

  it('keeps an entry named __proto__ as an entry', () => {
    const value = { books: Object.fromEntries([['__proto__', { title: 'a sender chose this name' }]]) };
    const read = codecOf<typeof value>(old).decode(codecOf(old).encode(value));
    expect(Object.keys(read.books)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(read.books)).toBe(Object.prototype);
  });
});

/** The same value with every object filled in the opposite order. */
function turnedRound<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(turnedRound) as Value;
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, part]) => [key, turnedRound(part)]),
  ) as Value;
}
