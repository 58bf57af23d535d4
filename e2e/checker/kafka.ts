import type { Admin } from 'kafkajs';
import { Kafka, logLevel } from 'kafkajs';
import type { StoredRecord } from 'kafkajs/src/broker/index';
import Broker from 'kafkajs/src/broker/index';
import { createLogger } from 'kafkajs/src/loggers';
import ConnectionPool from 'kafkajs/src/network/connectionPool';
import createSocketFactory from 'kafkajs/src/network/socketFactory';
import { committedRecords } from './committed';
import type { RawRecord } from './raw';

const CLIENT = 'checker';
const FETCH_BYTES_MAX = 8 * 1024 * 1024;
const FETCH_WAIT_MS_MAX = 500;
const REQUEST_MS_MAX = 30_000;
/** Transactions of dead owners are ended by the broker after 6 s. */
const OPEN_MS_MAX = 20_000;

/** One partition and what is in it now. Offsets of `end` and above are not read. */
export interface Partition {
  readonly topic: string;
  readonly partition: number;
  readonly start: number;
  readonly end: number;
}

/** A reader of whole topics, by nothing of ours: the wire as kafkajs reads it, transactions as their markers say. */
export interface Topics {
  /** Id of the cluster. */
  readonly cluster: string;
  /** Every partition of the topics whose full names begin so. */
  readonly partitions: (prefix: string) => Promise<readonly Partition[]>;
  /** The committed records of a partition from its start on, fetch by fetch. */
  readonly read: (partition: Partition) => AsyncIterable<readonly RawRecord[]>;
  readonly close: () => Promise<void>;
}

/** Connects. `brokers`: bootstrap addresses, host:port. */
export async function openTopics(brokers: readonly string[]): Promise<Topics> {
  const kafka = new Kafka({ brokers: [...brokers], clientId: CLIENT, logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const leaders = new Leaders(admin);
  const { clusterId: cluster } = await admin.describeCluster();
  return {
    cluster,
    partitions: async (prefix) => {
      const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(prefix)).sort();
      await leaders.learn(topics);
      return (await Promise.all(topics.map((topic) => partitionsOf(admin, topic)))).flat();
    },
    read: (partition) => read(leaders, partition),
    close: async () => {
      await leaders.close();
      await admin.disconnect();
    },
  };
}

async function partitionsOf(admin: Admin, topic: string): Promise<readonly Partition[]> {
  const offsets = await admin.fetchTopicOffsets(topic);
  return offsets
    .map(({ partition, low, high }) => ({ topic, partition, start: Number(low), end: Number(high) }))
    .sort((one, other) => one.partition - other.partition);
}

async function* read(
  leaders: Leaders,
  { topic, partition, start, end }: Partition,
): AsyncIterable<readonly RawRecord[]> {
  const broker = await leaders.of(topic, partition);
  const committed = committedRecords();
  const giveUpAt = Date.now() + OPEN_MS_MAX;
  for (let at = start; at < end || committed.open() > 0;) {
    const stored = await fetched(broker, { topic, partition, at });
    if (at >= end && stored.length === 0 && Date.now() > giveUpAt)
      throw new Error(`reading ${topic}/${partition}: a transaction is open at ${at}; let the services come to rest`);
    yield committed
      .next(stored)
      .filter(({ offset }) => Number(offset) < end)
      .map((record) => rawOf(record, { topic, partition }));
    // An answer without any record: compaction left a batch empty; its offsets are passed one by one.
    at = stored.length > 0 ? Number(stored.at(-1)?.offset) + 1 : Math.min(at + 1, Math.max(at, end));
  }
}

async function fetched(
  broker: Broker,
  { topic, partition, at }: { readonly topic: string; readonly partition: number; readonly at: number },
): Promise<readonly StoredRecord[]> {
  const { responses } = await broker.fetch({
    ...{ replicaId: -1, isolationLevel: 0, maxWaitTime: FETCH_WAIT_MS_MAX, minBytes: 1, maxBytes: FETCH_BYTES_MAX },
    topics: [{ topic, partitions: [{ partition, fetchOffset: at, maxBytes: FETCH_BYTES_MAX }] }],
  });
  const messages = responses[0]?.partitions[0]?.messages ?? [];
  return messages.filter(({ offset }) => Number(offset) >= at);
}

function rawOf(
  { offset, timestamp, key, value, headers }: StoredRecord,
  { topic, partition }: Pick<Partition, 'topic' | 'partition'>,
): RawRecord {
  const texts = Object.entries(headers).map(([name, given]) => {
    const last = given === null || Buffer.isBuffer(given) ? given : given.at(-1);
    return [name, last?.toString() ?? ''] as const;
  });
  const at = { topic, partition, offset: Number(offset), timestamp: Number(timestamp) };
  return { ...at, key: key?.toString() ?? '', value, headers: Object.fromEntries(texts) };
}

/** A connection to every broker that leads a partition. */
class Leaders {
  readonly #ids = new Map<string, number>();
  readonly #connected = new Map<number, Promise<Broker>>();

  constructor(private readonly admin: Admin) {}

  async learn(topics: readonly string[]): Promise<void> {
    const metadata = await this.admin.fetchTopicMetadata({ topics: [...topics] });
    for (const { name, partitions } of metadata.topics) {
      for (const { partitionId, leader } of partitions) this.#ids.set(`${name}/${partitionId}`, leader);
    }
  }

  of(topic: string, partition: number): Promise<Broker> {
    const id = this.#ids.get(`${topic}/${partition}`);
    if (id === undefined) throw new Error(`reading ${topic}/${partition}: it has no leader; is every broker up?`);
    const connected = this.#connected.get(id) ?? this.#connect(id);
    this.#connected.set(id, connected);
    return connected;
  }

  async close(): Promise<void> {
    for (const connected of this.#connected.values()) await (await connected).disconnect();
  }

  async #connect(id: number): Promise<Broker> {
    const { brokers } = await this.admin.describeCluster();
    const address = brokers.find(({ nodeId }) => nodeId === id);
    if (address === undefined) throw new Error(`connecting broker ${id}: it is not part of the cluster now`);
    const logger = createLogger({ level: logLevel.NOTHING, logCreator: () => () => undefined });
    const limits = { connectionTimeout: REQUEST_MS_MAX, requestTimeout: REQUEST_MS_MAX };
    const { host, port } = address;
    const settings = { host, port, clientId: CLIENT, logger, socketFactory: createSocketFactory(), ...limits };
    const broker = new Broker({ connectionPool: new ConnectionPool(settings), logger, allowAutoTopicCreation: false });
    await broker.connect();
    return broker;
  }
}
