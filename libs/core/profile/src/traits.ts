import type { Event, TraitValue } from '@tutti/contracts';
import { canonicalJson } from '@tutti/core/stage';
import type { ByName } from './fold';
import { capped, mergeRecords } from './fold';
import type { JsonObject } from './json';
import { asObject, jsonOf } from './json';
import { isKeepable, NAMES } from './names';

/** Values whose canonical JSON is longer than this many characters are not kept, and the value before them stays. */
const VALUE_CHARACTERS_MAX = 2_048;

/** Trait name to the newest value known; a removed trait is the value `null`, or an older value would bring it back. */
export type Traits = ByName<TraitValue>;

/** What one event says about the person, with where it says so: `position` is topic/partition/offset. */
export function traitsOf(event: Event, position: string): Traits {
  const { eventTime: time, source, messageId } = event;
  const registers = Object.entries(givenBy(event))
    .map(([name, value]) => [name, canonicalJson(value)] as const)
    .filter(([name, value]) => isKeepable(name) && value.length <= VALUE_CHARACTERS_MAX)
    .map(([name, value]) => [name, { value, time, source, messageId, position }] as const);
  return Object.fromEntries(registers);
}

/** The traits of a group are the account's; on the same event, `traits` go before `context.traits`. */
const givenBy = (event: Event): JsonObject => ({
  ...asObject(jsonOf(event, 'context')['traits']),
  ...(event.type === 'identify' ? jsonOf(event, 'traits') : {}),
});

/** The last writer of each trait wins, within the cap on names. Commutative and associative. */
export const mergeTraits = (folds: readonly Traits[]): Traits => capped(mergeRecords(folds, lastWritten), NAMES);

const lastWritten = (one: TraitValue, other: TraitValue): TraitValue => (isAfter(other, one) ? other : one);

/** A total order: with ties left open, the winner would depend on who came first. */
function isAfter(one: TraitValue, other: TraitValue): boolean {
  if (one.time !== other.time) return one.time > other.time;
  if (one.messageId !== other.messageId) return one.messageId > other.messageId;
  if (one.value !== other.value) return one.value > other.value;
  return one.position > other.position;
}

/** The traits that can be seen: removed ones can't. */
export const shownTraits = (traits: Traits): Traits =>
  Object.fromEntries(Object.entries(traits).filter(([, { value }]) => value !== 'null'));
