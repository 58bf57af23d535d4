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

/** At most `max` names, those of the smallest rank. */
export interface Cap {
  readonly max: number;
  readonly rankOf: (name: string) => string;
}

/**
 * The record within its cap. A name beyond it stays beyond it whatever comes later, so that this cap, unlike "refuse
 * when full", does not depend on the order of arrival (design I9).
 */
export const capped = <Value>(record: ByName<Value>, cap: Cap): ByName<Value> =>
  Object.keys(record).length <= cap.max ? record : Object.fromEntries(byRank(record, cap).slice(0, cap.max));

/** The record within its cap, which does not count `rest`: there everything beyond it is merged, and nothing is lost. */
export function cappedWithRest<Value>(
  record: ByName<Value>,
  cap: Cap & { readonly rest: string; readonly merge: Merge<Value> },
): ByName<Value> {
  const apart = Object.keys(record).length - (own(record, cap.rest) === undefined ? 0 : 1);
  if (apart <= cap.max) return record;
  const { [cap.rest]: rest, ...named } = record;
  const ranked = byRank(named, cap);
  const beyond = ranked.slice(cap.max).map(([, value]) => ({ [cap.rest]: value }));
  const kept = Object.fromEntries(ranked.slice(0, cap.max));
  return mergeRecords([kept, rest === undefined ? {} : { [cap.rest]: rest }, ...beyond], cap.merge);
}

function byRank<Value>(record: ByName<Value>, { rankOf }: Cap): [string, Value][] {
  const ranked = Object.entries(record).map((entry) => ({ entry, rank: rankOf(entry[0]) }));
  return ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1)).map(({ entry }) => entry);
}
