import type { Identifier, ProfileId, ProfileState, Snapshot, TraitChange, Unit } from '@tutti/contracts';
import { own } from './fold';
import type { Traits } from './traits';
import { mergeTraits, shownTraits } from './traits';
import { mergeUnits } from './unit';

/**
 * The profile as everybody sees it: all units of all sub-states folded into one, so that it does not matter by which
 * identifier something came. `at` is the input time of the step that made this version.
 */
export function visibleProfile(id: ProfileId, state: ProfileState, at: number): Snapshot {
  const { firstSeen, lastSeen, traits, events } = mergeUnits(unitsOf(state));
  return {
    id,
    version: state.version,
    at,
    createdAt: state.createdAt,
    firstSeen,
    lastSeen,
    identifiers: identifiersOf(state),
    traits: shownTraits(traits),
    events,
  };
}

/** The traits of `visibleProfile` alone; none for a profile not seen yet. */
export const visibleTraits = (state: ProfileState | undefined): Traits =>
  state === undefined ? {} : shownTraits(mergeTraits(unitsOf(state).map(({ traits }) => traits)));

/** Traits whose value differs, by name; the same value from a newer event is no change. */
export function changesBetween(before: Traits, after: Traits): readonly TraitChange[] {
  const names = Object.keys({ ...before, ...after });
  return names
    .map((trait) => ({ trait, from: own(before, trait)?.value ?? null, to: own(after, trait)?.value ?? null }))
    .filter(({ from, to }) => from !== to)
    .sort((one, other) => (one.trait < other.trait ? -1 : 1));
}

const unitsOf = ({ identifiers }: ProfileState): readonly Unit[] =>
  Object.values(identifiers).flatMap(({ units }) => Object.values(units));

/** Those by which something came that could be read. */
const identifiersOf = ({ identifiers }: ProfileState): readonly Identifier[] =>
  Object.values(identifiers)
    .filter(({ units }) => Object.keys(units).length > 0)
    .map(({ identifier }) => identifier)
    .sort((one, other) => (isBefore(one, other) ? -1 : 1));

const isBefore = (one: Identifier, other: Identifier): boolean =>
  one.type === other.type ? one.value < other.value : one.type < other.type;
