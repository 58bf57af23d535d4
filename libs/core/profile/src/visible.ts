import type { Identifier, ProfileId, ProfileState, Snapshot, TraitChange, Unit } from '@tutti/contracts';
import { mergeCounters } from './counters';
import { own } from './fold';
import { mergeRegisters } from './registers';
import type { Shown, TraitRules, Traits } from './traits';
import { shownTraits } from './traits';

/** How a profile is looked at: `at` is the input time of the step that made this version. */
export interface Look {
  readonly at: number;
  readonly traits: TraitRules;
}

/**
 * The profile as everybody sees it: all units of all sub-states folded into one, so that it does not matter by which
 * identifier something came. One of which nothing readable came yet was seen when it was made, and then only.
 */
export function visibleProfile(id: ProfileId, state: ProfileState, { at, traits }: Look): Snapshot {
  const units = unitsOf(state);
  const { createdAt } = state;
  return {
    ...{ id, version: state.told, at, createdAt },
    firstSeen: units.reduce((first, { firstSeen }) => Math.min(first, firstSeen), units[0]?.firstSeen ?? createdAt),
    lastSeen: units.reduce((last, { lastSeen }) => Math.max(last, lastSeen), units[0]?.lastSeen ?? createdAt),
    identifiers: identifiersOf(state),
    ...shownOf(units, traits),
    events: mergeCounters(units.map(({ events }) => events)),
  };
}

/** The traits of `visibleProfile` alone; none for a profile not seen yet. */
export const visibleTraits = (state: ProfileState | undefined, rules: TraitRules): Traits =>
  state === undefined ? {} : shownOf(unitsOf(state), rules).traits;

/** Traits whose value differs, by name; the same value from a newer event is no change. */
export function changesBetween(before: Traits, after: Traits): readonly TraitChange[] {
  const names = Object.keys({ ...before, ...after });
  return names
    .map((trait) => ({ trait, from: own(before, trait)?.value ?? null, to: own(after, trait)?.value ?? null }))
    .filter(({ from, to }) => from !== to)
    .sort((one, other) => (one.trait < other.trait ? -1 : 1));
}

const shownOf = (units: readonly Unit[], rules: TraitRules): Shown =>
  shownTraits(mergeRegisters(units.map(({ traits }) => traits)), rules);

const unitsOf = ({ identifiers }: ProfileState): readonly Unit[] =>
  Object.values(identifiers).flatMap(({ units }) => Object.values(units));

/** Those whose type is known: one that only unreadable records came by has none. */
const identifiersOf = ({ identifiers }: ProfileState): readonly Identifier[] =>
  Object.values(identifiers)
    .map(({ identifier }) => identifier)
    .filter(({ type }) => type !== '')
    .sort((one, other) => (isBefore(one, other) ? -1 : 1));

const isBefore = (one: Identifier, other: Identifier): boolean =>
  one.type === other.type ? one.value < other.value : one.type < other.type;
