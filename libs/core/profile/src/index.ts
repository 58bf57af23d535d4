import type { Apply, Event, ProfileIn, ProfileState } from '@tutti/contracts';
import { keyOf, profileRecord } from '@tutti/contracts';
import type { Effect, Input, RecordInput, Stage } from '@tutti/core/stage';
import { positionOf, profileIdOf, unknownKind } from '@tutti/core/stage';
import { withEvent } from './sub-state';
import { changesBetween, visibleProfile, visibleTraits } from './visible';

export { visibleProfile } from './visible';

type Step = readonly [ProfileState | undefined, readonly Effect[]];

/**
 * One actor per profile: it counts each event once, in the sub-state of the identifier it entered by (promise P1), and
 * tells the new visible profile with every step that changed something. A number counted before, or an input no newer
 * than the state, changes and tells nothing. Throws at a record of unknown kind, which stops the partition (design R7).
 */
export function profileStage(revision: number): Stage<ProfileState, ProfileIn> {
  return {
    name: 'profile-compute',
    step: (state, input) => {
      if (state !== undefined && input.version <= state.version) return [state, []];
      return input.kind === 'sweep' ? retold(state, input, revision) : counted(state, input, revision);
    },
  };
}

/** Nothing was told since another revision took over: the profile is told again, as of then (design R10). */
function retold(state: ProfileState | undefined, input: Input<ProfileIn>, revision: number): Step {
  if (state === undefined) return [state, []];
  const next = { ...state, version: input.version, revision };
  return [next, [told(state, next, { input, causes: [] })]];
}

function counted(state: ProfileState | undefined, input: RecordInput<ProfileIn>, revision: number): Step {
  const apply = applyOf(input);
  const identifiers = withEvent(state?.identifiers ?? {}, apply, positionOf(input.from));
  if (identifiers === undefined) return [state, []];
  const next = { version: input.version, revision, createdAt: state?.createdAt ?? input.at, identifiers };
  return [next, [told(state, next, { input, causes: [apply.event] })]];
}

function told(
  before: ProfileState | undefined,
  after: ProfileState,
  { input, causes }: { readonly input: Input<ProfileIn>; readonly causes: readonly Event[] },
): Effect {
  const id = profileIdOf(input.key);
  const snapshot = visibleProfile(id, after, input.at);
  const changes = changesBetween(visibleTraits(before), snapshot.traits);
  const value = profileRecord.profile({ snapshot, changes, causes });
  return { kind: 'emit', topic: 'profiles', key: keyOf.profile(id), value };
}

/** An event of unknown type cannot be counted right; it stops the partition as an unknown kind does. */
function applyOf({ value: { kind, apply }, from }: RecordInput<ProfileIn>): Apply {
  if (kind !== 'apply' || apply === null || apply.event.type === 'unknown') throw unknownKind(from);
  return apply;
}
