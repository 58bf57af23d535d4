import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { pause } from '../../until';
import type { Ground } from '../ground';
import type { FaultRow } from '../row';

const OUTAGE_MS = 6_000;
const LONG_OUTAGE_MS = 10_000;
/** What a cache that is rolled back lacks. */
const ROLLED_BACK_MS = 3_000;

const kafkaRows: readonly FaultRow[] = [
  {
    name: 'kafka:restart',
    title: 'broker ended in order and started again',
    times: 1,
    inflict: async ({ stack }, { strike, mend }) => {
      strike();
      await stack.server('kafka').end();
      await stack.server('kafka').start();
      mend();
    },
  },
  {
    name: 'kafka:kill',
    title: 'broker killed with -9 and started again',
    times: 2,
    inflict: async (ground, { strike, mend }) => {
      const kafka = ground.stack.server('kafka');
      await ground.midst('ingest');
      strike();
      await kafka.kill();
      await kafka.start();
      mend();
    },
  },
  {
    name: 'kafka:stop',
    title: `broker stands still for ${LONG_OUTAGE_MS / 1000} s (SIGSTOP, SIGCONT)`,
    times: 1,
    inflict: async (ground, { strike, mend }) => {
      const kafka = ground.stack.server('kafka');
      await ground.midst('ingest');
      strike();
      kafka.pause();
      await pause(LONG_OUTAGE_MS);
      kafka.resume();
      mend();
    },
  },
];

const redisRows: readonly FaultRow[] = [
  {
    name: 'redis:flush',
    title: 'Redis emptied (FLUSHALL)',
    times: 3,
    inflict: async (ground, { strike }) => {
      await ground.midst('ingest');
      await onRedis(ground, (redis) => {
        strike();
        return redis.flushall();
      });
    },
  },
  {
    name: 'redis:kill',
    title: 'Redis killed with -9 and started empty',
    times: 2,
    inflict: async (ground, { strike, mend }) => {
      await ground.midst('ingest');
      strike();
      await restartEmpty(ground, 0);
      mend();
    },
  },
  {
    name: 'redis:roll-back',
    title: `Redis killed with -9 and started with what it held ${ROLLED_BACK_MS / 1000} s before`,
    times: 2,
    inflict: async (ground, { strike, mend }) => {
      const redis = ground.stack.server('redis');
      await onRedis(ground, (client) => client.save());
      await pause(ROLLED_BACK_MS);
      strike();
      await redis.kill();
      await redis.start();
      mend();
      rmSync(join(redis.folder, 'dump.rdb'), { force: true });
    },
  },
  {
    name: 'redis:read-only',
    title: `Redis becomes a read-only replica for ${OUTAGE_MS / 1000} s`,
    times: 1,
    inflict: (ground, { strike, mend }) =>
      onRedis(ground, async (redis) => {
        strike();
        await redis.replicaof('127.0.0.1', '1');
        await pause(OUTAGE_MS);
        await redis.replicaof('NO', 'ONE');
        mend();
      }),
  },
  {
    name: 'redis:full',
    title: `Redis has no memory left for ${OUTAGE_MS / 1000} s (maxmemory)`,
    times: 1,
    inflict: (ground, { strike, mend }) =>
      onRedis(ground, async (redis) => {
        strike();
        await redis.config('SET', 'maxmemory', '1mb');
        await pause(OUTAGE_MS);
        await redis.config('SET', 'maxmemory', '0');
        mend();
      }),
  },
  {
    name: 'redis:down',
    title: `Redis away for ${LONG_OUTAGE_MS / 1000} s, then empty`,
    times: 1,
    inflict: async (ground, { strike, mend }) => {
      strike();
      await restartEmpty(ground, LONG_OUTAGE_MS);
      mend();
    },
  },
  {
    name: 'redis:stop',
    title: `Redis stands still for ${LONG_OUTAGE_MS / 1000} s (SIGSTOP, SIGCONT)`,
    times: 1,
    inflict: async (ground, { strike, mend }) => {
      const redis = ground.stack.server('redis');
      await ground.midst('ingest');
      strike();
      redis.pause();
      await pause(LONG_OUTAGE_MS);
      redis.resume();
      mend();
    },
  },
];

async function restartEmpty({ stack }: Ground, awayMs: number): Promise<void> {
  const redis = stack.server('redis');
  await redis.kill();
  await pause(awayMs);
  await redis.start();
}

/** A client of Redis that goes by no wire. */
async function onRedis<Answer>({ stack }: Ground, ask: (redis: Redis) => Promise<Answer>): Promise<Answer> {
  const redis = new Redis(stack.endpoints.redisUrl);
  try {
    return await ask(redis);
  } finally {
    redis.disconnect();
  }
}

/** Broker and cache that restart, forget or refuse. */
export const serverRows: readonly FaultRow[] = [...kafkaRows, ...redisRows];
