import fc from 'fast-check';
import { CHUNK_LIMITS, chunksOf } from './chunks';
import { VERSION_BYTES } from './keys';

const limits = { entriesMax: 4, bytesMax: 60 };
const entries = fc
  .array(fc.tuple(fc.string({ maxLength: 4 }), fc.option(fc.uint8Array({ maxLength: 80 }).map((b) => Buffer.from(b)))))
  .map((list) => new Map(list));
const sizeOf = ([key, stored]: readonly [string, Buffer]): number => Buffer.byteLength(key) + stored.length;

describe('a large write', () => {
  it('goes in parts within the limits, an entry that is larger alone', () => {
    fc.assert(
      fc.property(entries, (map) => {
        for (const { entries: part } of chunksOf({ entries: map, to: 7 }, limits)) {
          const bytes = part.map(sizeOf).reduce((sum, size) => sum + size, 0);
          expect(part.length).toBeLessThanOrEqual(limits.entriesMax);
          if (part.length > 1) expect(bytes).toBeLessThanOrEqual(limits.bytesMax);
        }
      }),
    );
  });

  it('has every entry once, in order, with its version in front; none but the last part moves the watermark', () => {
    fc.assert(
      fc.property(entries, (map) => {
        const parts = chunksOf({ entries: map, to: 7 }, limits);
        const versions = parts
          .flatMap((part) => part.entries.map(([, stored]) => stored))
          .filter(({ length }) => length > 0);
        const states = parts.flatMap((part) =>
          part.entries.map(
            ([key, stored]) => [key, stored.length === 0 ? null : stored.subarray(VERSION_BYTES)] as const,
          ),
        );
        expect(states).toEqual([...map]);
        expect(versions.filter((stored) => stored.readBigUInt64BE() !== 7n)).toEqual([]);
        expect(parts.map(({ last }) => last)).toEqual(parts.map((_, i) => i === parts.length - 1));
      }),
    );
  });

  it('without entries still moves the watermark', () => {
    expect(chunksOf({ entries: new Map(), to: 7 })).toEqual([{ entries: [], last: true }]);
  });

  it('has the limits of the design', () => {
    expect(CHUNK_LIMITS).toEqual({ entriesMax: 512, bytesMax: 262_144 });
  });
});
