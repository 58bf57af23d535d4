import type { Event, TraitValue } from '@tutti/contracts';
import { canonicalJson } from '@tutti/core/stage';
import type { TraitRule } from '@tutti/core/workspace';
import type { ByName } from './fold';
import { own, sumOf } from './fold';
import type { JsonObject } from './json';
import { asObject, bytesOf, jsonOf } from './json';
import { byRank, isKeepable, NAMES_MAX } from './names';
import type { Registers } from './registers';
import { isAfter } from './registers';

/** Values whose canonical JSON is longer than this are not kept, and the value before them stays. */
const VALUE_BYTES_MAX = 2_048;
/** Names and values of what is shown. */
const SHOWN_BYTES_MAX = 64 * 1024;

/** What one event says about the person, with where it says so: `position` is topic/partition/offset. */
export function traitsOf(event: Event, position: string): Registers {
  const { eventTime: time, source, messageId } = event;
  const registers = Object.entries(givenBy(event))
    .map(([name, value]) => [name, canonicalJson(value)] as const)
    .filter(([name, value]) => isKeepable(name) && bytesOf(value) <= VALUE_BYTES_MAX)
    .map(([name, value]) => [name, [{ value, time, source, messageId, position }]] as const);
  return Object.fromEntries(registers);
}

/** The traits of a group are the account's; on the same event, `traits` go before `context.traits`. */
const givenBy = (event: Event): JsonObject => ({
  ...asObject(jsonOf(event, 'context')['traits']),
  ...(event.type === 'identify' ? jsonOf(event, 'traits') : {}),
});

/** Trait rules by the name of the trait. */
export type TraitRules = ReadonlyMap<string, TraitRule>;

/** Trait name to the value that can be seen. */
export type Traits = ByName<TraitValue>;

/** Traits as they can be seen. `isCut`: there are more than 64 KB of them. */
export interface Shown {
  readonly traits: Traits;
  readonly isCut: boolean;
}

/**
 * Of each trait the value of the source whose word counts; without a rule, the newest. Removed traits are not shown. At
 * most 100 traits, and of those the first 64 KB: traits with a rule, as the rules list them, go before the others, which
 * go by hash (design I9).
 */
export function shownTraits(registers: Registers, rules: TraitRules): Shown {
  const names = Object.keys(registers);
  const shown = (names.length <= NAMES_MAX ? names : inOrder(names, rules).slice(0, NAMES_MAX)).flatMap((name) => {
    const value = valueOf(own(registers, name) ?? [], rules.get(name));
    return value === undefined || value.value === 'null' ? [] : [{ name, value }];
  });
  if (sumOf(shown.map(bytesShown)) <= SHOWN_BYTES_MAX) return { traits: traitsIn(shown), isCut: false };
  return { traits: traitsIn(cut(shown, rules)), isCut: true };
}

interface Trait {
  readonly name: string;
  readonly value: TraitValue;
}

const traitsIn = (shown: readonly Trait[]): Traits => Object.fromEntries(shown.map(({ name, value }) => [name, value]));

const bytesShown = ({ name, value: { value } }: Trait): number => bytesOf(name) + bytesOf(value);

const inOrder = (names: readonly string[], rules: TraitRules): readonly string[] => {
  const known = new Set(names);
  const ruled = [...rules.keys()].filter((name) => known.has(name));
  return [...ruled, ...byRank(names.filter((name) => !rules.has(name)))];
};

function cut(shown: readonly Trait[], rules: TraitRules): readonly Trait[] {
  const byName = new Map(shown.map((trait) => [trait.name, trait]));
  const ordered = inOrder([...byName.keys()], rules).flatMap((name) => byName.get(name) ?? []);
  let bytes = 0;
  const beyond = ordered.findIndex((trait) => (bytes += bytesShown(trait)) > SHOWN_BYTES_MAX);
  return ordered.slice(0, beyond);
}

/** `null` counts as given: what the owner of a trait removed, nobody else brings back. */
function valueOf(values: readonly TraitValue[], rule: TraitRule | undefined): TraitValue | undefined {
  const listed = rule?.sources.flatMap((name) => values.find(({ source }) => source === name) ?? []) ?? [];
  if (listed.length > 0 || rule?.others === false) return listed[0];
  return values.reduce((newest, value) => (isAfter(value, newest) ? value : newest));
}
