import type { IdentifierKey, ProfileId, ProfileState } from '@tutti/contracts';
import { nextOf } from '@tutti/core/explain';
import type { CachePlatform, Lookup } from './cached-state';
import { pointerOf, profileOf } from './commands/resolve';
import type { Target } from './commands/target';

const STATIONS_MAX = 50;

/** The profile that a question leads to, and those it passed through on the way. */
export interface Way {
  /** The profile asked for, or the one that the identifier points at. */
  readonly start: ProfileId;
  /** In order, the last one included. */
  readonly profiles: ReadonlyMap<ProfileId, ProfileState>;
  readonly id: ProfileId;
  readonly state: ProfileState;
}

/** Follows an identifier, or a profile, through at most 50 profiles to where it is now. */
export async function wayTo(platform: CachePlatform, target: Target): Promise<Lookup<Way>> {
  const subject = target.kind === 'identifier' ? target.identifier.key : undefined;
  if (target.kind === 'profile') return wayFrom(platform, target.id, subject);
  const pointer = await pointerOf(platform, target.identifier.key);
  return pointer.kind === 'found' ? wayFrom(platform, pointer.found.profileId, subject) : pointer;
}

async function wayFrom(
  platform: CachePlatform,
  start: ProfileId,
  subject: IdentifierKey | undefined,
): Promise<Lookup<Way>> {
  const profiles = new Map<ProfileId, ProfileState>();
  for (let id: ProfileId | undefined = start; id !== undefined && profiles.size < STATIONS_MAX;) {
    const read: Lookup<ProfileState> = await profileOf(platform, id);
    if (read.kind === 'rebuilding') return read;
    if (read.kind === 'none') break;
    profiles.set(id, read.found);
    const next = nextOf(read.found, subject);
    id = next !== undefined && profiles.has(next) ? undefined : next;
  }
  const last = [...profiles].at(-1);
  return last === undefined
    ? { kind: 'none' }
    : { kind: 'found', found: { start, profiles, id: last[0], state: last[1] } };
}
