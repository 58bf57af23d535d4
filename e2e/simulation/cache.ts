import type { CacheResult, StatePartition, StateStore, Watermark } from '@tutti/log';
import { memoryStateStore } from '@tutti/log';

/** A cache that can lose everything, or everything since some moment. */
export interface FragileCache {
  readonly store: StateStore;
  /** As it was when this share of its writes was done: 0 is empty. */
  readonly rollBack: (share: number) => Promise<void>;
}

type Change = (store: StateStore) => Promise<unknown>;

/** `written` hears of every watermark that moved, after the write. */
export function fragileCache(written: (partition: StatePartition, to: number) => Promise<void>): FragileCache {
  let inner = memoryStateStore();
  let changes: Change[] = [];
  const change = <Answer>(apply: (store: StateStore) => Promise<Answer>): Promise<Answer> => {
    changes.push(apply);
    return apply(inner);
  };
  const told = async (partition: StatePartition, to: number, result: CacheResult): Promise<CacheResult> => {
    if (result === 'written') await written(partition, to);
    return result;
  };
  const store: StateStore = {
    watermark: (partition): Promise<Watermark | undefined> => inner.watermark(partition),
    read: (partition, keys) => inner.read(partition, keys),
    count: (partition) => inner.count(partition),
    claim: (partition, epoch) => change((it) => it.claim(partition, epoch)),
    reset: (partition, epoch, from) => change((it) => it.reset(partition, epoch, from)),
    write: async (partition, write) => told(partition, write.to, await change((it) => it.write(partition, write))),
    close: () => inner.close(),
  };
  const rollBack = async (share: number): Promise<void> => {
    changes = changes.slice(0, Math.floor(changes.length * share));
    const earlier = memoryStateStore();
    inner = earlier; // at once: what others write meanwhile comes after these, as nothing here waits for them
    for (const apply of changes) await apply(earlier);
  };
  return { store, rollBack };
}
