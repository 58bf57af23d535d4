import type { Progress } from '@tutti/contracts';
import { PROGRESS_KEY } from '@tutti/contracts';
import type { Batch, Commit, FencedWriter, LogRecord, NewRecord, PartitionReader, TopicPartition } from '@tutti/log';
import type { Parts } from './installation';
import { OWNERS, SINK, topic } from './installation';

/** A mistake in the runtime, made by wrapping what a process works with. */
export type Flaw = (parts: Parts) => Parts;

/** A runtime as it is. */
export const noFlaw: Flaw = (parts) => parts;

/** Every writer has an id of its own, so that nobody is fenced in the log. */
export function noFence(): Flaw {
  let writers = 0;
  return (parts) => ({
    ...parts,
    log: { ...parts.log, writer: (id) => parts.log.writer(`${id}#${(writers += 1)}`) },
  });
}

/** A new owner begins at zero, whatever was stepped before. */
export const progressIgnored: Flaw = (parts) => withOffset(parts, () => 0);

/** A new owner begins where its group had read to, as a consumer that commits what it has read. */
export function groupOffset(): Flaw {
  const read = new Map<string, number>();
  return (parts) => withOffset(withReadsIn(read, parts), (committed, input) => read.get(input) ?? committed);
}

/** The cache is written first, and the commit may never happen. */
export const cacheFirst: Flaw = (parts) =>
  withCommits(parts, async (records, commit) => {
    for (const { stage, state } of OWNERS) {
      const own = records.filter((record) => record.topic === state);
      if (own.length > 0) await cacheAhead(parts, { stage, partition: own[0]!.partition }, own);
    }
    return commit(records);
  });

/** The watermark keeps the progress of the first commit. A watermark without any is no flaw: the log is asked instead. */
export function staleWatermark(): Flaw {
  const first = new Map<string, Buffer>();
  return (parts) => ({
    ...parts,
    store: {
      ...parts.store,
      watermark: async (partition) => {
        const watermark = await parts.store.watermark(partition);
        if (watermark === undefined || watermark.progress.length === 0) return watermark;
        const name = `${partition.stage}/${partition.partition}`;
        const progress = first.get(name) ?? watermark.progress;
        first.set(name, progress);
        return { ...watermark, progress };
      },
    },
  });
}

/** What is read from the cache is believed to be what this owner left there. */
export const cacheTrusted: Flaw = (parts) => {
  const written = new Map<string, number>();
  return {
    ...parts,
    store: {
      ...parts.store,
      write: (partition, write) => {
        written.set(`${partition.stage}/${partition.partition}`, write.to);
        return parts.store.write(partition, write);
      },
      read: async (partition, keys) => ({
        ...(await parts.store.read(partition, keys)),
        stateOffset: written.get(`${partition.stage}/${partition.partition}`) ?? 0,
      }),
    },
  };
};

/** A restore that takes an answer without records for the end: compaction leaves such gaps. */
export const gapTakenForEnd: Flaw = (parts) =>
  withBatches(parts, ({ topic: name }, batch) =>
    OWNERS.some(({ state }) => state === name) && batch.records.length === 0
      ? { ...batch, nextOffset: batch.end }
      : batch,
  );

/** Dead letters are appended before the commit that makes them true. */
export const lettersApart: Flaw = (parts) =>
  withCommits(parts, async (records, commit) => {
    const isLetter = (record: NewRecord): boolean => record.topic === topic('dead-letters');
    const letters = records.filter(isLetter);
    if (letters.length > 0) await parts.log.appender().append(letters);
    return commit(records.filter((record) => !isLetter(record)));
  });

/** The sink counts as done what it has read. */
export function sinkAhead(): Flaw {
  const read = new Map<string, number>();
  return (parts) => {
    const { wire } = parts;
    const ahead = (record: NewRecord): NewRecord => {
      if (record.topic !== SINK.state || record.key !== String(PROGRESS_KEY)) return record;
      const value = wire.decode('destination.state', record.value!);
      const inputOffset = read.get(`${SINK.input}/${record.partition}`) ?? 0;
      const progress = { ...value.progress!, inputOffset: Math.max(inputOffset, value.progress!.inputOffset) };
      return { ...record, value: wire.encode('destination.state', { ...value, progress }) };
    };
    return withCommits(withReadsIn(read, parts), (records, commit) => commit(records.map(ahead)));
  };
}

/** The sink commits its progress without what it has delivered. */
export const sinkForgetful: Flaw = (parts) =>
  withCommits(parts, (records, commit) =>
    commit(records.filter((record) => record.topic !== SINK.state || record.key === String(PROGRESS_KEY))),
  );

/** The sink reads update by update, and delivers before it has read what its predecessor may have read. */
export function sinkHasty(): Flaw {
  const committed = new Map<number, number>();
  return (parts) => {
    const { wire, log } = parts;
    const note = ({ topic: name, key, partition, value }: NewRecord): void => {
      if (name !== SINK.state || key !== String(PROGRESS_KEY)) return;
      committed.set(partition, wire.decode('destination.state', value!).progress!.inputOffset);
    };
    const boundsOf: typeof log.boundsOf = async (partition) => {
      const bounds = await log.boundsOf(partition);
      return partition.topic === SINK.input ? { ...bounds, end: committed.get(partition.partition) ?? 0 } : bounds;
    };
    const noting = withCommits({ ...parts, log: { ...log, boundsOf } }, (records, commit) => {
      records.forEach(note);
      return commit(records);
    });
    return withBatches(noting, ({ topic: name }, batch) => (name === SINK.input ? firstOf(batch) : batch));
  };
}

function firstOf(batch: Batch): Batch {
  const [first] = batch.records;
  return first === undefined ? batch : { ...batch, records: [first], nextOffset: first.offset + 1 };
}

type CommitNow = (records: readonly NewRecord[]) => Promise<Commit>;

function withCommits(parts: Parts, commit: (records: readonly NewRecord[], now: CommitNow) => Promise<Commit>): Parts {
  const writer = (id: string): FencedWriter => {
    const inner = parts.log.writer(id);
    return {
      open: () => inner.open(),
      close: () => inner.close(),
      commit: (records, offset) => commit(records, (all) => inner.commit(all, offset)),
    };
  };
  return { ...parts, log: { ...parts.log, writer } };
}

/** Every batch that is read, changed. */
function withBatches(parts: Parts, change: (from: TopicPartition, batch: Batch) => Batch): Parts {
  const reader = (partition: TopicPartition): PartitionReader => {
    const inner = parts.log.reader(partition);
    return {
      close: () => inner.close(),
      read: async (from, limits) => change(partition, await inner.read(from, limits)),
    };
  };
  return { ...parts, log: { ...parts.log, reader } };
}

/** Notes how far each partition was read, by any process. */
const withReadsIn = (read: Map<string, number>, parts: Parts): Parts =>
  withBatches(parts, ({ topic: name, partition }, batch) => {
    const where = `${name}/${partition}`;
    read.set(where, Math.max(batch.nextOffset, read.get(where) ?? 0));
    return batch;
  });

/** What an owner finds as its progress in the log, and in the cache; `input` is `topic/partition`. */
function withOffset(parts: Parts, offsetOf: (committed: number, input: string) => number): Parts {
  const changed = (state: string, partition: number, bytes: Buffer): Buffer => {
    const { keeps, input } = OWNERS.find((owner) => owner.state === state)!;
    const value = parts.wire.decode(keeps, bytes) as { readonly progress: Progress };
    const inputOffset = offsetOf(value.progress.inputOffset, `${input}/${partition}`);
    return parts.wire.encode(keeps, { ...value, progress: { ...value.progress, inputOffset } } as never);
  };
  const inRecord = (from: TopicPartition, record: LogRecord): LogRecord =>
    OWNERS.some(({ state }) => state === from.topic) && record.key === String(PROGRESS_KEY)
      ? { ...record, value: changed(from.topic, from.partition, record.value!) }
      : record;
  const read = withBatches(parts, (from, batch) => ({
    ...batch,
    records: batch.records.map((record) => inRecord(from, record)),
  }));
  const watermark: Parts['store']['watermark'] = async (partition) => {
    const found = await parts.store.watermark(partition);
    if (found === undefined || found.progress.length === 0) return found;
    const { state } = OWNERS.find(({ stage }) => stage === partition.stage)!;
    return { ...found, progress: changed(state, partition.partition, found.progress) };
  };
  return { ...read, store: { ...parts.store, watermark } };
}

async function cacheAhead(
  { log, store }: Parts,
  partition: { readonly stage: string; readonly partition: number },
  own: readonly NewRecord[],
): Promise<void> {
  const watermark = await store.watermark(partition);
  if (watermark === undefined) return;
  const { end } = await log.boundsOf(own[0]!);
  const entries = new Map(own.map(({ key, value }): [string, LogRecord['value']] => [key ?? '', value]));
  const progress = entries.get(String(PROGRESS_KEY)) ?? watermark.progress;
  entries.delete(String(PROGRESS_KEY));
  const { epoch, stateOffset: from, at, isWhole } = watermark;
  await store.write(partition, { epoch, from, to: end + own.length, progress, at, isWhole, entries });
}
