import type { TopicName } from '@tutti/contracts';
import type { Platform } from '@tutti/runtime';
import { SHARED } from './sent';

/** What is kept of an e-mail that as many people give as there are events, and of a user id used for all. */
export interface Hot {
  /** Bytes of the largest of their states, as they stand in the log. */
  readonly identifierBytes: number;
  readonly profileBytes: number;
  /** Identifiers that the profile of the constant user id took in. */
  readonly members: number;
  /** Links that were not even asked for. */
  readonly suppressed: number;
  /** Links of which the audit topic says that they were refused, and why. */
  readonly audited: number;
  readonly deadLetters: number;
}

/** Reads the cache, which is complete once everything is stepped. */
export async function hotStates(platform: Platform): Promise<Hot> {
  const { email, userId } = SHARED;
  const hot = await Promise.all([identifier(platform, 'email', email), identifier(platform, 'userId', userId)]);
  const profiles = await Promise.all(hot.map(({ state }) => profile(platform, state.profileId)));
  return {
    identifierBytes: Math.max(...hot.map(({ bytes }) => bytes)),
    profileBytes: Math.max(...profiles.map(({ bytes }) => bytes)),
    members: Math.max(...profiles.map(({ state }) => Object.keys(state.identifiers).length)),
    suppressed: hot.reduce((sum, { state }) => sum + state.suppressed, 0),
    audited: await recordsIn(platform, 'audit'),
    deadLetters: await recordsIn(platform, 'dead-letters'),
  };
}

async function identifier(platform: Platform, type: string, value: string) {
  const bytes = await kept(platform, 'identity', platform.hash(`${type}\u0000${value}`));
  const { state } = platform.wire.decode('identity.state', bytes);
  if (state === null) throw new Error(`reading the state of the shared ${type}: it is none`);
  return { bytes: bytes.length, state };
}

async function profile(platform: Platform, id: string) {
  const bytes = await kept(platform, 'profile-compute', id);
  const { state } = platform.wire.decode('profile.state', bytes);
  if (state === null) throw new Error(`reading the state of profile ${id}: it is none`);
  return { bytes: bytes.length, state };
}

async function kept({ store, partitionOf, partitions }: Platform, stage: string, key: string): Promise<Buffer> {
  const { states } = await store.read({ stage, partition: partitionOf(key, partitions) }, [key]);
  const bytes = states.get(key);
  if (bytes === undefined) throw new Error(`reading the cache of ${stage}: it has nothing of ${key}`);
  return bytes;
}

/** Offsets, so that markers count as well. */
async function recordsIn({ log, topic }: Platform, name: TopicName): Promise<number> {
  const count = await log.partitionsOf(topic(name));
  const bounds = Array.from({ length: count }, (_, partition) => log.boundsOf({ topic: topic(name), partition }));
  return (await Promise.all(bounds)).reduce((sum, { start, end }) => sum + end - start, 0);
}
