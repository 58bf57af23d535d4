import type { Evidence, Made, Told, Violation } from './evidence';
import { refusedIn } from './letters';
import { at, causeIn, placeOf } from './positions';
import type { ProfileFold } from './profile-fold';

const broken = (where: string, what: string): Violation => ({ invariant: 'I1', where, what });

type MadeVersion = Extract<Made, { kind: 'version' }>;
type ToldVersion = Extract<Told, { kind: 'version' }>;

/** I1: an applied event makes one version of its profile, and one update tells of each version. */
export function* countedOnce(evidence: Evidence, fold: ProfileFold): Iterable<Violation> {
  for (const record of fold.lost) yield broken(at('profile.in', record), 'is no value, and no dead letter tells of it');
  const last = new Map<string, number>();
  const told = new Map<string, number>();
  for (const record of evidence.made) {
    if (record.kind !== 'version') continue;
    yield* versionProblems(record, last.get(record.key), fold);
    last.set(record.key, record.version);
    for (const messageId of record.messageIds) told.set(messageId, (told.get(messageId) ?? 0) + 1);
  }
  yield* eventsTold(evidence, fold, told);
  yield* toldOnce(evidence);
}

/** A version is that of the record that was stepped: one that brings an event tells of it, no other tells of any. */
function* versionProblems(record: MadeVersion, before: number | undefined, fold: ProfileFold): Iterable<Violation> {
  const where = at('profiles', record);
  const name = `version ${record.version} of ${record.key}`;
  if (before !== undefined && record.version <= before) yield broken(where, `${name} comes after ${before}`);
  const cause = fold.causes.get(placeOf(record.partition, record.version));
  if (cause === undefined || (cause.kind !== 'switch' && cause.key !== record.key)) {
    yield broken(where, `nothing made ${name}`);
    return;
  }
  const from = cause.kind === 'switch' ? SWEPT : record.version;
  if (causeIn('profile.in', record) !== placeOf(record.partition, from))
    yield broken(where, `${name} names another cause than profile.in/${record.partition}/${from}`);
  const [messages, wanted] = [record.messageIds.join(), cause.kind === 'apply' ? cause.said.messageId : ''];
  if (messages !== wanted) yield broken(where, `${name} tells of ${messages}, not ${wanted}`);
}

/** What a sweep tells is caused by no record. */
const SWEPT = -1;

/** Each applied event is told of once. What an erased profile counted may have been told of no more. */
function* eventsTold(evidence: Evidence, fold: ProfileFold, told: ReadonlyMap<string, number>): Iterable<Violation> {
  const due = eventsDue(evidence, fold);
  for (const messageId of new Set([...due.keys(), ...told.keys()])) {
    const [has, { most, least }] = [told.get(messageId) ?? 0, due.get(messageId) ?? { most: 0, least: 0 }];
    if (has > most || has < least)
      yield broken(messageId, `was applied ${most} times, but profiles tell of it ${has} times`);
  }
}

/** By message: how often it has to be told of. */
function eventsDue(
  { pointers }: Evidence,
  { numbers }: ProfileFold,
): ReadonlyMap<string, { readonly most: number; readonly least: number }> {
  const due = new Map<string, { most: number; least: number }>();
  for (const [name, of] of numbers) {
    const isErased = (pointers.get(name)?.incarnation ?? 0) > 0;
    for (const said of of.values()) {
      if (said === undefined) continue;
      const { most, least } = due.get(said.messageId) ?? { most: 0, least: 0 };
      due.set(said.messageId, { most: most + 1, least: least + (isErased ? 0 : 1) });
    }
  }
  return due;
}

function* toldOnce(evidence: Evidence): Iterable<Violation> {
  const due = versionsDue(evidence);
  const done = new Set<number>();
  for (const record of evidence.told) {
    if (record.kind !== 'version') continue;
    const place = causeIn('profiles', record) ?? NOWHERE;
    yield* updateProblems(record, due.get(place), done.has(place));
    done.add(place);
  }
  for (const [place, record] of due) {
    if (!done.has(place)) yield broken(at('profiles', record), `no update tells of ${record.key}@${record.version}`);
  }
}

const NOWHERE = -1;

/** By place in `profiles`: what an update has to tell of. */
function versionsDue({ made, letters }: Evidence): ReadonlyMap<number, MadeVersion> {
  const refused = refusedIn('profiles', letters);
  const versions = made.filter((record): record is MadeVersion => record.kind === 'version');
  const due = versions.map((record) => [placeOf(record.partition, record.offset), record] as const);
  return new Map(due.filter(([place]) => !refused.has(place)));
}

function* updateProblems(record: ToldVersion, due: MadeVersion | undefined, again: boolean): Iterable<Violation> {
  const where = at('updates', record);
  const name = `${record.key}@${record.version}`;
  if (due === undefined) yield broken(where, `nothing in profiles caused ${name}`);
  else if (again) yield broken(where, `${name} is told once more`);
  else if (textOf(due) !== textOf(record)) yield broken(where, `tells ${textOf(record)}, but profiles ${textOf(due)}`);
}

const textOf = (record: MadeVersion | ToldVersion): string =>
  `${record.key}@${record.version} of ${record.messageIds.join()} with ${record.count} events worth ${record.micros}${endText(record)}`;

const endText = ({ end }: MadeVersion | ToldVersion): string => (end === undefined ? '' : `, ended: ${end}`);
