import type { TraitValue, Unit } from '@tutti/contracts';
import type { ByName } from './fold';
import { lengthWithinRoom, mergeRecords, own, sumOf } from './fold';
import { bytesOf } from './json';
import { byRank, NAMES_MAX } from './names';

/** Of one trait, values of this many sources are kept: those whose names have the smallest SHA-256. */
const SOURCES_MAX = 8;
/** The traits of a unit take this much, and the register that fills it: with its counters it is 16 KB (design I9). */
const ROOM_BYTES = 10_700;
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
 * hashes. Commutative, associative and idempotent.
 */
export function mergeTraits(folds: readonly UnitTraits[]): UnitTraits {
  const traits = mergeRegisters(folds.map((fold) => fold.traits));
  const longest = mergeRecords(folds.map(longestOf), Math.max);
  const kept = withinRoom(traits, longest);
  return { traits: kept, longest: remembered(longest, kept) };
}

/** The last writer wins in each register, of at most 8 sources a trait. Commutative, associative and idempotent. */
export const mergeRegisters = (folds: readonly Registers[]): Registers => mergeRecords(folds, newestOfEach);

function newestOfEach(one: readonly TraitValue[], other: readonly TraitValue[]): readonly TraitValue[] {
  const bySource = new Map(one.map((value) => [value.source, value]));
  for (const value of other) {
    const known = bySource.get(value.source);
    if (known === undefined || isAfter(value, known)) bySource.set(value.source, value);
  }
  const kept = bySource.size <= SOURCES_MAX ? undefined : new Set(byRank([...bySource.keys()]).slice(0, SOURCES_MAX));
  return [...bySource.values()].filter(({ source }) => kept?.has(source) ?? true).sort(bySourceName);
}

const bySourceName = (one: TraitValue, other: TraitValue): number => (one.source < other.source ? -1 : 1);

/** A total order: with ties left open, the winner would depend on who came first. */
export function isAfter(one: TraitValue, other: TraitValue): boolean {
  if (one.time !== other.time) return one.time > other.time;
  if (one.messageId !== other.messageId) return one.messageId > other.messageId;
  if (one.value !== other.value) return one.value > other.value;
  return one.position > other.position;
}

/**
 * The registers before the room is full. Values come and go and their sizes with them, so each counts as the longest
 * that its trait ever had: that only grows, and what is beyond stays beyond, in whatever order things come.
 */
function withinRoom(traits: Registers, longest: ByName<number>): Registers {
  const sizeOf = ({ name }: { readonly name: string }): number =>
    bytesOf(name) + (own(longest, name) ?? 0) + PROVENANCE_BYTES;
  const sizes = Object.entries(traits).map(([name, { length }]) => length * sizeOf({ name }));
  if (sizes.length <= NAMES_MAX && sumOf(sizes) <= ROOM_BYTES) return traits;
  const ranked = byRank(Object.keys(traits)).slice(0, NAMES_MAX);
  const registers = ranked.flatMap((name) => registersOf(name, own(traits, name) ?? []));
  const length = lengthWithinRoom(registers.map(sizeOf), ROOM_BYTES);
  return mergeRegisters(registers.slice(0, length).map(({ name, value }) => ({ [name]: [value] })));
}

function registersOf(name: string, values: readonly TraitValue[]): readonly { name: string; value: TraitValue }[] {
  const bySource = new Map(values.map((value) => [value.source, value]));
  return byRank([...bySource.keys()]).flatMap((source) => {
    const value = bySource.get(source);
    return value === undefined ? [] : [{ name, value }];
  });
}

/** Of each trait of a fold, the bytes of its longest value ever. */
function longestOf({ traits, longest }: UnitTraits): ByName<number> {
  const kept = Object.entries(traits).map(([name, values]) => [name, longestIn(values)] as const);
  return mergeRecords([Object.fromEntries(kept), longest], Math.max);
}

const longestIn = (values: readonly TraitValue[]): number => Math.max(...values.map(({ value }) => bytesOf(value)));

/** What the kept values alone do not tell. */
function remembered(longest: ByName<number>, kept: Registers): ByName<number> {
  const untold = Object.entries(kept).flatMap(([name, values]) => {
    const bytes = own(longest, name) ?? 0;
    return bytes > longestIn(values) ? [[name, bytes] as const] : [];
  });
  return Object.fromEntries(untold);
}
