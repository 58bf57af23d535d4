import { createHmac } from 'node:crypto';
import type { IdentifierKey, TopicName } from '@tutti/contracts';
import { topicName } from '@tutti/contracts';
import type { Log, LogLogger, PartitionOf, StateReader, StateStore, WireCodec } from '@tutti/log';
import { confluentRegistry, kafkajsLog, partitionOf, redisStateReader, redisStateStore, wireCodec } from '@tutti/log';
import { LRUCache } from 'lru-cache';
import { Revisions } from './config/revisions';
import type { Logger } from './logger';
import type { Settings } from './settings';

const ANSWER_MS_MAX = 1_500;
/** Identifiers whose hash is remembered: some 300 bytes each. */
const HASHES_MAX = 20_000;

/** What every service of a process shares: connections, clock, configuration. */
export interface Platform {
  readonly settings: Settings;
  readonly log: Log;
  readonly store: StateStore;
  /** The read-only half, for whoever answers people: it gives up on a Redis that is away within a second or two. */
  readonly states: StateReader;
  readonly wire: WireCodec;
  readonly config: Revisions;
  readonly logger: Logger;
  readonly clock: () => number;
  /** Number of partitions of every keyed topic. */
  readonly partitions: number;
  readonly partitionOf: PartitionOf;
  /** Full name of a topic. */
  readonly topic: (name: TopicName, parameter?: string) => string;
  /** Keyed hash of an identifier's type and value (design I10). */
  readonly hash: (text: string) => IdentifierKey;
  close: () => Promise<void>;
}

/** Connects to Kafka, registry and Redis, and reads the configuration published so far. */
export async function connect(settings: Settings, logger: Logger): Promise<Platform> {
  const topic = (name: TopicName, parameter?: string): string => topicName(settings.prefix, name, parameter);
  const say: LogLogger = (level, message, facts) => logger[level](facts, message);
  const log = kafkajsLog({ brokers: settings.brokers, clientId: settings.prefix, logger: say });
  const cache = {
    url: settings.redisUrl,
    // A Redis that outlives its Kafka must not be taken for the state of the next one.
    prefix: `${settings.prefix}.${await log.id()}`,
    logger: { warn: (message: string) => logger.warn(message) },
  };
  const store = redisStateStore(cache);
  const states = redisStateReader({ ...cache, waitMsMax: ANSWER_MS_MAX });
  const registry = confluentRegistry({ url: settings.registryUrl });
  const strict = process.env['NODE_ENV'] === 'test';
  const wire = await wireCodec({ registry, prefix: settings.prefix, strict });
  const config = await Revisions.open({ log, wire, topic: topic('config'), logger });
  const partitions = await log.partitionsOf(topic('identity.in'));
  return {
    ...{ settings, log, store, states, wire, config, logger, partitions, partitionOf, topic },
    clock: Date.now,
    hash: keyedHash(settings.secret),
    close: async () => {
      await config.close();
      await Promise.all([log.close(), store.close(), states.close()]);
    },
  };
}

/** HMAC-SHA256, first 128 bits as hex. People come back, so the newest hashes are remembered. */
export function keyedHash(secret: string): (text: string) => IdentifierKey {
  // By size and not by count: a count would be allocated at once.
  const recent = new LRUCache<string, IdentifierKey>({ maxSize: HASHES_MAX, sizeCalculation: () => 1 });
  return (text) => {
    const known = recent.get(text);
    if (known !== undefined) return known;
    const hash = createHmac('sha256', secret).update(text).digest('hex').slice(0, 32) as IdentifierKey;
    recent.set(text, hash);
    return hash;
  };
}
