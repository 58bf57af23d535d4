import type { Commit, FencedWriter, Log, PartitionReader, StateStore } from '@tutti/log';
import type { Life, Ticks } from './ticks';

/** What becomes of a commit: done and answered, done without an answer, never done, or done later without an answer. */
export type Fate = 'fine' | 'unanswered' | 'never' | 'late';

/** What the surroundings of one process decide. */
export interface Surroundings {
  readonly ticks: Ticks;
  readonly life: Life;
  readonly random01: () => number;
  readonly fate: () => Fate;
  /** A commit was made. */
  readonly committed: () => void;
}

const POLLS = 3;
const LATE_TICKS = 6;

/** The log as one process sees it: every call takes a random while, in which others go on and this one may die. */
export function gatedLog(log: Log, around: Surroundings): Log {
  const { ticks, life } = around;
  return {
    ...log,
    reader: (partition) => gatedReader(log.reader(partition), around),
    writer: (id) => gatedWriter(log.writer(id), around),
    boundsOf: async (partition) => {
      await ticks.gate(life);
      return log.boundsOf(partition);
    },
  };
}

/** The cache as one process sees it. */
export function gatedStore(store: StateStore, { ticks, life }: Surroundings): StateStore {
  const slowly = async <Answer>(call: () => Promise<Answer>): Promise<Answer> => {
    await ticks.gate(life);
    const answer = await call();
    await ticks.gate(life);
    return answer;
  };
  return {
    watermark: (partition) => slowly(() => store.watermark(partition)),
    read: (partition, keys) => slowly(() => store.read(partition, keys)),
    count: (partition) => slowly(() => store.count(partition)),
    claim: (partition, epoch) => slowly(() => store.claim(partition, epoch)),
    write: (partition, write) => slowly(() => store.write(partition, write)),
    reset: (partition, epoch, from) => slowly(() => store.reset(partition, epoch, from)),
    close: () => store.close(),
  };
}

/** Waits in ticks, not in milliseconds, and returns small batches. */
function gatedReader(inner: PartitionReader, { ticks, life, random01 }: Surroundings): PartitionReader {
  return {
    close: () => inner.close(),
    read: async (from, limits) => {
      const bytesMax = Math.min(limits.bytesMax, 500 + Math.floor(random01() * 8_000));
      for (let poll = 1; ; poll++) {
        await ticks.gate(life);
        const batch = await inner.read(from, { waitMsMax: 0, bytesMax });
        if (batch.nextOffset > from || limits.waitMsMax === 0 || poll === POLLS) return batch;
        await ticks.wait(life, 3);
      }
    },
  };
}

function gatedWriter(inner: FencedWriter, { ticks, life, fate, committed }: Surroundings): FencedWriter {
  const open = async (): Promise<void> => {
    await ticks.gate(life);
    await inner.open();
    await ticks.gate(life);
  };
  const commit: FencedWriter['commit'] = async (records, offset) => {
    await ticks.gate(life);
    const next = fate();
    const commitNow = (): Promise<Commit> => {
      committed();
      return inner.commit(records, offset);
    };
    if (next === 'late') void ticks.wait(life, LATE_TICKS).then(commitNow);
    if (next === 'late' || next === 'never') return { kind: 'unknown', cause: new Error('no answer yet') };
    const answer = await commitNow();
    await ticks.gate(life);
    return next === 'unanswered' ? { kind: 'unknown', cause: new Error('the answer was lost') } : answer;
  };
  return { open, commit, close: () => inner.close() };
}
