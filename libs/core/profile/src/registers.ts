import type { TraitValue, Unit } from '@tutti/contracts';
import type { ByName } from './fold';
import { lengthWithinRoom, mergeRecords, own, sumOf } from './fold';
import { bytesOf } from './json';
import { byRank, NAMES_MAX } from './names';

/** Of one trait, values of this many sources are kept: those whose names have the smallest SHA-256. */
const SOURCES_MAX = 8;
/** The traits of a unit take this much, and the register that fills it: with its counters it is 16 KB (design I9). */
const ROOM_BYTES = 9_900;
/** What a register takes beside name and value: time, source, message id and position. */
const PROVENANCE_BYTES = 80;

/**
 * Trait name to the newest value of each source that gave one, by source. A removed trait is the value `null`, or an
 * older value would bring it back.
 */
export type Registers = ByName<readonly TraitValue[]>;

/** The registers of a unit, and what their cap goes by. */
export type UnitTraits = Pick<Unit, 'traits' | 'longest'>;

/**
 * The last writer wins in each register; of traits, 100 are kept, fewer where they are large, those of the smallest
 * hashes. Commutative, associative and idempotent for what `cappedTraits` or this has made.
 */
export function mergeTraits(folds: readonly UnitTraits[]): UnitTraits {
  const [first = NOTHING, ...others] = folds.filter(({ traits }) => Object.keys(traits).length > 0);
  if (others.length === 0) return { traits: first.traits, longest: first.longest };
  const traits = mergeRegisters([first.traits, ...others.map((fold) => fold.traits)]);
  return cappedTraits({ traits, longest: longestEver([first, ...others], traits) });
}

const NOTHING: UnitTraits = { traits: {}, longest: {} };

/** The last writer wins in each register, of at most 8 sources a trait. Commutative, associative and idempotent. */
export const mergeRegisters = (folds: readonly Registers[]): Registers => mergeRecords(folds, newestOfEach);

function newestOfEach(one: readonly TraitValue[], other: readonly TraitValue[]): readonly TraitValue[] {
  const [first, second] = [one[0], other[0]];
  // Most traits are given by one source, and this is done for each of them with each event.
  if (first !== undefined && second !== undefined && isAlone(one, other)) return isAfter(second, first) ? other : one;
  const bySource = new Map(one.map((value) => [value.source, value]));
  for (const value of other) {
    const known = bySource.get(value.source);
    if (known === undefined || isAfter(value, known)) bySource.set(value.source, value);
  }
  const kept = bySource.size <= SOURCES_MAX ? undefined : new Set(byRank([...bySource.keys()]).slice(0, SOURCES_MAX));
  return [...bySource.values()].filter(({ source }) => kept?.has(source) ?? true).sort(bySourceName);
}

const isAlone = (one: readonly TraitValue[], other: readonly TraitValue[]): boolean =>
  one.length === 1 && other.length === 1 && one[0]?.source === other[0]?.source;

const bySourceName = (one: TraitValue, other: TraitValue): number => (one.source < other.source ? -1 : 1);

/** A total order: with ties left open, the winner would depend on who came first. */
export function isAfter(one: TraitValue, other: TraitValue): boolean {
  if (one.time !== other.time) return one.time > other.time;
  if (one.messageId !== other.messageId) return one.messageId > other.messageId;
  if (one.value !== other.value) return one.value > other.value;
  return one.position > other.position;
}

/** What values that are gone were longer than: to the rest, the kept ones tell it. */
function longestEver(folds: readonly UnitTraits[], traits: Registers): ByName<number> {
  const longest: Record<string, number> = {
    ...mergeRecords(
      folds.map((fold) => fold.longest),
      Math.max,
    ),
  };
  for (const fold of folds)
    for (const [name, values] of Object.entries(fold.traits))
      if (values !== own(traits, name)) longest[name] = Math.max(own(longest, name) ?? 0, longestIn(values));
  return longest;
}

const longestIn = (values: readonly TraitValue[]): number =>
  values.reduce((longest, { value }) => Math.max(longest, bytesOf(value)), 0);

/**
 * The registers before the room is full. Values come and go and their sizes with them, so each counts as the longest
 * that its trait ever had: that only grows, and what is beyond stays beyond, in whatever order things come.
 */
export function cappedTraits({ traits, longest }: UnitTraits): UnitTraits {
  const names = Object.keys(traits);
  const longestOf = (name: string): number => Math.max(own(longest, name) ?? 0, longestIn(own(traits, name) ?? []));
  const sizeOf = (name: string): number => bytesOf(name) + longestOf(name) + PROVENANCE_BYTES;
  const needed = names.map((name) => (own(traits, name)?.length ?? 0) * sizeOf(name));
  if (names.length <= NAMES_MAX && sumOf(needed) <= ROOM_BYTES) return { traits, longest: untold(longest, traits) };
  const registers = byRank(names)
    .slice(0, NAMES_MAX)
    .flatMap((name) => registersOf(name, own(traits, name) ?? []));
  const sizes = registers.map(({ name }) => sizeOf(name));
  const within = registers.slice(0, lengthWithinRoom(sizes, ROOM_BYTES));
  const kept = mergeRegisters(within.map(({ name, value }) => ({ [name]: [value] })));
  const longests = Object.fromEntries(Object.keys(kept).map((name) => [name, longestOf(name)]));
  return { traits: kept, longest: untold(longests, kept) };
}

interface Register {
  readonly name: string;
  readonly value: TraitValue;
}

function registersOf(name: string, values: readonly TraitValue[]): readonly Register[] {
  const bySource = new Map(values.map((value) => [value.source, value]));
  const sources = bySource.size === 1 ? [...bySource.keys()] : byRank([...bySource.keys()]);
  return sources
    .map((source) => bySource.get(source))
    .flatMap((value) => (value === undefined ? [] : [{ name, value }]));
}

/** The longest values ever of those traits of which none is kept that is as long. */
function untold(longest: ByName<number>, kept: Registers): ByName<number> {
  const entries = Object.entries(longest).filter(([name, bytes]) => {
    const values = own(kept, name);
    return values !== undefined && bytes > longestIn(values);
  });
  return Object.fromEntries(entries);
}
