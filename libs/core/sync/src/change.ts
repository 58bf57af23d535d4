import type { Event, IdentityChange, Membership, ProfileId, Snapshot, TraitChange, Update } from '@tutti/contracts';
import { netMemberships, netTraits } from './net';

/** Why the events behind an update were read: as they happened, from the past, or to try something out. */
export type Mode = 'live' | 'backfill' | 'replay' | 'shadow';

/**
 * What a destination has to be told about one profile to be as new as `version`: the newest snapshot, the net effect
 * on segments and traits since the last delivered version, and every event in between, in order.
 */
export interface Change {
  readonly key: ProfileId;
  readonly version: number;
  readonly mode: Mode;
  readonly profile: Snapshot;
  readonly segments: readonly Membership[];
  /** Segments it was not in before this change and is in after it, by name. */
  readonly entered: readonly Membership[];
  /** Segments it was in before this change and is not in after it, by name, with the since they had. */
  readonly exited: readonly Membership[];
  /** First value to last, by trait; a trait that is back where it was is not listed. */
  readonly changes: readonly TraitChange[];
  readonly events: readonly Event[];
  /** What came in, went out or was restored since the last delivered version, in order. */
  readonly identity: readonly IdentityChange[];
  /**
   * The profile went into this one and is told alone: nothing but its id and version is left, no event is lost before
   * it, and whatever comes after it, with a higher version, is a profile that lives again and starts from nothing.
   */
  readonly mergedInto: ProfileId | undefined;
  /** The profile was erased: nothing but its id and version is known, and nothing older is told any more. */
  readonly deleted: boolean;
}

/** One update of a profile that waits for delivery. `bytes`: its size on the log. */
export interface Pending {
  readonly update: Update;
  readonly mode: Mode;
  readonly bytes: number;
}

/** A change closes at 50 events or 256 KB of updates, whichever is first; one update is never cut. */
export const CHANGE_LIMITS = { events: 50, bytes: 256 * 1024 } as const;

/** `covers`: how many pending updates from the front are done when `change` is (or at once when there is none). */
export interface Next {
  readonly change: Change | undefined;
  readonly covers: number;
}

/**
 * The next difference between desired (the updates of one profile, oldest first) and delivered (its version, -1 when
 * it has none). Versions that are not above the ones before them are repeats and skipped, so versions never fall.
 */
export function nextChange(delivered: number, pending: readonly Pending[]): Next {
  const start = firstNeeded(delivered, pending);
  const first = pending[start];
  if (first === undefined) return { change: undefined, covers: pending.length };
  const taken = [first];
  let covers = start + 1;
  let newest = first.update.profile.version;
  for (const next of pending.slice(covers)) {
    const { version } = next.update.profile;
    if (version > newest) {
      if (!fits(taken, next)) break;
      taken.push(next);
      newest = version;
    }
    covers += 1;
  }
  return { change: fold(taken), covers };
}

/** An erasure makes everything before it pointless, and worse: nothing of an erased profile is sent any more. */
function firstNeeded(delivered: number, pending: readonly Pending[]): number {
  const isNew = ({ update }: Pending): boolean => update.profile.version > delivered;
  const erased = pending.findLastIndex((one) => one.update.deleted && isNew(one));
  const start = erased === -1 ? pending.findIndex(isNew) : erased;
  return start === -1 ? pending.length : start;
}

function fits(taken: readonly Pending[], next: Pending): boolean {
  const all = [...taken, next];
  return (
    all.every(({ mode, update }) => mode === next.mode && !isGone(update)) &&
    sum(all.map(({ update }) => update.causes.length)) <= CHANGE_LIMITS.events &&
    sum(all.map(({ bytes }) => bytes)) <= CHANGE_LIMITS.bytes
  );
}

/** Such an update is a change of its own: a receiver merges or deletes, and has nothing else to look at. */
const isGone = ({ deleted, mergedInto }: Update): boolean => deleted || mergedInto !== null;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function fold(taken: readonly Pending[]): Change {
  const updates = taken.map(({ update }) => update);
  const last = taken[taken.length - 1]!;
  const { profile, segments, deleted, mergedInto } = last.update;
  return {
    key: profile.id,
    version: profile.version,
    mode: last.mode,
    profile,
    segments,
    // What an erased profile was in before is not said either: updates were passed over, so nobody knows what was told.
    ...netMemberships(deleted ? [] : updates),
    changes: netTraits(updates),
    events: updates.flatMap(({ causes }) => causes),
    identity: updates.flatMap(({ identity }) => identity ?? []),
    mergedInto: mergedInto ?? undefined,
    deleted,
  };
}
