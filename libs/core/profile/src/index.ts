import type { Apply, Event, ProfileIn, ProfileState } from '@tutti/contracts';
import { keyOf, profileRecord } from '@tutti/contracts';
import type { Effect, EventNumber, Input, RecordInput, Stage } from '@tutti/core/stage';
import { isProfileId, positionOf, profileIdOf, refusal, unknownKind } from '@tutti/core/stage';
import { problemsOf } from './json';
import { withEvent, withNumber } from './sub-state';
import { changesBetween, visibleProfile, visibleTraits } from './visible';

export { visibleProfile } from './visible';

/** Version of a profile of which no readable record came yet; all others are offsets. */
const NEVER_TOLD = -1;

/** Whether there is anything to see: of some profiles nothing came that could be read. */
export const isTold = ({ version }: ProfileState): boolean => version !== NEVER_TOLD;

type Step = readonly [ProfileState | undefined, readonly Effect[]];

/**
 * One actor per profile: it counts each event once, in the sub-state of the identifier it entered by (promise P1), and
 * tells the new visible profile with every step that changed something. A number counted before, or an input no newer
 * than the state, changes and tells nothing. The number of a record that cannot be used counts as seen. Throws at a record
 * of unknown kind, which stops the partition (design R7).
 */
export function profileStage(revision: number): Stage<ProfileState, ProfileIn> {
  return {
    name: 'profile-compute',
    step: (state, input) => {
      if (state !== undefined && input.version <= state.version) return [state, []];
      switch (input.kind) {
        case 'sweep':
          return retold(state, input, revision);
        case 'unreadable':
          return [noted(state, input, { revision, number: input.number }), []];
        case 'record':
          return counted(state, input, revision);
      }
    },
  };
}

/** Nothing was told since another revision took over: the profile is told again, as of then (design R10). */
function retold(state: ProfileState | undefined, input: Input<ProfileIn>, revision: number): Step {
  if (state === undefined || !isTold(state)) return [state, []];
  const next = { ...state, version: input.version, revision };
  return [next, [told(state, next, { input, causes: [] })]];
}

function counted(state: ProfileState | undefined, input: RecordInput<ProfileIn>, revision: number): Step {
  const apply = applyOf(input);
  if (apply === undefined) return [state, [refusal('bad-value', { field: 'apply', reason: 'is missing' })]];
  if (!isProfileId(input.key)) return [state, [refusal('wrong-key', { field: 'key', reason: 'is no profile id' })]];
  const identifiers = subStatesWith(state, apply, input);
  if (identifiers === 'unusable') return refused(state, input, { revision, apply });
  if (identifiers === undefined) return [state, []];
  const next = { version: input.version, revision, createdAt: state?.createdAt ?? input.at, identifiers };
  return [next, [told(state, next, { input, causes: [apply.event] })]];
}

function subStatesWith(
  state: ProfileState | undefined,
  apply: Apply,
  { from }: RecordInput<ProfileIn>,
): ReturnType<typeof withEvent> | 'unusable' {
  try {
    return withEvent(state?.identifiers ?? {}, apply, positionOf(from));
  } catch (error) {
    // Asked only now: it costs as much as counting.
    if (problemsOf(apply.event).length > 0) return 'unusable';
    throw error;
  }
}

function refused(
  state: ProfileState | undefined,
  input: RecordInput<ProfileIn>,
  { revision, apply }: { readonly revision: number; readonly apply: Apply },
): Step {
  const { identifier, seq, event } = apply;
  const next = noted(state, input, { revision, number: { identifier: identifier.key, seq } });
  return [next, [refusal('bad-value', ...problemsOf(event))]];
}

/**
 * The number of a record that cannot be used counts as seen (design R7). Nothing that can be seen changes, so the
 * version stays; a profile of which nothing else is known is not told.
 */
function noted(
  state: ProfileState | undefined,
  { key, at }: Input<ProfileIn>,
  { revision, number }: { readonly revision: number; readonly number: EventNumber },
): ProfileState | undefined {
  if (!isProfileId(key)) return state;
  const identifiers = withNumber(state?.identifiers ?? {}, number);
  if (identifiers === undefined) return state;
  return { ...(state ?? { version: NEVER_TOLD, revision, createdAt: at }), identifiers };
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
function applyOf({ value: { kind, apply }, from }: RecordInput<ProfileIn>): Apply | undefined {
  if (kind !== 'apply' || apply?.event.type === 'unknown') throw unknownKind(from);
  return apply ?? undefined;
}
