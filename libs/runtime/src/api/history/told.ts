import type { ProfileVersion } from '@tutti/contracts';
import { decodeLearning, WireError } from '@tutti/log';
import type { Platform } from '../../platform';
import type { Replay } from './replay';

const READ = { waitMsMax: 2_000, bytesMax: 1024 * 1024 };

/** What to read: the versions of these profiles that one partition of `profiles` still holds. */
export interface Telling extends Omit<Replay, 'visit' | 'end'> {
  /** The newest so many offsets are looked at. */
  readonly offsetsMax: number;
  readonly visit: (version: ProfileVersion) => void;
}

/** Every version of the last 7 days and the newest one before: what the topic keeps. */
export async function readTold(platform: Platform, telling: Telling): Promise<void> {
  const { partition, keys, offsetsMax, visit, gotOn, isStopped } = telling;
  const of = { topic: platform.topic('profiles'), partition };
  const { start, end } = await platform.log.boundsOf(of);
  const reader = platform.log.reader(of);
  try {
    for (let position = Math.max(start, end - offsetsMax); position < end && !isStopped();) {
      const { records, nextOffset } = await reader.read(position, READ);
      for (const { key, value } of records) {
        const version = value !== null && keys.has(key ?? '') ? await decoded(platform, value) : undefined;
        if (version !== undefined) visit(version);
      }
      gotOn(nextOffset - position);
      position = nextOffset;
    }
  } finally {
    await reader.close();
  }
}

async function decoded({ wire }: Platform, value: Buffer): Promise<ProfileVersion | undefined> {
  try {
    return (await decodeLearning(wire, 'profiles', value)).profile ?? undefined;
  } catch (error) {
    // What is no value was refused by the next stage as well.
    if (error instanceof WireError) return undefined;
    throw error;
  }
}
