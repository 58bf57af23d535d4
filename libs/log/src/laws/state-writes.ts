import fc from 'fast-check';
import type { CacheWrite, StatePartition, StateStore } from '../ports';

/** What a state store keeps however its content is cut into writes. */
export function stateWriteLaws(withStore: (use: (store: StateStore) => Promise<void>) => Promise<void>): void {
  it('ends up with what the log says, wherever the log was cut into writes', () =>
    fc.assert(
      fc.asyncProperty(histories, (history) =>
        withStore(async (store) => {
          await store.reset(at, 1, 0);
          for (const write of writesOf(history)) expect(await store.write(at, write)).toBe('written');
          const expected = new Map(history.flat().map(([key, value]) => [key, value]));
          const kept = [...expected].flatMap(([key, value]) => (value === null ? [] : [[key, value] as const]));
          expect((await store.read(at, [...expected.keys()])).states).toEqual(new Map(kept));
          expect(await store.count(at)).toBe(kept.length);
        }),
      ),
      { numRuns: 25 },
    ));

  it('shows a large write as complete no sooner than it is', () =>
    withStore(async (store) => {
      await store.reset(at, 1, 0);
      let writing = true;
      const reader = async (): Promise<void> => {
        while (writing) {
          const { stateOffset = 0, states } = await store.read(at, keys);
          const oldest = Math.min(...keys.map((key) => states.get(key)?.readUInt32BE() ?? 0));
          expect(oldest).toBeGreaterThanOrEqual(stateOffset);
        }
      };
      const writer = async (): Promise<void> => {
        for (let from = 0; from < 8; from++) expect(await store.write(at, writeOf(from))).toBe('written');
      };
      await Promise.all([writer().finally(() => (writing = false)), reader()]);
      expect((await store.watermark(at))?.stateOffset).toBe(8);
      expect(await store.count(at)).toBe(keys.length);
    }));

  it('takes entries larger than any part of a write', () =>
    withStore(async (store) => {
      const entries = new Map(['x', 'y', 'z'].map((key, i) => [key, Buffer.alloc(700_000, i)]));
      await store.reset(at, 1, 0);
      expect(await store.write(at, { ...NOTHING, entries })).toBe('written');
      const { states } = await store.read(at, ['x', 'y', 'z']);
      expect([...entries].filter(([key, state]) => !states.get(key)?.equals(state)).map(([key]) => key)).toEqual([]);
    }));
}

const at: StatePartition = { stage: 'identity', partition: 3 };
const NOTHING: CacheWrite = {
  epoch: 1,
  from: 0,
  to: 10,
  progress: Buffer.from('p'),
  at: 1_000,
  isWhole: true,
  entries: new Map(),
};
const keys = Array.from({ length: 1_300 }, (_, i) => `key-${i}`);

/** Every key at once; the state tells which write it is of. */
function writeOf(from: number): CacheWrite {
  const state = Buffer.alloc(300 + (from % 7) * 100);
  state.writeUInt32BE(from + 1);
  return { ...NOTHING, from, to: from + 1, entries: new Map(keys.map((key) => [key, state])) };
}

/** State records in the order of the log, cut into writes; few keys, so that they meet again. */
const histories = fc.array(
  fc.array(
    fc.tuple(
      fc.constantFrom('a', 'b', 'c', 'd'),
      fc.option(fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes))),
    ),
    { maxLength: 6 },
  ),
  { maxLength: 6 },
);

type History = readonly (readonly (readonly [key: string, value: Buffer | null])[])[];

function writesOf(history: History): CacheWrite[] {
  let from = 0;
  return history.map((records) => {
    const write = { ...NOTHING, from, to: from + records.length + 1, entries: new Map(records) };
    from = write.to;
    return write;
  });
}
