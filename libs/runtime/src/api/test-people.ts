import type { Event, ProfileVersion } from '@tutti/contracts';
import { codecs, identityIn, keyOf } from '@tutti/contracts';
import type { TestPlatform } from '../stage/test-platform';
import { identity, profileCompute } from '../stages';

/** What a test says of an event: who is on it, strongest first, and what it brings. */
export interface PersonEvent {
  readonly messageId: string;
  readonly who: readonly [string, ...string[]];
  readonly traits?: object;
}

/** Appends events as ingest would accept them, and waits until all that follows from them is done. */
export async function happen(platform: TestPlatform, ...events: readonly PersonEvent[]): Promise<void> {
  for (const sketch of events) {
    const event = accepted(platform, sketch);
    await platform.append('identity.in', [{ key: keyOf.identifier(event.entry.key), value: identityIn.event(event) }]);
    await settled(platform);
  }
}

/** The event as ingest would accept it now. */
export function accepted(
  { hash, clock }: Pick<TestPlatform, 'hash' | 'clock'>,
  { messageId, who, traits = {} }: PersonEvent,
): Event {
  const [entry, ...others] = who.map((text) => {
    const [type = '', value = ''] = text.split(':');
    return { type, value, key: hash(`${type}\u0000${value}`) };
  });
  const at = clock();
  return {
    ...{ messageId, type: 'identify', name: null, entry: entry!, others, blocked: [], source: 'web' },
    ...{ userId: null, anonymousId: null, groupId: null, previousId: null, originalTimestamp: null, sentAt: null },
    ...{ receivedAt: at, timestamp: at, eventTime: at, acceptedAt: at },
    ...{ properties: '{}', traits: JSON.stringify(traits), context: '{}', integrations: '{}' },
  };
}

/** Resolves when both stages of identity stepped all there is, under the newest revision. */
export async function settled(platform: TestPlatform): Promise<void> {
  await platform.config.caughtUp();
  while (!(await isSettled(platform))) await new Promise((resolve) => setImmediate(resolve));
}

/** Done is what is done while nothing comes: each of the two may have written to the other meanwhile. */
async function isSettled(platform: TestPlatform): Promise<boolean> {
  const before = await lastOffsets(platform);
  const progress = [await progressOf(platform, identity), await progressOf(platform, profileCompute)];
  const after = await lastOffsets(platform);
  return progress.every((reached, i) => reached >= before[i]! && before[i] === after[i]);
}

const lastOffsets = ({ readAll }: TestPlatform): Promise<readonly number[]> =>
  Promise.all(
    ([identity.input, profileCompute.input] as const).map(async (topic) => (await readAll(topic)).at(-1)?.offset ?? -1),
  );

/** Offset of the last record that was stepped; -1 before the first, and while a revision takes over. */
async function progressOf(
  { states, wire, config }: TestPlatform,
  { name, state }: Pick<typeof identity | typeof profileCompute, 'name' | 'state'>,
): Promise<number> {
  const watermark = await states.watermark({ stage: name, partition: 0 });
  const progress = watermark && wire.decode(state as 'identity.state', watermark.progress).progress;
  if (!progress || progress.revision !== config.current() || progress.sweep !== null) return -1;
  return progress.inputOffset - 1;
}

/** Every version that was ever told of any profile, oldest first. */
export async function toldVersions(platform: TestPlatform): Promise<readonly ProfileVersion[]> {
  const records = await platform.readAll('profiles');
  return records.flatMap(({ value }) => codecs['profiles'].decode(value!.subarray(5)).profile ?? []);
}
