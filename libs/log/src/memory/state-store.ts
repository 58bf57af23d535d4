import type { CacheWrite, StatePartition, StateStore, Watermark } from '../ports';
import { LogError } from '../ports';

interface Cached {
  epoch: number;
  watermark: Omit<Watermark, 'epoch'> | undefined;
  states: Map<string, Buffer>;
}

/** The state cache of one process: for tests, and for a log in memory. Keeps the same laws as Redis. */
export function memoryStateStore(): StateStore {
  const partitions = new Map<string, Cached>();
  let closed = false;
  const on = async <Answer>(partition: StatePartition, use: (cached: Cached) => Answer): Promise<Answer> => {
    if (closed) throw new LogError('closed', `the cached state of ${nameOf(partition)}: the store is closed`);
    const cached = partitions.get(nameOf(partition)) ?? { epoch: 0, watermark: undefined, states: new Map() };
    partitions.set(nameOf(partition), cached);
    return Promise.resolve(use(cached));
  };
  return {
    watermark: (partition) =>
      on(partition, ({ epoch, watermark }) => (watermark === undefined ? undefined : { epoch, ...watermark })),
    read: (partition, keys) =>
      on(partition, ({ watermark, states }) => ({
        stateOffset: watermark?.stateOffset,
        states: new Map(keys.flatMap((key) => stateOf(states, key))),
      })),
    count: (partition) => on(partition, ({ states }) => states.size),
    claim: (partition, epoch) =>
      on(partition, (cached) => {
        if (cached.epoch > epoch) return 'fenced';
        cached.epoch = epoch;
        return 'claimed';
      }),
    reset: (partition, epoch, from) =>
      on(partition, (cached) => {
        if (cached.epoch > epoch) return 'fenced';
        cached.epoch = epoch;
        cached.states.clear();
        cached.watermark = { stateOffset: from, progress: Buffer.alloc(0), at: 0, isWhole: false };
        return 'written';
      }),
    write: (partition, write) => on(partition, (cached) => written(cached, write)),
    close: () => Promise.resolve(void (closed = true)),
  };
}

const nameOf = ({ stage, partition }: StatePartition): string => `${stage}.${partition}`;

// Whoever reads or writes may use the bytes for something else later.
const stateOf = (states: ReadonlyMap<string, Buffer>, key: string): [string, Buffer][] => {
  const state = states.get(key);
  return state === undefined ? [] : [[key, Buffer.from(state)]];
};

function written(cached: Cached, write: CacheWrite): 'written' | 'fenced' | 'gap' {
  const { epoch, from, to, at, isWhole, progress, entries } = write;
  if (cached.epoch > epoch) return 'fenced';
  if (isRepeat(cached, write)) return 'written';
  if (cached.watermark?.stateOffset !== from) return 'gap';
  for (const [key, value] of entries) {
    if (value === null) cached.states.delete(key);
    else cached.states.set(key, Buffer.from(value));
  }
  cached.epoch = epoch;
  cached.watermark = { stateOffset: to, progress: Buffer.from(progress), at, isWhole };
  return 'written';
}

const isRepeat = ({ epoch, watermark }: Cached, write: CacheWrite): boolean =>
  write.from !== write.to &&
  write.epoch === epoch &&
  write.to === watermark?.stateOffset &&
  write.progress.equals(watermark.progress);
