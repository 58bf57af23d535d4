import type { CacheWrite, StatePartition, StateStore } from '../ports';
import { stateWriteLaws } from './state-writes';

/** What every state store keeps, whoever implements it. `makeStore` gives one with nothing in it; it is closed here. */
export function stateStoreLaws(name: string, makeStore: () => StateStore | Promise<StateStore>): void {
  const withStore = async (use: (store: StateStore) => Promise<void>): Promise<void> => {
    const store = await makeStore();
    try {
      await use(store);
    } finally {
      await store.close();
    }
  };
  const law: Law = (says, holds) => {
    it(says, () => withStore(holds));
  };
  describe(`${name}: a state store`, () => {
    describe('as a cache', () => contentLaws(law));
    describe('with several owners', () => ownerLaws(law));
    describe('under many writes and large ones', () => stateWriteLaws(withStore));
  });
}

type Law = (says: string, holds: (store: StateStore) => Promise<void>) => void;

const at: StatePartition = { stage: 'identity', partition: 3 };
const text = (value: string): Buffer => Buffer.from(value);
const NOTHING: CacheWrite = {
  epoch: 1,
  from: 0,
  to: 10,
  progress: text('p10'),
  at: 1_000,
  isWhole: true,
  entries: new Map(),
};
const first: CacheWrite = {
  ...NOTHING,
  entries: new Map([
    ['a', text('A')],
    ['b', text('B')],
  ]),
};

function contentLaws(law: Law): void {
  law('has no watermark before it is reset, whoever claims it', async (store) => {
    expect(await store.watermark(at)).toBeUndefined();
    await store.claim(at, 7);
    expect(await store.watermark(at)).toBeUndefined();
    expect(await store.read(at, ['a'])).toEqual({ stateOffset: undefined, states: new Map() });
    expect(await store.count(at)).toBe(0);
  });

  law('takes no write before it is reset', async (store) => {
    expect(await store.write(at, first)).toBe('gap');
    expect(await store.count(at)).toBe(0);
  });

  law('is empty after a reset, and its watermark too old to trust', async (store) => {
    await store.reset(at, 1, 0);
    await store.write(at, first);
    expect(await store.reset(at, 1, 4)).toBe('written');
    expect(await store.watermark(at)).toEqual({ epoch: 1, stateOffset: 4, progress: text(''), at: 0, isWhole: false });
    expect(await store.read(at, ['a', 'b'])).toEqual({ stateOffset: 4, states: new Map() });
    expect(await store.count(at)).toBe(0);
  });

  law('gives back what was written, under the watermark that was written', async (store) => {
    await store.reset(at, 1, 0);
    expect(await store.write(at, first)).toBe('written');
    expect(await store.watermark(at)).toEqual({
      epoch: 1,
      stateOffset: 10,
      progress: text('p10'),
      at: 1_000,
      isWhole: true,
    });
    expect(await store.read(at, ['a', 'none', 'b', 'a'])).toEqual({ stateOffset: 10, states: first.entries });
    expect(await store.count(at)).toBe(2);
  });

  law('removes what is written as null, and leaves the rest', async (store) => {
    await store.reset(at, 1, 0);
    await store.write(at, first);
    await store.write(at, {
      ...NOTHING,
      from: 10,
      to: 20,
      entries: new Map([
        ['a', null],
        ['none', null],
      ]),
    });
    expect((await store.read(at, ['a', 'b'])).states).toEqual(new Map([['b', text('B')]]));
    expect(await store.count(at)).toBe(1);
  });

  law('moves with a write that has no entries', async (store) => {
    await store.reset(at, 1, 0);
    await store.write(at, { ...NOTHING, at: 5 });
    await store.write(at, { ...NOTHING, from: 10, at: 6, isWhole: false });
    const mark = { epoch: 1, stateOffset: 10, progress: text('p10'), at: 6, isWhole: false };
    expect(await store.watermark(at)).toEqual(mark);
  });

  law('keeps every byte of keys, states and progress', async (store) => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const entries = new Map([
      ['', bytes],
      ['ключ 🔑', text('')],
      ['{}:s', bytes],
    ]);
    await store.reset(at, 1, 0);
    await store.write(at, { ...NOTHING, progress: bytes, entries });
    expect((await store.read(at, [...entries.keys()])).states).toEqual(entries);
    expect((await store.watermark(at))?.progress).toEqual(bytes);
  });

  law('keeps offsets and times of any size', async (store) => {
    const to = Number.MAX_SAFE_INTEGER;
    await store.reset(at, 1, to - 1);
    expect(await store.write(at, { ...first, from: to - 1, to, at: to })).toBe('written');
    expect(await store.watermark(at)).toMatchObject({ stateOffset: to, at: to });
    expect((await store.read(at, ['a'])).states).toEqual(new Map([['a', text('A')]]));
  });

  law('keeps what was written, whatever becomes of the bytes it was given', async (store) => {
    const state = text('state');
    await store.reset(at, 1, 0);
    await store.write(at, { ...NOTHING, entries: new Map([['a', state]]) });
    state.fill(0);
    (await store.read(at, ['a'])).states.get('a')?.fill(0);
    expect((await store.read(at, ['a'])).states.get('a')).toEqual(text('state'));
  });

  law('keeps partitions and stages apart', async (store) => {
    const others = [
      { ...at, partition: 4 },
      { ...at, partition: 33 },
      { ...at, stage: 'sink-console' },
    ];
    for (const partition of [at, ...others]) await store.reset(partition, 1, 0);
    await store.write(at, first);
    for (const other of others) {
      expect(await store.count(other)).toBe(0);
      expect((await store.watermark(other))?.stateOffset).toBe(0);
    }
  });

  law('rejects with code closed after it was closed', async (store) => {
    await store.reset(at, 1, 0);
    await store.close();
    await expect(store.read(at, ['a'])).rejects.toMatchObject({ code: 'closed' });
    await expect(store.write(at, first)).rejects.toMatchObject({ code: 'closed' });
  });
}

function ownerLaws(law: Law): void {
  const second = { ...first, from: 10, to: 20, progress: text('p20'), entries: new Map([['a', text('A2')]]) };

  law('refuses a write that does not begin where the last one ended, and changes nothing', async (store) => {
    await store.reset(at, 1, 0);
    await store.write(at, first);
    for (const from of [0, 9, 11]) expect(await store.write(at, { ...second, from, to: 30 })).toBe('gap');
    expect(await store.read(at, ['a'])).toEqual({ stateOffset: 10, states: new Map([['a', text('A')]]) });
  });

  law('takes a write that is repeated because its answer was lost', async (store) => {
    await store.reset(at, 1, 0);
    await store.write(at, first);
    expect(await store.write(at, first)).toBe('written');
    expect(await store.write(at, { ...first, progress: text('other') })).toBe('gap');
    expect(await store.write(at, second)).toBe('written');
    expect((await store.read(at, ['a'])).states).toEqual(new Map([['a', text('A2')]]));
  });

  law('refuses an owner from the moment a newer one claims, and changes nothing for it', async (store) => {
    await store.claim(at, 4);
    await store.reset(at, 4, 0);
    await store.write(at, { ...first, epoch: 4 });
    expect(await store.claim(at, 5)).toBe('claimed');
    expect(await store.write(at, { ...second, epoch: 4 })).toBe('fenced');
    expect(await store.write(at, { ...first, epoch: 4 })).toBe('fenced');
    expect(await store.reset(at, 4, 0)).toBe('fenced');
    expect(await store.claim(at, 4)).toBe('fenced');
    expect(await store.read(at, ['a'])).toEqual({ stateOffset: 10, states: new Map([['a', text('A')]]) });
  });

  law('lets a newer owner go on where the older one stopped', async (store) => {
    await store.reset(at, 4, 0);
    await store.write(at, { ...first, epoch: 4 });
    expect(await store.claim(at, 5)).toBe('claimed');
    expect(await store.write(at, { ...second, epoch: 5 })).toBe('written');
    expect(await store.watermark(at)).toMatchObject({ epoch: 5, stateOffset: 20 });
  });

  law('lets an owner claim twice', async (store) => {
    expect(await store.claim(at, 5)).toBe('claimed');
    expect(await store.claim(at, 5)).toBe('claimed');
  });

  law('takes a reset or a write of a newer owner for its claim', async (store) => {
    await store.reset(at, 5, 0);
    expect(await store.claim(at, 4)).toBe('fenced');
    await store.write(at, { ...first, epoch: 6 });
    expect(await store.claim(at, 5)).toBe('fenced');
  });
}
