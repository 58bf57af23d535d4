import type {
  Appender,
  Batch,
  Commit,
  FencedWriter,
  Log,
  PartitionReader,
  StateStore,
  TopicPartition,
  WrittenOffsets,
} from '@tutti/log';
import type { Life, Ticks } from './ticks';
import { newLife } from './ticks';

/** What becomes of a commit: done and answered, done without an answer, never done, or done later without an answer. */
export type Fate = 'fine' | 'unanswered' | 'never' | 'late';

/** How often each partition was written to: whoever waits for more looks here. */
export interface Changes {
  readonly of: (partition: TopicPartition) => number;
  readonly note: (written: WrittenOffsets) => void;
}

/** Nothing was written anywhere yet. */
export function noChanges(): Changes {
  const counts = new Map<string, number>();
  return {
    of: ({ topic, partition }) => counts.get(`${topic}/${partition}`) ?? 0,
    note: (written) => {
      for (const name of written.keys()) counts.set(name, (counts.get(name) ?? 0) + 1);
    },
  };
}

/** What the surroundings of one process decide. */
export interface Surroundings {
  readonly ticks: Ticks;
  readonly life: Life;
  readonly random01: () => number;
  readonly fate: () => Fate;
  readonly changes: Changes;
  /** A commit was made. */
  readonly committed: () => void;
  /** This process fenced everybody else who writes under that id. */
  readonly tookOver: (transactionalId: string) => void;
}

/** How long a reader waits at the end of its partition. */
const IDLE_TICKS = 24;
const LATE_TICKS = 6;
const network = newLife();

/** The log as one process sees it: every call takes a random while, in which others go on and this one may die. */
export function gatedLog(log: Log, around: Surroundings): Log {
  const { ticks, life } = around;
  return {
    ...log,
    reader: (partition) => gatedReader(log.reader(partition), around, () => around.changes.of(partition)),
    appender: () => noted(log.appender(), around.changes),
    writer: (id) => gatedWriter(log.writer(id), around, () => around.tookOver(id)),
    boundsOf: async (partition) => {
      await ticks.gate(life);
      return log.boundsOf(partition);
    },
  };
}

/** An appender whose records are noticed. */
export const noted = (inner: Appender, changes: Changes): Appender => ({
  close: () => inner.close(),
  append: async (records) => {
    const written = await inner.append(records);
    changes.note(written);
    return written;
  },
});

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

/** Waits in ticks, not in milliseconds, and returns small batches, some of them of nothing but a gap. */
function gatedReader(inner: PartitionReader, around: Surroundings, changes: () => number): PartitionReader {
  const { ticks, life, random01 } = around;
  return {
    close: () => inner.close(),
    read: async (from, limits) => {
      const bytesMax = Math.min(limits.bytesMax, 500 + Math.floor(random01() * 8_000));
      const read = async (): Promise<Batch> => {
        const batch = await inner.read(from, { waitMsMax: 0, bytesMax });
        return batch.nextOffset > from && random01() < 0.3 ? cut(batch, from, random01) : batch;
      };
      await ticks.gate(life);
      const known = changes();
      const batch = await read();
      if (batch.nextOffset > from || limits.waitMsMax === 0) return batch;
      await ticks.wait(life, IDLE_TICKS, () => changes() !== known);
      await ticks.gate(life);
      return read();
    },
  };
}

function cut(batch: Batch, from: number, random01: () => number): Batch {
  const nextOffset = from + 1 + Math.floor(random01() * (batch.nextOffset - from));
  return { ...batch, nextOffset, records: batch.records.filter(({ offset }) => offset < nextOffset) };
}

function gatedWriter(
  inner: FencedWriter,
  { ticks, life, fate, committed, changes }: Surroundings,
  opened: () => void,
): FencedWriter {
  const open = async (): Promise<void> => {
    await ticks.gate(life);
    opened();
    await inner.open();
    await ticks.gate(life);
  };
  let underWay: Promise<unknown> = Promise.resolve();
  const commit: FencedWriter['commit'] = async (records, offset) => {
    await ticks.gate(life);
    const next = fate();
    const commitNow = async (): Promise<Commit> => {
      committed();
      const commit = await inner.commit(records, offset);
      if (commit.kind === 'committed') changes.note(commit.offsets);
      return commit;
    };
    // A request that has left belongs to nobody: it arrives even when its process is dead.
    if (next === 'late') underWay = ticks.wait(network, LATE_TICKS).then(commitNow);
    if (next === 'late' || next === 'never') return { kind: 'unknown', cause: new Error('no answer yet') };
    const answer = await commitNow();
    await ticks.gate(life);
    return next === 'unanswered' ? { kind: 'unknown', cause: new Error('the answer was lost') } : answer;
  };
  const close = async (): Promise<void> => void underWay.then(() => inner.close());
  return { open, commit, close };
}
