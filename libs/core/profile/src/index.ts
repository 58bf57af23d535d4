import type { Apply, ProfileIn, ProfileState } from '@tutti/contracts';
import { profileIn } from '@tutti/contracts';
import type { EventNumber, Input, RecordInput, Stage } from '@tutti/core/stage';
import { isProfileId, nameOf, positionOf, profileIdOf, refusal, unknownKind } from '@tutti/core/stage';
import type { Here, Step } from './actor';
import { isLive, isTold, sent, wayOf } from './actor';
import { isInDoubt, setAside } from './aside';
import { commanded } from './commands';
import { problemsOf } from './json';
import { linked, proposed } from './merge';
import type { ProfileRules } from './rules';
import { withEvent, withNumber } from './sub-state';
import { absorbed, arrivedFor, restored } from './transfer';
import { toldStep } from './told';

export { isLive, isTold } from './actor';
export * from './cut';
export * from './members';
export { isOlder, REFUSALS_MAX } from './merge';
export { outcomeText } from './outcome-text';
export * from './plan';
export * from './rules';
export { changesBetween, visibleProfile } from './visible';

/**
 * One actor per profile: it counts each event once, in the sub-state of the identifier it entered by (promise P1), tells
 * the new visible profile with every step that changed something, and becomes one with other profiles, or two, as
 * docs/identity.md says. An input no newer than the state changes and tells nothing. The number of a record that cannot
 * be used counts as seen. Throws at a record of unknown kind, which stops the partition (design R7).
 */
export function profileStage(rules: ProfileRules): Stage<ProfileState, ProfileIn> {
  return {
    name: 'profile-compute',
    step: (state, input) => {
      if (state !== undefined && input.version <= state.version) return [state, []];
      const [next, effects] = stepped(state, input, rules);
      if (next === undefined || (next === state && effects.length === 0)) return [next, effects];
      const { version } = input;
      // What it told last is what it was under that revision: it may come back, and has to say what changed.
      const revision = next.life === 'yielded' ? next.revision : rules.revision;
      return [{ ...next, identifiers: byName(next.identifiers), version, revision }, effects];
    },
  };
}

/** In the order in which states are kept: in memory and read again, a profile has to do the same. */
function byName(identifiers: ProfileState['identifiers']): ProfileState['identifiers'] {
  const names = Object.keys(identifiers);
  if (names.every((name, i) => i === 0 || names[i - 1]! < name)) return identifiers;
  return Object.fromEntries(Object.entries(identifiers).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function stepped(state: ProfileState | undefined, input: Input<ProfileIn>, rules: ProfileRules): Step {
  if (!isProfileId(input.key)) return [state, input.kind === 'record' ? [notAProfile] : []];
  const from = input.kind === 'record' ? input.from : { topic: 'profile.in', partition: 0, offset: input.version };
  const here = { id: profileIdOf(input.key), at: input.at, version: input.version, from, rules };
  switch (input.kind) {
    case 'sweep':
      return retold(state, here);
    case 'unreadable':
      return [noted(state, input.number, here), []];
    case 'record':
      return done(state, input, here);
  }
}

const notAProfile = refusal('wrong-key', { field: 'key', reason: 'is no profile id' });

/** What each kind of message does. */
const STEPS: {
  readonly [Kind in MessageKind]: (
    state: ProfileState | undefined,
    message: NonNullable<ProfileIn[Kind]>,
    here: Here,
  ) => Step;
} = {
  apply: counted,
  link: linked,
  propose: proposed,
  absorb: absorbed,
  return: restored,
  adopted: arrivedFor,
  command: commanded,
};

type MessageKind = Exclude<keyof ProfileIn, 'kind' | 'switch'>;

const isMessageKind = (kind: ProfileIn['kind']): kind is MessageKind => Object.hasOwn(STEPS, kind);

function done(state: ProfileState | undefined, { value, from }: RecordInput<ProfileIn>, here: Here): Step {
  if (!isMessageKind(value.kind)) throw unknownKind(from);
  if (isInDoubt(state, value)) return setAside(state, value, here);
  return doneAs(value.kind, { state, value, here });
}

interface Message {
  readonly state: ProfileState | undefined;
  readonly value: ProfileIn;
  readonly here: Here;
}

/** What goes between actors must not be lost: without its message the partition stops, as at a kind unknown (design R7). */
function doneAs<Kind extends MessageKind>(kind: Kind, { state, value, here }: Message): Step {
  const message: ProfileIn[Kind] = value[kind];
  if (message !== null && message !== undefined) return STEPS[kind](state, message, here);
  if (kind === 'apply') return [state, [noApply]];
  throw unknownKind(here.from);
}

const noApply = refusal('bad-value', { field: 'apply', reason: 'is missing' });

/** Nothing was told since another revision took over: the profile is told again, as of then (design R10). */
const retold = (state: ProfileState | undefined, here: Here): Step =>
  state === undefined || !isTold(state) || !isLive(state)
    ? [state, []]
    : toldStep(state, state, { causes: [], identity: null, here });

function counted(state: ProfileState | undefined, apply: Apply, here: Here): Step {
  // An event of unknown type cannot be counted right; it stops the partition as an unknown kind does.
  if (apply.event.type === 'unknown') throw unknownKind(here.from);
  const way = wayOf(state, apply, here);
  if (way.kind === 'on') return [state, [sent(way.to, profileIn.apply(apply))]];
  if (way.kind === 'erased') return [state, []];
  if (way.kind === 'astray') return [state, [astray]];
  const identifiers = subStatesWith(way.state, apply, here);
  if (identifiers === 'unusable') return refused(way.state, apply, here);
  if (identifiers === undefined) return [state, []];
  return toldStep(state, { ...way.state, identifiers }, { causes: [apply.event], identity: null, here });
}

const astray = refusal('wrong-key', { field: 'key', reason: 'is no profile that the identifier ever belonged to' });

function subStatesWith(state: ProfileState, apply: Apply, { from }: Here): ReturnType<typeof withEvent> | 'unusable' {
  try {
    return withEvent(state.identifiers, apply, positionOf(from));
  } catch (error) {
    // Asked only now: it costs as much as counting.
    if (problemsOf(apply.event).length > 0) return 'unusable';
    throw error;
  }
}

/** The number of a record that cannot be used counts as seen (design R7). Nothing that can be seen changes. */
function refused(state: ProfileState, { identifier, incarnation, seq, event }: Apply, here: Here): Step {
  const next = noted(state, { identifier: identifier.key, incarnation, seq }, here);
  return [next, [refusal('bad-value', ...problemsOf(event))]];
}

function noted(state: ProfileState | undefined, number: EventNumber, here: Here): ProfileState | undefined {
  const { identifier: key, incarnation, seq } = number;
  const way = wayOf(state, { identifier: { type: '', value: '', key }, incarnation }, here);
  if (way.kind !== 'here') return state;
  const identifiers = withNumber(way.state.identifiers, nameOf(key, incarnation), seq);
  return identifiers === undefined ? state : { ...way.state, identifiers };
}
