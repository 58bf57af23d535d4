import type { Settings } from '@tutti/runtime';
import { Redis } from 'ioredis';
import type { Admin } from 'kafkajs';
import { Kafka, logLevel } from 'kafkajs';

type Place = Pick<Settings, 'brokers' | 'redisUrl' | 'registryUrl' | 'prefix'>;

/** Empties the state cache of this installation; others on the same Redis keep theirs. Returns how many keys there were. */
export async function flushCache({ redisUrl, prefix }: Place): Promise<number> {
  const redis = new Redis(redisUrl);
  try {
    const keys: string[] = [];
    for await (const found of redis.scanStream({ match: `{${prefix}.*`, count: 1_000 }))
      keys.push(...(found as string[]));
    return keys.length === 0 ? 0 : await redis.del(...keys);
  } finally {
    redis.disconnect();
  }
}

/** Deletes the consumer groups of this installation, which must have no members; returns their names. */
export const deleteGroups = ({ brokers, prefix }: Place): Promise<readonly string[]> =>
  withAdmin(brokers, async (admin) => {
    const { groups } = await admin.listGroups();
    const own = groups.map(({ groupId }) => groupId).filter((name) => name.startsWith(`${prefix}.`));
    if (own.length > 0) await admin.deleteGroups(own);
    return own.sort();
  });

/** Removes everything of an installation whose services have ended, on a stack that others may use as well. */
export async function removeAll(place: Place): Promise<void> {
  await flushCache(place);
  await deleteGroups(place).catch(() => undefined); // members that were killed may still be counted in
  await deleteTopics(place);
  await deleteSubjects(place);
}

const deleteTopics = ({ brokers, prefix }: Place): Promise<void> =>
  withAdmin(brokers, async (admin) => {
    const topics = (await admin.listTopics()).filter((name) => name.startsWith(`${prefix}.`));
    if (topics.length > 0) await admin.deleteTopics({ topics, timeout: 30_000 });
  });

async function deleteSubjects({ registryUrl, prefix }: Place): Promise<void> {
  const subjects = (await (await fetch(`${registryUrl}/subjects`)).json()) as readonly string[];
  const own = subjects.filter((name) => name.startsWith(`${prefix}.`));
  await Promise.all(own.map((name) => fetch(`${registryUrl}/subjects/${name}`, { method: 'DELETE' })));
}

async function withAdmin<Answer>(brokers: readonly string[], ask: (admin: Admin) => Promise<Answer>): Promise<Answer> {
  const admin = new Kafka({ brokers: [...brokers], clientId: 'e2e', logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    return await ask(admin);
  } finally {
    await admin.disconnect();
  }
}
