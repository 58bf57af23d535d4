import { Redis } from 'ioredis';
import { digestOf } from './gather';
import type { Cache } from './ownership';

const VERSION_BYTES = 8;
const SCAN = { count: 1_000 };

/** The caches of an installation on one cluster of Kafka, by service/partition. `url`: of Redis. */
export async function readCaches(
  url: string,
  { prefix: installed, cluster }: { readonly prefix: string; readonly cluster: string },
): Promise<ReadonlyMap<string, Cache>> {
  const redis = new Redis(url);
  const prefix = `${installed}.${cluster}`;
  try {
    const caches = new Map<string, Cache>();
    for (const name of await cachesOf(redis, prefix)) {
      const [, service = '', partition = ''] = /^(.+)\.(\d+)$/.exec(name) ?? [];
      caches.set(`${service}/${partition}`, await readCache(redis, `{${prefix}:${name}}`));
    }
    return caches;
  } finally {
    redis.disconnect();
  }
}

async function cachesOf(redis: Redis, prefix: string): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for await (const found of redis.scanStream({ match: `{${prefix}:*}:[sw]`, ...SCAN })) {
    for (const key of found as readonly string[]) names.add(key.slice(prefix.length + 2, -'}:s'.length));
  }
  return names;
}

/** The watermark first: whatever is written meanwhile is newer than it. */
async function readCache(redis: Redis, tag: string): Promise<Cache> {
  const watermark = await redis.hgetallBuffer(`${tag}:w`);
  const entries = new Map<string, { version: number; digest: string }>();
  for await (const found of redis.hscanBufferStream(`${tag}:s`, SCAN)) {
    const pairs = found as readonly Buffer[];
    for (let i = 0; i + 1 < pairs.length; i += 2) entries.set(String(pairs[i]), entryOf(pairs[i + 1]!));
  }
  const { offset, epoch, progress } = watermark;
  if (offset === undefined) return { watermark: undefined, entries };
  const written = { stateOffset: Number(String(offset)), epoch: Number(String(epoch)) };
  return { watermark: { ...written, progress: progress?.length ? digestOf(progress) : '' }, entries };
}

const entryOf = (bytes: Buffer): { version: number; digest: string } => ({
  version: Number(bytes.readBigUInt64BE(0)),
  digest: digestOf(bytes.subarray(VERSION_BYTES)),
});
