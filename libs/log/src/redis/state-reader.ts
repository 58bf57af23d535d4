import type { Redis } from 'ioredis';
import type { CachedStates, StatePartition, StateReader, Watermark } from '../ports';
import type { Connection, RedisSettings } from './connection';
import { redisConnection } from './connection';
import type { PartitionKeys } from './keys';
import { keysOf, VERSION_BYTES } from './keys';

const KEYS_MAX = 512;

/** The state cache for those who only read it. Needs no more than read commands of Redis. */
export const redisStateReader = (settings: RedisSettings): StateReader =>
  readerOn(
    redisConnection(settings, () => Promise.resolve()),
    settings.prefix,
  );

/** Reads over a connection that is there already. */
export function readerOn(connection: Connection, prefix: string): StateReader {
  const on = <Answer>(partition: StatePartition, read: (redis: Redis, keys: PartitionKeys) => Promise<Answer>) => {
    const keys = keysOf(prefix, partition);
    return connection.ask(`reading ${keys.name}`, (redis) => read(redis, keys));
  };
  return {
    watermark: (partition) => on(partition, watermark),
    read: (partition, wanted) => on(partition, (redis, keys) => states(redis, keys, wanted)),
    count: (partition) => on(partition, (redis, keys) => redis.hlen(keys.states)),
    close: connection.close,
  };
}

async function watermark(redis: Redis, keys: PartitionKeys): Promise<Watermark | undefined> {
  const fields = ['epoch', 'offset', 'progress', 'at', 'whole'];
  const [epoch, offset, progress, at, whole] = await redis.hmgetBuffer(keys.watermark, ...fields);
  // An epoch alone was written by a claim; nothing is cached yet.
  if (!epoch || !offset || !progress || !at) return undefined;
  return {
    epoch: numberIn(epoch),
    stateOffset: numberIn(offset),
    progress,
    at: numberIn(at),
    isWhole: whole?.toString() === '1',
  };
}

/** One transaction: the states are those of the watermark, or newer ones of a write that is under way. */
async function states(redis: Redis, keys: PartitionKeys, wanted: readonly string[]): Promise<CachedStates> {
  const reads = redis.multi().hgetBuffer(keys.watermark, 'offset');
  for (let i = 0; i < wanted.length; i += KEYS_MAX) reads.hmgetBuffer(keys.states, ...wanted.slice(i, i + KEYS_MAX));
  const [offset, ...found] = answersOf(await reads.exec());
  const stored = found.flat();
  return {
    stateOffset: Buffer.isBuffer(offset) ? numberIn(offset) : undefined,
    states: new Map(
      wanted.flatMap((key, i): [string, Buffer][] => {
        const bytes = stored[i];
        return Buffer.isBuffer(bytes) ? [[key, bytes.subarray(VERSION_BYTES)]] : [];
      }),
    ),
  };
}

function answersOf(results: [error: Error | null, answer: unknown][] | null): unknown[] {
  return (results ?? []).map(([error, answer]) => {
    if (error !== null) throw error;
    return answer;
  });
}

const numberIn = (text: Buffer): number => Number(text.toString('latin1'));
