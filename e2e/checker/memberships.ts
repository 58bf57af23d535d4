import type { Evidence, Membership, Told, Violation } from './evidence';
import { keysRefusedBy } from './letters';
import { at } from './positions';

type ToldVersion = Extract<Told, { kind: 'version' }>;

const broken = (where: string, what: string): Violation => ({ invariant: 'I5', where, what });

/**
 * I5 for segments, as far as it goes without their language: what was entered and exited is the difference to the
 * update before, since does not fall, versions rise, and segment.state says what the last update says.
 */
export function* membershipsConsistent({ told, memberships, letters }: Evidence): Iterable<Violation> {
  const last = new Map<string, ToldVersion>();
  const left = new Map<string, number>();
  const refused = keysRefusedBy('segment-evaluator', letters);
  for (const record of told) {
    if (record.kind !== 'version') continue;
    for (const what of changeProblems(record, last.get(record.key), left))
      yield broken(at('updates', record), `${record.key}@${record.version} ${what}`);
    last.set(record.key, record);
  }
  for (const profile of new Set([...last.keys(), ...memberships.keys()])) {
    const [state, update] = [memberships.get(profile), last.get(profile)];
    const [has, wanted] = [textOf(state), textOf(update)];
    if (has !== wanted && !refused.has(profile))
      yield broken(`segment.state ${profile}`, `says ${has}, the last update ${wanted}`);
  }
}

function* changeProblems(
  record: ToldVersion,
  before: ToldVersion | undefined,
  left: Map<string, number>,
): Iterable<string> {
  const { segments, entered, exited } = record;
  const { version: last, segments: held } = before ?? { version: -1, segments: [] };
  const [wantedIn, wantedOut] = [namesOf(minus(segments, held)), namesOf(minus(held, segments))];
  if (record.version <= last) yield `comes after version ${last}`;
  if (namesOf(entered) !== wantedIn) yield `says that it entered ${namesOf(entered)}, it is ${wantedIn}`;
  if (namesOf(exited) !== wantedOut) yield `says that it exited ${namesOf(exited)}, it is ${wantedOut}`;
  for (const membership of segments) {
    const kept = held.find(({ segment }) => segment === membership.segment);
    const floor = left.get(nameOf(record, membership)) ?? -Infinity;
    if (!isSince(membership, { kept, floor, now: record.at }))
      yield `is in ${membership.segment} since ${membership.since}`;
  }
  for (const membership of exited) left.set(nameOf(record, membership), membership.since);
}

const nameOf = ({ key }: ToldVersion, { segment }: Membership): string => `${key} ${segment}`;

/** A membership keeps its since while it lasts; the next one begins no earlier, and not in the future. */
const isSince = (
  { since }: Membership,
  { kept, floor, now }: { readonly kept: Membership | undefined; readonly floor: number; readonly now: number },
): boolean => (kept === undefined ? since >= floor && since <= now : since === kept.since);

const minus = (some: readonly Membership[], others: readonly Membership[]): readonly Membership[] =>
  some.filter(({ segment }) => !others.some((other) => other.segment === segment));

const namesOf = (memberships: readonly Membership[]): string =>
  memberships.length === 0
    ? 'none'
    : memberships
        .map(({ segment }) => segment)
        .sort()
        .join();

const textOf = (told: { readonly version: number; readonly segments: readonly Membership[] } | undefined): string =>
  told === undefined
    ? 'nothing'
    : `version ${told.version} in ${told.segments.map(({ segment, since }) => `${segment} since ${since}`).join() || 'none'}`;
