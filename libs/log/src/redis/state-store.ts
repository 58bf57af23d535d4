import type { Redis } from 'ioredis';
import type { StateStore } from '../ports';
import { LogError } from '../ports';
import { chunksOf } from './chunks';
import { claim, defineCommands, reset, writeChunk } from './commands';
import type { CacheLogger, RedisSettings } from './connection';
import { redisConnection } from './connection';
import { keysOf } from './keys';
import { readerOn } from './state-reader';

/**
 * The state cache in Redis (design R8). The first call on each connection checks that the server evicts nothing, and
 * rejects with `LogError` code `fatal` when it does. Calls wait for a Redis that is away, then reject `unavailable`;
 * all of them may be repeated.
 */
export function redisStateStore(settings: RedisSettings): StateStore {
  const connection = redisConnection(settings, async (redis) => {
    defineCommands(redis);
    await refuseEviction(redis, settings.logger);
  });
  return {
    ...readerOn(connection, settings.prefix),
    claim: (partition, epoch) => {
      const keys = keysOf(settings.prefix, partition);
      return connection.ask(`claiming ${keys.name}`, (redis) => claim(redis, keys, epoch));
    },
    reset: (partition, epoch, from) => {
      const keys = keysOf(settings.prefix, partition);
      return connection.ask(`emptying ${keys.name}`, (redis) => reset(redis, keys, { epoch, from }));
    },
    write: async (partition, write) => {
      const keys = keysOf(settings.prefix, partition);
      for (const chunk of chunksOf(write)) {
        const result = await connection.ask(`writing ${keys.name}`, (redis) =>
          writeChunk(redis, keys, { ...write, chunk }),
        );
        if (result !== 'written') return result;
      }
      return 'written';
    },
  };
}

/** A cache that forgets single entries by itself cannot be told from a complete one. */
async function refuseEviction(redis: Redis, logger: CacheLogger | undefined): Promise<void> {
  const server = `Redis at ${redis.options.host}:${redis.options.port}`;
  const answer = await redis.config('GET', 'maxmemory-policy').catch((error: unknown) => {
    // Managed servers forbid CONFIG; anything else is trouble of the connection.
    const message = error instanceof Error ? error.message : String(error);
    if (!/^(NOPERM|ERR unknown command|ERR unknown subcommand)/i.test(message)) throw error;
    logger?.warn(`${server} does not tell its maxmemory-policy (${message}); make sure that it is noeviction`);
    return [];
  });
  const policy: unknown = Array.isArray(answer) ? answer[1] : undefined;
  if (policy === undefined || policy === 'noeviction') return;
  const remedy =
    'set `maxmemory-policy noeviction` (CONFIG SET, redis.conf, or the parameter group of a managed server)';
  throw new LogError('fatal', `${server} would drop cached state when memory runs out (${String(policy)}): ${remedy}`);
}
