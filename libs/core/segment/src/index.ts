import type { Membership, ProfileRecord, ProfileVersion, SegmentState, Snapshot, Update } from '@tutti/contracts';
import { keyOf } from '@tutti/contracts';
import type { RecordInput, Stage } from '@tutti/core/stage';
import { refusal, unknownKind } from '@tutti/core/stage';
import type { CompiledSegment } from './compile';
import { answerOf } from './condition';
import { toFacts } from './facts';

export * from './compile';
export type { Answer } from './condition';
export * from './explain';

/**
 * Memberships of one profile under one configuration revision. Each new version of the profile is answered with exactly
 * one update; an older or repeated version with nothing. A segment that is no longer configured is left. A profile that
 * went into another one or was erased leaves all of them; should it live again, it is evaluated like a new one.
 */
export function segmentStage(
  compiled: readonly CompiledSegment[],
  revision: number,
): Stage<SegmentState, ProfileRecord> {
  const segments = [...compiled].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    name: 'segment-evaluator',
    step: (state, input) => {
      if (input.kind !== 'record') return [state, []]; // profile-compute sweeps, and its records arrive here
      const version = versionIn(input);
      if (version === undefined) return [state, [refusal('bad-value', { field: 'profile', reason: 'is missing' })]];
      const { snapshot } = version;
      if (snapshot.id !== input.key)
        return [state, [refusal('wrong-key', { field: 'key', reason: 'is not the id of the profile' })]];
      if (state !== undefined && snapshot.version <= state.version) return [state, []];
      const before = state?.memberships ?? [];
      const memberships = isGone(version) ? [] : membershipsAfter(before, snapshot, segments);
      const update = {
        ...toldOf(version),
        segments: memberships,
        entered: without(memberships, before),
        exited: without(before, memberships),
        revision,
      };
      const emit = { kind: 'emit', topic: 'updates', key: keyOf.profile(snapshot.id), value: update } as const;
      return [{ version: snapshot.version, memberships }, [emit]];
    },
  };
}

/** A kind that this code does not know must not be passed over, and a Switch belongs to the runner: both stop the task. */
function versionIn({ value, from }: RecordInput<ProfileRecord>): ProfileVersion | undefined {
  if (value.kind !== 'profile') throw unknownKind(from);
  return value.profile ?? undefined;
}

type Told = Pick<Update, 'profile' | 'changes' | 'causes' | 'identity' | 'mergedInto' | 'deleted'>;

/**
 * What an update tells of the version itself. Of a profile that is gone nothing personal, whoever wrote the version: this
 * record stays in the topic for good, also when the profile that it went into is erased one day.
 */
function toldOf(version: ProfileVersion): Told {
  const { snapshot, changes, causes, identity, mergedInto, deleted } = version;
  if (!isGone(version)) return { profile: snapshot, changes, causes, identity, mergedInto, deleted };
  const profile = { ...snapshot, identifiers: [], traits: {}, events: {}, isCut: false };
  return {
    profile,
    changes: [],
    causes: [],
    identity: identity && { ...identity, identifiers: [] },
    mergedInto,
    deleted,
  };
}

const isGone = ({ mergedInto, deleted }: ProfileVersion): boolean => deleted || mergedInto !== null;

/** An unknown answer keeps what was; `since` is the time of the version that first made the rule true. */
function membershipsAfter(
  before: readonly Membership[],
  snapshot: Snapshot,
  segments: readonly CompiledSegment[],
): readonly Membership[] {
  const facts = toFacts(snapshot);
  return segments.flatMap(({ name, condition }) => {
    const answer = answerOf(condition, facts);
    if (answer === false) return [];
    const kept = before.find(({ segment }) => segment === name);
    if (kept !== undefined) return [kept];
    return answer === true ? [{ segment: name, since: snapshot.at }] : [];
  });
}

const without = (memberships: readonly Membership[], others: readonly Membership[]): readonly Membership[] =>
  memberships.filter(({ segment }) => !others.some((other) => other.segment === segment));
