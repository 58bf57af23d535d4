import type {
  Commit,
  FencedWriter,
  Log,
  LogRecord,
  NewRecord,
  StateStore,
  TopicPartition,
  WireCodec,
} from '@tutti/log';
import { PROGRESS_KEY } from '@tutti/contracts';

/** What a process works with, and what a flaw takes apart. */
export interface Parts {
  readonly log: Log;
  readonly store: StateStore;
  readonly wire: WireCodec;
}

/** Which partition of which stage a process owns. */
export interface Owned {
  readonly stage: string;
  readonly input: TopicPartition;
  readonly state: TopicPartition;
}

/** A mistake in the runtime, made by wrapping what it works with. */
export type Flaw = (parts: Parts, owned: Owned) => Parts;

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
  return (parts, { input }) => {
    const name = `${input.topic}/${input.partition}`;
    const log = withReads(parts.log, input, (offset) => read.set(name, Math.max(offset, read.get(name) ?? 0)));
    return withOffset({ ...parts, log }, (committed) => read.get(name) ?? committed);
  };
}

/** The cache is written first, and the commit may never happen. */
export const cacheFirst: Flaw = (parts, owned) => {
  const writer = (id: string): FencedWriter => {
    const inner = parts.log.writer(id);
    return {
      open: () => inner.open(),
      close: () => inner.close(),
      commit: async (records, offset): Promise<Commit> => {
        await cacheAhead(parts, owned, records);
        return inner.commit(records, offset);
      },
    };
  };
  return { ...parts, log: { ...parts.log, writer } };
};

/** The watermark keeps the progress of the first commit. A watermark without any is no flaw: the log is asked instead. */
export const staleWatermark = (): Flaw => {
  const first = new Map<number, Buffer>();
  return (parts) => ({
    ...parts,
    store: {
      ...parts.store,
      watermark: async (partition) => {
        const watermark = await parts.store.watermark(partition);
        if (watermark === undefined || watermark.progress.length === 0) return watermark;
        const progress = first.get(partition.partition) ?? watermark.progress;
        first.set(partition.partition, progress);
        return { ...watermark, progress };
      },
    },
  });
};

/** What is read from the cache is believed to be what this owner left there. */
export const cacheTrusted: Flaw = (parts) => {
  let written = 0;
  return {
    ...parts,
    store: {
      ...parts.store,
      write: (partition, write) => {
        written = write.to;
        return parts.store.write(partition, write);
      },
      read: async (partition, keys) => ({ ...(await parts.store.read(partition, keys)), stateOffset: written }),
    },
  };
};

function withOffset(parts: Parts, offsetOf: (committed: number) => number): Parts {
  const decode: WireCodec['decode'] = (topic, bytes) => {
    const value = parts.wire.decode(topic, bytes);
    if (!topic.endsWith('.state') || !('progress' in value) || value.progress === null) return value;
    return { ...value, progress: { ...value.progress, inputOffset: offsetOf(value.progress.inputOffset) } };
  };
  return { ...parts, wire: { ...parts.wire, decode } };
}

function withReads(log: Log, input: TopicPartition, heard: (nextOffset: number) => void): Log {
  return {
    ...log,
    reader: (partition) => {
      const inner = log.reader(partition);
      if (partition.topic !== input.topic) return inner;
      return {
        close: () => inner.close(),
        read: async (from, limits) => {
          const batch = await inner.read(from, limits);
          heard(batch.nextOffset);
          return batch;
        },
      };
    },
  };
}

async function cacheAhead(
  { log, store }: Parts,
  { stage, state }: Owned,
  records: readonly NewRecord[],
): Promise<void> {
  const partition = { stage, partition: state.partition };
  const watermark = await store.watermark(partition);
  if (watermark === undefined) return;
  const { end } = await log.boundsOf(state);
  const own = records.filter(({ topic }) => topic === state.topic);
  const entries = new Map(own.map(({ key, value }): [string, LogRecord['value']] => [key ?? '', value]));
  const progress = entries.get(String(PROGRESS_KEY)) ?? watermark.progress;
  entries.delete(String(PROGRESS_KEY));
  const { epoch, stateOffset: from, at } = watermark;
  await store.write(partition, { epoch, from, to: end + own.length, progress, at, entries });
}
