import type { Progress } from '@tutti/contracts';
import type { Platform } from '@tutti/runtime';
import { pause } from '@tutti/stack';

const LOOK_MS = 50;

interface Followed {
  readonly stage: 'identity' | 'profile-compute';
  readonly input: 'identity.in' | 'profile.in';
  readonly state: 'identity.state' | 'profile.state';
}

const IDENTITY: Followed = { stage: 'identity', input: 'identity.in', state: 'identity.state' };
const PROFILE: Followed = { stage: 'profile-compute', input: 'profile.in', state: 'profile.state' };

/** How many records were waiting, and how long they took. */
export interface Stepped {
  readonly records: number;
  readonly seconds: number;
}

/**
 * Resolves when identity and profile-compute have stepped every record there is, and what they sent each other about
 * it. `ends`: those of `identity.in` after the last feeding.
 */
export async function allStepped(platform: Platform, ends: readonly number[]): Promise<Stepped> {
  const since = performance.now();
  const positions = await Promise.all(ends.map((_, partition) => positionOf(platform, IDENTITY, partition)));
  const records = ends.reduce((sum, end, partition) => sum + Math.max(0, end - positions[partition]!), 0);
  let [before, after] = [[''], ['']];
  do {
    before = await inputEnds(platform);
    for (const followed of [IDENTITY, PROFILE]) await stageStepped(platform, followed);
    after = await inputEnds(platform);
  } while (before.join() !== after.join());
  return { records, seconds: (performance.now() - since) / 1_000 };
}

const inputEnds = async (platform: Platform): Promise<string[]> =>
  (await Promise.all([endsOf(platform, IDENTITY.input), endsOf(platform, PROFILE.input)])).map(String);

/** The end of each partition. */
export async function endsOf({ log, topic, partitions }: Platform, name: Followed['input']): Promise<number[]> {
  const all = Array.from({ length: partitions }, (_, partition) => log.boundsOf({ topic: topic(name), partition }));
  return (await Promise.all(all)).map(({ end }) => end);
}

async function stageStepped(platform: Platform, followed: Followed): Promise<void> {
  for (let partition = 0; partition < platform.partitions; partition++) {
    while (!(await isStepped(platform, followed, partition))) await pause(LOOK_MS);
  }
}

/** Whether nothing but markers follows what the progress in the cache says. */
async function isStepped(platform: Platform, followed: Followed, partition: number): Promise<boolean> {
  const { log, topic } = platform;
  const position = await positionOf(platform, followed, partition);
  const place = { topic: topic(followed.input), partition };
  const { end } = await log.boundsOf(place);
  if (end - position > MARKERS_MAX) return false;
  const reader = log.reader(place);
  try {
    return (await reader.read(position, { waitMsMax: 0, bytesMax: 1024 })).records.length === 0;
  } finally {
    await reader.close();
  }
}

/** Offset of the next record to step, as the cache has it; 0 while it has none. */
async function positionOf({ store, wire }: Platform, { stage, state }: Followed, partition: number): Promise<number> {
  const watermark = await store.watermark({ stage, partition });
  if (watermark === undefined || watermark.progress.length === 0) return 0;
  const { progress }: { readonly progress: Progress | null } = wire.decode(state, watermark.progress);
  return progress?.inputOffset ?? 0;
}

/** More offsets than this at the end of a partition cannot be markers alone. */
const MARKERS_MAX = 200;
