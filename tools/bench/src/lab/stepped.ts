import type { Progress, TopicName } from '@tutti/contracts';
import type { Platform } from '@tutti/runtime';
import { pause } from '@tutti/stack';

const LOOK_MS = 50;

interface Followed {
  readonly stage: string;
  readonly input: TopicName;
  readonly state: 'identity.state' | 'profile.state';
}

const STAGES: readonly Followed[] = [
  { stage: 'identity', input: 'identity.in', state: 'identity.state' },
  { stage: 'profile-compute', input: 'profile.in', state: 'profile.state' },
];

/** Resolves when identity and then profile-compute have stepped every record there is. */
export async function allStepped(platform: Platform): Promise<void> {
  for (const followed of STAGES) {
    for (let partition = 0; partition < platform.partitions; partition++) {
      while (!(await isStepped(platform, followed, partition))) await pause(LOOK_MS);
    }
  }
}

/** Whether nothing but markers follows what the progress in the cache says. */
async function isStepped(platform: Platform, { stage, input, state }: Followed, partition: number): Promise<boolean> {
  const { log, store, topic, wire } = platform;
  const watermark = await store.watermark({ stage, partition });
  if (watermark === undefined || watermark.progress.length === 0) return false;
  const { progress }: { readonly progress: Progress | null } = wire.decode(state, watermark.progress);
  const position = progress?.inputOffset ?? 0;
  const place = { topic: topic(input), partition };
  const { end } = await log.boundsOf(place);
  if (end - position > MARKERS_MAX) return false;
  const reader = log.reader(place);
  try {
    return (await reader.read(position, { waitMsMax: 0, bytesMax: 1024 })).records.length === 0;
  } finally {
    await reader.close();
  }
}

/** More offsets than this at the end of a partition cannot be markers alone. */
const MARKERS_MAX = 200;
