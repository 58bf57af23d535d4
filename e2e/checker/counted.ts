import type { Evidence, Made, Told, Version, Violation } from './evidence';
import { refusedIn } from './letters';
import { at, causeIn, placeOf } from './positions';
import type { ProfileFold } from './profile-fold';

const broken = (where: string, what: string): Violation => ({ invariant: 'I1', where, what });

type MadeVersion = Extract<Made, { kind: 'version' }>;
type ToldVersion = Extract<Told, { kind: 'version' }>;

/** I1: an applied event makes one version of its profile, which counts it, and one update tells of that version. */
export function* countedOnce(evidence: Evidence, fold: ProfileFold): Iterable<Violation> {
  for (const record of fold.lost) yield broken(at('profile.in', record), 'is no value, and no dead letter tells of it');
  const made = new Set<string>();
  const before = new Map<string, MadeVersion>();
  for (const record of evidence.made) {
    if (record.kind !== 'version') continue;
    const name = `${record.key}@${record.version}`;
    if (made.has(name)) yield broken(at('profiles', record), `${name} is made once more`);
    else yield* versionProblems(record, wantedOf(record, before.get(record.key), fold));
    made.add(name);
    before.set(record.key, record);
  }
  for (const [place, { profile, messageId }] of fold.versions) {
    const version = place - placeOf(fold.profiles.get(profile)?.partition ?? 0, 0);
    if (made.has(`${profile}@${version}`)) continue;
    yield broken(`${profile}@${version}`, `${messageId} was applied, but profiles have no such version`);
  }
  yield* toldOnce(evidence);
}

/** What a version has to be; `offset` is that of its cause. */
interface Wanted extends Pick<Version, 'count' | 'micros'> {
  readonly messageId: string;
  readonly offset: number;
}

/** A version is made by an event, or by a switch, which changes no count. */
function wantedOf(record: MadeVersion, before: MadeVersion | undefined, fold: ProfileFold): Wanted | undefined {
  const place = placeOf(record.partition, record.version);
  const event = fold.versions.get(place);
  if (event !== undefined) return { ...event, offset: record.version };
  if (!fold.switches.has(place) || before === undefined) return undefined;
  return { count: before.count, micros: before.micros, messageId: '', offset: -1 };
}

function* versionProblems(record: MadeVersion, wanted: Wanted | undefined): Iterable<Violation> {
  const where = at('profiles', record);
  const name = `version ${record.version} of ${record.key}`;
  if (wanted === undefined) {
    yield broken(where, `nothing made ${name}`);
    return;
  }
  const messages = record.messageIds.join();
  if (sumsOf(wanted) !== sumsOf(record)) yield broken(where, `${name} counts ${sumsOf(record)}, not ${sumsOf(wanted)}`);
  if (messages !== wanted.messageId) yield broken(where, `${name} tells of ${messages}, not ${wanted.messageId}`);
  if (causeIn('profile.in', record) !== placeOf(record.partition, wanted.offset))
    yield broken(where, `${name} names another cause than profile.in/${record.partition}/${wanted.offset}`);
}

const sumsOf = ({ count, micros }: Pick<Version, 'count' | 'micros'>): string => `${count} events worth ${micros}`;

function* toldOnce(evidence: Evidence): Iterable<Violation> {
  const due = versionsDue(evidence);
  const done = new Set<number>();
  for (const record of evidence.told) {
    if (record.kind !== 'version' || record.deleted) continue;
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
  `${record.key}@${record.version} of ${record.messageIds.join()} with ${sumsOf(record)}`;
