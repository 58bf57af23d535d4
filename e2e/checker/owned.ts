import type { Evidence, Violation } from './evidence';
import type { Cache, Entry, Owned, Progress, StateRecord } from './ownership';

const nameOf = ({ state, partition }: Owned): string => `${state}/${partition}`;

/** Everything that was written has been read: only then do the other invariants hold exactly. */
export function* atRest(evidence: Evidence): Iterable<Violation> {
  const ends = new Map<string, number>();
  const inputs = { 'identity.in': evidence.entered, 'profile.in': evidence.applied, profiles: evidence.made };
  for (const [topic, records] of Object.entries({ ...inputs, updates: evidence.told })) {
    for (const { partition, offset } of records) ends.set(`${topic}/${partition}`, offset + 1);
  }
  for (const owned of evidence.owned) {
    const { service, input, partition, progress } = owned;
    const last = progress.at(-1);
    const [reached, end] = [last?.inputOffset ?? 0, ends.get(`${input}/${partition}`) ?? 0];
    const where = `${service}/${partition}`;
    if (reached < end) yield { invariant: 'rest', where, what: `has come to ${reached} of ${end} in ${input}` };
    if (last?.sweeps) yield { invariant: 'rest', where, what: 'sweeps' };
  }
}

/** R3: one owner after the other, each going on where the one before was: nothing in progress ever falls. */
export function* progressRises({ owned }: Evidence): Iterable<Violation> {
  for (const partition of owned) {
    let before: Progress | undefined;
    for (const progress of partition.progress) {
      const where = `${nameOf(partition)}/${progress.offset}`;
      for (const what of fallsIn(progress, before)) yield { invariant: 'R3', where, what };
      before = progress;
    }
  }
}

function* fallsIn(progress: Progress, before: Progress | undefined): Iterable<string> {
  if (before === undefined) return;
  for (const field of ['epoch', 'inputOffset', 'revision', 'at'] as const) {
    if (progress[field] < before[field]) yield `${field} ${progress[field]} was committed after ${before[field]}`;
  }
}

/** I4: a cache is behind the log or even with it, complete up to its watermark, with progress that was committed. */
export function* cacheBehind({ owned }: Evidence): Iterable<Violation> {
  for (const partition of owned) {
    if (partition.cache === undefined) continue;
    const where = `cache of ${partition.service}/${partition.partition}`;
    for (const what of cacheProblems(partition, partition.cache)) yield { invariant: 'I4', where, what };
  }
}

function* cacheProblems(owned: Owned, { watermark, entries }: Cache): Iterable<string> {
  const { end, state, progress, records } = owned;
  const reached = watermark?.stateOffset ?? 0;
  if (reached > end) yield `is at ${reached}, ${state} ends at ${end}`;
  if (watermark !== undefined) yield* progressProblems(watermark.progress, reached, progress);
  const logged = recordsByKey(records);
  for (const key of new Set([...logged.keys(), ...entries.keys()])) {
    const what = entryProblem(entries.get(key), logged.get(key) ?? [], { reached, end });
    if (what !== undefined) yield `${key}: ${what}`;
  }
}

/** An entry is what the log says up to its version, or up to the watermark where that is newer. */
function entryProblem(
  entry: Entry | undefined,
  records: readonly StateRecord[],
  { reached, end }: { readonly reached: number; readonly end: number },
): string | undefined {
  const { version = 0, digest } = entry ?? {};
  if (version > end) return `is of ${version}, the log ends at ${end}`;
  const wanted = records.findLast(({ offset }) => offset < Math.max(version, reached));
  const isCompacted = wanted === undefined && records.length > 0; // what was before is gone
  if (isCompacted || wanted?.digest === digest) return undefined;
  const has = entry === undefined ? 'is missing' : `is of ${version}`;
  return `${has}, ${wanted === undefined ? 'the log has no such key' : `the log says something else at ${wanted.offset}`}`;
}

/** Where compaction took the record that a watermark holds, nothing can be said. */
function* progressProblems(has: string, reached: number, progress: readonly Progress[]): Iterable<string> {
  const committed = progress.findLast(({ offset }) => offset < reached);
  if (committed === undefined && progress.length > 0) return;
  if ((committed?.digest ?? '') === has) return;
  const wanted = committed === undefined ? 'none' : `that at ${committed.offset}`;
  yield `is at ${reached} with ${has === '' ? 'no progress' : 'other progress'}, the committed one is ${wanted}`;
}

function recordsByKey(records: readonly StateRecord[]): ReadonlyMap<string, readonly StateRecord[]> {
  const byKey = new Map<string, StateRecord[]>();
  for (const record of records) {
    const known = byKey.get(record.key);
    if (known === undefined) byKey.set(record.key, [record]);
    else known.push(record);
  }
  return byKey;
}
