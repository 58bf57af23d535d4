/** Values by name. Names come from outside: `constructor` is an ordinary one, so never read it without `own`. */
export type ByName<Value> = Readonly<Record<string, Value>>;

/** The value under a name, not one that every object inherits. */
export const own = <Value>(record: ByName<Value>, name: string): Value | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

/** Makes one value of two of the same name; commutative and associative, or nothing here is. */
export type Merge<Value> = (one: Value, other: Value) => Value;

/** One record out of several; a record that meets only empty ones comes back as it is. */
export function mergeRecords<Value>(records: readonly ByName<Value>[], merge: Merge<Value>): ByName<Value> {
  const [first = {}, ...others] = records.filter((record) => Object.keys(record).length > 0);
  if (others.length === 0) return first;
  const merged: Record<string, Value> = { ...first };
  for (const record of others) {
    for (const [name, value] of Object.entries(record)) {
      const known = own(merged, name);
      merged[name] = known === undefined ? value : merge(known, value);
    }
  }
  return merged;
}

/** At most `max` names, those of the smallest rank, and none after those that fill the room. */
export interface Cap {
  readonly max: number;
  readonly rankOf: (name: string) => string;
  /** What a name takes of the room, whatever stands under it: only then the cap commutes. No room means no limit. */
  readonly room?: { readonly max: number; readonly of: (name: string) => number };
}

/**
 * The record within its cap, which does not count `rest`: there everything beyond it is merged, and nothing is lost. A
 * name beyond the cap stays beyond it whatever comes later, so that this, unlike "refuse when full", does not depend on
 * the order of arrival (design I9).
 */
export function cappedWithRest<Value>(
  record: ByName<Value>,
  cap: Cap & { readonly rest: string; readonly merge: Merge<Value> },
): ByName<Value> {
  if (
    isWithin(
      Object.keys(record).filter((name) => name !== cap.rest),
      cap,
    )
  )
    return record;
  const { [cap.rest]: rest, ...named } = record;
  const ranked = byRank(named, cap);
  const length = lengthWithin(
    ranked.map(([name]) => name),
    cap,
  );
  const beyond = ranked.slice(length).map(([, value]) => ({ [cap.rest]: value }));
  const kept = Object.fromEntries(ranked.slice(0, length));
  return mergeRecords([kept, rest === undefined ? {} : { [cap.rest]: rest }, ...beyond], cap.merge);
}

/** Whether no name can be beyond the cap, whatever the ranks. */
const isWithin = (names: readonly string[], { max, room }: Cap): boolean =>
  names.length <= max && (room === undefined || sumOf(names.map(room.of)) <= room.max);

/** How many names, from the smallest rank on, are kept. */
const lengthWithin = (ranked: readonly string[], { max, room }: Cap): number =>
  Math.min(max, room === undefined ? ranked.length : lengthWithinRoom(ranked.map(room.of), room.max));

/**
 * How many come before the room is full. The one that fills it is kept still: what follows can see from those before it
 * alone that there is no room, so it makes no difference when they came (design I9).
 */
export function lengthWithinRoom(sizes: readonly number[], roomMax: number): number {
  let taken = 0;
  const full = sizes.findIndex((size) => (taken += size) >= roomMax);
  return full === -1 ? sizes.length : full + 1;
}

/** The sum of some sizes. */
export const sumOf = (sizes: readonly number[]): number => sizes.reduce((sum, size) => sum + size, 0);

function byRank<Value>(record: ByName<Value>, { rankOf }: Cap): [string, Value][] {
  const ranked = Object.entries(record).map((entry) => ({ entry, rank: rankOf(entry[0]) }));
  return ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1)).map(({ entry }) => entry);
}
