import type { Key, TopicName, TopicValue } from '@tutti/contracts';
import { topicName } from '@tutti/contracts';
import type { Workspace } from '@tutti/core/workspace';
import { EMPTY_WORKSPACE } from '@tutti/core/workspace';
import type { LogRecord, StateStore } from '@tutti/log';
import { memoryLog, memoryRegistry, memoryStateStore, partitionOf, registerSchemas, wireCodec } from '@tutti/log';
import { publishWorkspace } from '../config/publish';
import { Revisions } from '../config/revisions';
import { silentLogger } from '../logger';
import type { Platform } from '../platform';
import { keyedHash } from '../platform';
import { readSettings } from '../settings';
import { topicSpecs } from '../topics';

/** A platform in memory, with one partition per topic, and what a test wants to do to it. */
export interface TestPlatform extends Platform {
  append: <Topic extends TopicName>(
    topic: Topic,
    records: readonly { readonly key: Key; readonly value: TopicValue[Topic] }[],
  ) => Promise<void>;
  appendBytes: (topic: TopicName, record: { readonly key: string; readonly value: Buffer }) => Promise<void>;
  readAll: (topic: TopicName) => Promise<readonly LogRecord[]>;
  publish: (workspace: Workspace) => Promise<void>;
  /** What a flushed Redis is. */
  emptyCache: () => void;
}

/** Settings as a process would read them, without anything to connect to. */
const SETTINGS = {
  TUTTI_BROKERS: 'memory:0',
  TUTTI_REGISTRY_URL: 'http://memory',
  TUTTI_REDIS_URL: 'redis://memory',
  TUTTI_PREFIX: 't',
  TUTTI_SECRET: 'a secret for tests only',
};

/** A fresh platform in memory, with the topics of this workspace. */
export async function testPlatform(workspace: Workspace = EMPTY_WORKSPACE): Promise<TestPlatform> {
  const log = memoryLog();
  const registry = memoryRegistry();
  await registerSchemas(registry, 't');
  await log.createTopics(topicSpecs({ prefix: 't', partitions: 1 }, workspace));
  const wire = await wireCodec({ registry, prefix: 't', strict: true });
  const topic = (name: TopicName, parameter?: string): string => topicName('t', name, parameter);
  const config = await Revisions.open({ log, wire, topic: topic('config'), logger: silentLogger() });
  const { store, emptyCache } = emptiableStore();
  const read = readSettings(SETTINGS);
  if ('problems' in read) throw new Error(read.problems.join('; '));
  const platform: Platform = {
    ...{ settings: read.settings, log, store, states: store, wire, config, topic, partitionOf },
    logger: silentLogger(),
    clock: Date.now,
    partitions: 1,
    hash: keyedHash(SETTINGS.TUTTI_SECRET),
    close: async () => {
      await config.close();
      await log.close();
    },
  };
  const appender = log.appender();
  const appendBytes: TestPlatform['appendBytes'] = async (name, { key, value }) => {
    await appender.append([{ topic: topic(name), partition: 0, key, value, headers: { mode: 'live' } }]);
  };
  return {
    ...platform,
    emptyCache,
    appendBytes,
    append: async (name, records) => {
      for (const { key, value } of records) await appendBytes(name, { key, value: wire.encode(name, value) });
    },
    readAll: (name) => readAll(platform, topic(name)),
    publish: async (next) => void (await publishWorkspace(platform, next, 'test')),
  };
}

async function readAll({ log }: Platform, topic: string): Promise<readonly LogRecord[]> {
  const partition = { topic, partition: 0 };
  const { end } = await log.boundsOf(partition);
  const reader = log.reader(partition);
  const records: LogRecord[] = [];
  for (let at = 0; at < end;) {
    const batch = await reader.read(at, { waitMsMax: 0, bytesMax: 1024 * 1024 });
    records.push(...batch.records);
    at = batch.nextOffset;
  }
  await reader.close();
  return records;
}

/** A memory store that can lose everything at once. */
function emptiableStore(): { readonly store: StateStore; readonly emptyCache: () => void } {
  let inner = memoryStateStore();
  const store: StateStore = {
    watermark: (partition) => inner.watermark(partition),
    read: (partition, keys) => inner.read(partition, keys),
    count: (partition) => inner.count(partition),
    claim: (partition, epoch) => inner.claim(partition, epoch),
    write: (partition, write) => inner.write(partition, write),
    reset: (partition, epoch, from) => inner.reset(partition, epoch, from),
    close: () => inner.close(),
  };
  return { store, emptyCache: () => void (inner = memoryStateStore()) };
}
