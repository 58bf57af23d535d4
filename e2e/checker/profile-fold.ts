import type { Applied, Counter, Evidence, Said, Trait } from './evidence';
import { newer, summed } from './facts';
import type { Clock } from './identity-fold';
import { clockOf, passes } from './identity-fold';
import { refusedIn } from './letters';
import { placeOf } from './positions';

/** Version of a profile of which nothing readable came. */
export const NEVER_TOLD = -1;

/** A version that an applied event has to make. */
export interface Expected {
  readonly profile: string;
  readonly at: number;
  readonly count: number;
  readonly micros: number;
  readonly messageId: string;
}

/** A profile as its events make it. */
export interface Folded {
  version: number;
  readonly createdAt: number;
  /** Where its first event stands. */
  readonly first: number;
  readonly partition: number;
  count: number;
  micros: number;
  readonly counters: Map<string, Counter>;
  readonly traits: Map<string, Trait>;
  readonly seqs: Map<string, Set<number>>;
}

/** What profile-compute has to make of its input. */
export interface ProfileFold {
  /** By place in `profile.in`. */
  readonly versions: ReadonlyMap<number, Expected>;
  /** Records that are no values and no dead letters either. */
  readonly lost: readonly Applied[];
  readonly profiles: ReadonlyMap<string, Folded>;
  /** Places of the switches that were taken, whose sweep tells profiles once more. */
  readonly switches: ReadonlySet<number>;
}

/** Goes through `profile.in`: each number of each identifier counts once, and of what is refused the number counts. */
export function profileFold({ applied, letters }: Pick<Evidence, 'applied' | 'letters'>): ProfileFold {
  const refused = refusedIn('profile.in', letters);
  const [versions, lost, profiles] = [new Map<number, Expected>(), [] as Applied[], new Map<string, Folded>()];
  const [switches, clocks] = [new Map<number, number>(), new Map<number, Clock>()];
  for (const record of applied) {
    const place = placeOf(record.partition, record.offset);
    const clock = clockOf(clocks, record.partition);
    const code = refused.get(place);
    const timed = record.kind === 'apply' ? { ...record, at: record.said.at } : record;
    if (!passes(clock, timed, code)) continue;
    if (record.kind === 'switch') switches.set(place, record.partition);
    else if (code !== undefined) note(profiles, record, { code, now: clock.at });
    else if (record.kind === 'unreadable') lost.push(record);
    else {
      const folded = count(profiles, record, clock.at);
      if (folded !== undefined) versions.set(place, expectedOf(folded, record, clock.at));
    }
  }
  for (const [place, partition] of switches) sweep(profiles, place, partition);
  return { versions, lost, profiles, switches: new Set(switches.keys()) };
}

/** The number of what is refused counts as seen, where the record says which it carries. */
function note(
  profiles: Map<string, Folded>,
  record: Exclude<Applied, { kind: 'switch' }>,
  { code, now }: { readonly code: string; readonly now: number },
): void {
  const number = record.kind === 'apply' ? record : record.number;
  if (number === undefined || code === 'wrong-key' || !PROFILE.test(record.key)) return;
  const folded = profiles.get(record.key) ?? newcomer(now, record);
  profiles.set(record.key, folded);
  seqsOf(folded, number.identifier).add(number.seq);
}

const PROFILE = /^[\da-f]{32}$/;

type Apply = Extract<Applied, { kind: 'apply' }>;

/** The profile with one more event; undefined when its number was counted before. */
function count(profiles: Map<string, Folded>, record: Apply, now: number): Folded | undefined {
  const { key, identifier, seq, said, offset, partition } = record;
  const folded = profiles.get(key) ?? newcomer(now, record);
  profiles.set(key, folded);
  const seqs = seqsOf(folded, identifier);
  if (seqs.has(seq)) return undefined;
  seqs.add(seq);
  folded.version = offset;
  folded.count += 1;
  folded.micros += said.micros;
  tell(folded, said, `profile.in/${partition}/${offset}`);
  return folded;
}

function seqsOf({ seqs }: Folded, identifier: string): Set<number> {
  const known = seqs.get(identifier) ?? new Set();
  seqs.set(identifier, known);
  return known;
}

const newcomer = (createdAt: number, { offset: first, partition }: Applied): Folded => ({
  ...{ version: NEVER_TOLD, createdAt, first, partition, count: 0, micros: 0 },
  ...{ counters: new Map(), traits: new Map(), seqs: new Map() },
});

function tell(
  { counters, traits }: Folded,
  { name, time, micros, messageId, traits: given }: Said,
  position: string,
): void {
  counters.set(name, summed(counters.get(name), { count: 1, first: time, last: time, micros }));
  for (const [trait, value] of given) traits.set(trait, newer(traits.get(trait), { value, time, messageId, position }));
}

const expectedOf = ({ count: counted, micros }: Folded, { key, said }: Apply, now: number): Expected => ({
  ...{ profile: key, at: now, count: counted, micros, messageId: said.messageId },
});

/** Profiles that a switch found and nothing reached after it have its place as version. */
function sweep(profiles: ReadonlyMap<string, Folded>, place: number, partition: number): void {
  for (const folded of profiles.values()) {
    if (folded.partition !== partition || folded.version === NEVER_TOLD) continue;
    const offset = place - placeOf(partition, 0);
    if (folded.first < offset) folded.version = Math.max(folded.version, offset);
  }
}
