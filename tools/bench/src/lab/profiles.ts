import { createHash } from 'node:crypto';
import type { IdentifierState, ProfileState } from '@tutti/contracts';
import { identityStateRecord, profileStateRecord } from '@tutti/contracts';
import { homeProfile } from '@tutti/core/stage';
import type { NewRecord } from '@tutti/log';
import type { Platform } from '@tutti/runtime';
import { pause } from '@tutti/stack';
import { accepted } from './feed';
import { idsOf } from './sent';
import { keptOf } from './together';

const STAGE = 'profile-compute';
const PART = 1_000;
const LOOK_MS = 5;

/** How many profiles. */
export interface Filling {
  readonly profiles: number;
}

/**
 * Writes people into the state topics of identity and profile-compute as if these had left them there: each of ten
 * traits, a user id and a device that was merged, with all that this leaves behind.
 */
export async function fill(platform: Platform, { profiles }: Filling): Promise<void> {
  const person = personOf(platform);
  const appender = platform.log.appender();
  try {
    for (let first = 0; first < profiles; first += PART) {
      const numbers = Array.from({ length: Math.min(PART, profiles - first) }, (_, i) => first + i);
      await appender.append(numbers.flatMap(person));
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
  key: createHash('sha256').update(String(partition)).digest('hex').slice(0, 32),
});

/** One state record, as text in which the ids of another person can stand. */
interface Print {
  readonly topic: 'identity.state' | 'profile.state';
  readonly key: string;
  readonly text: string;
}

/** The state records of any person. All ids have one length, so those of the first person are replaced in the bytes. */
function personOf(platform: Platform): (number: number) => readonly NewRecord[] {
  const first = wordsOf(platform, 0);
  const places = new Map(first.map((word, place) => [word, place]));
  const word = new RegExp(first.join('|'), 'g');
  const prints = printsOf(platform);
  return (number) => {
    const words = wordsOf(platform, number);
    const own = (text: string): string => text.replace(word, (found) => words[places.get(found)!]!);
    return prints.map(({ topic, key, text }) => recordOf(platform, { topic, key: own(key), text: own(text) }));
  };
}

/** Everything that tells one person from another. */
function wordsOf({ hash }: Platform, number: number): readonly string[] {
  const { userId, anonymousId } = idsOf(number);
  const keys = [hash(`userId\u0000${userId}`), hash(`anonymousId\u0000${anonymousId}`)];
  return [userId, anonymousId, ...keys, ...keys.map((key) => homeProfile(key, 0))];
}

function printsOf(platform: Platform): readonly Print[] {
  const { wire } = platform;
  const traits = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`trait${i}`, `value ${i}`]));
  const { anonymousId, userId } = idsOf(0);
  const { identifiers, profiles } = keptOf(
    accepted(platform, [
      { type: 'track', messageId: 'm1', anonymousId, event: 'Order Completed', properties: {} },
      { type: 'identify', messageId: 'm2', userId, anonymousId, traits },
      { type: 'track', messageId: 'm3', userId, anonymousId, event: 'Order Completed', properties: {} },
    ]),
  );
  // Their inputs are from before the log begins: none of it is taken for one that was stepped.
  const identifier = (state: IdentifierState): Buffer =>
    wire.encode('identity.state', identityStateRecord.state({ ...state, version: -1 }));
  const profile = (state: ProfileState): Buffer =>
    wire.encode('profile.state', profileStateRecord.state({ ...state, version: -1, told: Math.min(0, state.told) }));
  return [
    ...[...identifiers].map(([key, state]) => printOf('identity.state', key, identifier(state))),
    ...[...profiles].map(([key, state]) => printOf('profile.state', key, profile(state))),
  ];
}

const printOf = (topic: Print['topic'], key: string, bytes: Buffer): Print => ({
  ...{ topic, key },
  text: bytes.toString('latin1'),
});

function recordOf({ topic, partitionOf, partitions }: Platform, { topic: name, key, text }: Print): NewRecord {
  const partition = partitionOf(key, partitions);
  return { topic: topic(name), partition, key, value: Buffer.from(text, 'latin1'), headers: {} };
}
