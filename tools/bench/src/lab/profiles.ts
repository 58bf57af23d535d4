import { createHash } from 'node:crypto';
import type { Event, ProfileId, ProfileState } from '@tutti/contracts';
import { keyOf, profileIn, profileStateRecord } from '@tutti/contracts';
import { profileStage } from '@tutti/core/profile';
import type { NewRecord } from '@tutti/log';
import type { Platform } from '@tutti/runtime';
import { pause } from '@tutti/stack';
import { accepted } from './feed';

const STAGE = 'profile-compute';
const PART = 1_000;
const LOOK_MS = 5;

/** How many profiles. */
export interface Filling {
  readonly profiles: number;
}

/** Writes profiles into the state topic of profile-compute as if it had left them there. */
export async function fill(platform: Platform, { profiles }: Filling): Promise<void> {
  const { wire, log } = platform;
  const value = wire.encode('profile.state', profileStateRecord.state(profileOf(platform)));
  const appender = log.appender();
  try {
    for (let first = 0; first < profiles; first += PART) {
      const numbers = Array.from({ length: Math.min(PART, profiles - first) }, (_, i) => first + i);
      await appender.append(numbers.map((number) => recordOf(platform, number, value)));
    }
  } finally {
    await appender.close();
  }
}

/** An input that needs the cache of each partition, then seconds until it is what the state topic says. */
export async function rebuilt(platform: Platform): Promise<number> {
  const { log, topic, partitions, store } = platform;
  const all = Array.from({ length: partitions }, (_, partition) => partition);
  const ends = await Promise.all(all.map((partition) => log.boundsOf({ topic: topic('profile.state'), partition })));
  const appender = log.appender();
  const since = performance.now();
  await appender.append(all.map((partition) => needing(platform, partition)));
  for (const partition of all) {
    const isComplete = async (): Promise<boolean> =>
      ((await store.watermark({ stage: STAGE, partition }))?.stateOffset ?? 0) >= ends[partition]!.end;
    while (!(await isComplete())) await pause(LOOK_MS);
  }
  const seconds = (performance.now() - since) / 1_000;
  await appender.close();
  return seconds;
}

/** No value: a dead letter, for which the state of its key is looked up all the same. */
const needing = ({ topic }: Platform, partition: number): NewRecord => ({
  ...{ topic: topic('profile.in'), partition, value: null, headers: {} },
  key: idOf(-1 - partition),
});

/** Ten traits, two identifiers. */
function profileOf(platform: Platform): ProfileState {
  const traits = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`trait${i}`, `value ${i}`]));
  const events = accepted(platform, [
    { type: 'identify', messageId: 'm1', userId: 'user-1', traits },
    { type: 'track', messageId: 'm2', anonymousId: 'anonymous-1', event: 'Order Completed', properties: {} },
  ]);
  const state = events.reduce<ProfileState | undefined>(stepped, undefined);
  if (state === undefined) throw new Error('making a profile: the stage kept none');
  return state;
}

function stepped(state: ProfileState | undefined, event: Event, number: number): ProfileState | undefined {
  const value = profileIn.apply({ identifier: event.entry, seq: 1, event });
  const from = { topic: 'profile.in', partition: 0, offset: number };
  const input = { kind: 'record', key: idOf(0), value, at: event.acceptedAt, version: number, from } as const;
  return profileStage(1).step(state, input)[0];
}

function recordOf({ topic, partitionOf, partitions }: Platform, number: number, value: Buffer): NewRecord {
  const key = keyOf.profile(idOf(number));
  return { topic: topic('profile.state'), partition: partitionOf(key, partitions), key, value, headers: {} };
}

const idOf = (number: number): ProfileId =>
  createHash('sha256').update(String(number)).digest('hex').slice(0, 32) as ProfileId;
