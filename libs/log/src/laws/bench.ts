import { randomBytes } from 'node:crypto';
import type { FencedWriter, Log, LogRecord, NewRecord, TopicPartition } from '../ports';

/** A log under test, with names of its own. */
export interface Bench {
  readonly log: Log;
  /** Creates a topic that nothing else uses. */
  readonly topic: (partitions?: number) => Promise<string>;
  /** A name that nothing else uses. */
  readonly name: () => string;
  /** Opens a writer. */
  readonly writer: (id: string) => Promise<FencedWriter>;
  /** Everything that can be read from an offset to the end. */
  readonly readAll: (partition: TopicPartition, from?: number, bytesMax?: number) => Promise<readonly LogRecord[]>;
  /** Values of everything that can be read. */
  readonly values: (partition: TopicPartition) => Promise<readonly (string | undefined)[]>;
}

/** One read more than a law can need: nothing in a law is larger. */
export const WHOLE = { waitMsMax: 0, bytesMax: 50_000_000 };
/** Longer than any law may take: a law that has to wait for it fails. */
export const LONG = { waitMsMax: 60_000, bytesMax: 1_000_000 };

/** Names differ from run to run, so that laws can be run against a log that is shared. */
export function benchOf(log: Log): Bench {
  const run = `t${randomBytes(4).toString('hex')}`;
  let names = 0;
  const name = (): string => `${run}.${(names += 1)}`;
  const readAll: Bench['readAll'] = (partition, from = 0, bytesMax = WHOLE.bytesMax) =>
    drain(log, partition, { from, bytesMax });
  return {
    log,
    name,
    topic: async (partitions = 2) => {
      const topic = name();
      await log.createTopics([{ topic, partitions, config: {} }]);
      return topic;
    },
    writer: async (id) => {
      const writer = log.writer(id);
      await writer.open();
      return writer;
    },
    readAll,
    values: async (partition) => (await readAll(partition)).map(({ value }) => value?.toString('utf8')),
  };
}

/** A record whose value is that text. */
export const record = (to: TopicPartition, text: string): NewRecord => ({
  ...to,
  key: `key of ${text}`,
  value: Buffer.from(text),
  headers: {},
});

async function drain(
  log: Log,
  partition: TopicPartition,
  { from, bytesMax }: { from: number; bytesMax: number },
): Promise<readonly LogRecord[]> {
  const { end } = await log.boundsOf(partition);
  const reader = log.reader(partition);
  const records: LogRecord[] = [];
  for (let next = from; next < end;) {
    // Markers of the last commit may still be on their way: it waits for them.
    const batch = await reader.read(next, { waitMsMax: 1_000, bytesMax });
    records.push(...batch.records);
    if (batch.nextOffset === next && batch.end === end) break;
    next = batch.nextOffset;
  }
  await reader.close();
  return records;
}
