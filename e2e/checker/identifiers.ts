import { createHash } from 'node:crypto';
import type { Evidence, Pointer, Violation } from './evidence';
import type { IdentityFold } from './identity-fold';
import type { ProfileFold } from './profile-fold';

const hole = (where: string, what: string): Violation => ({ invariant: 'I2', where, what });

/** I2: the numbers of an identifier's events are 1, 2, 3 and so on, in the log and in its profile. */
export function* denseSequences({ kept }: Evidence, { numbers }: ProfileFold): Iterable<Violation> {
  for (const [name, of] of numbers) {
    let last = 0;
    for (const seq of of.keys()) last = Math.max(last, seq);
    if (last !== of.size) yield hole(name, `has ${of.size} numbers, the last one is ${last}`);
  }
  for (const [profile, { subStates }] of kept) {
    for (const [name, { applied }] of subStates) {
      const size = numbers.get(name)?.size ?? 0;
      const [wanted, text] = [size === 0 ? '' : `1-${size}`, applied.map(({ from, to }) => `${from}-${to}`).join()];
      if (text !== wanted)
        yield hole(`profile.state ${profile}`, `has counted the numbers ${text} of ${name}, not ${wanted}`);
    }
  }
}

/** I3: an identifier belongs to one live profile, and its pointer leads there. What was erased belongs to nobody. */
export function* oneOwner(evidence: Evidence, { numbers }: ProfileFold): Iterable<Violation> {
  const owners = ownersIn(evidence.kept);
  for (const name of new Set([...owners.keys(), ...numbers.keys()])) {
    for (const what of ownerProblems(name, owners.get(name) ?? [], evidence))
      yield { invariant: 'I3', where: name, what };
  }
}

function* ownerProblems(name: string, owners: readonly string[], { kept, pointers }: Evidence): Iterable<string> {
  const [key = '', life] = name.split('~');
  const { profile, incarnation } = pointers.get(key) ?? { profile: homeOf(key), incarnation: 0 };
  const isErased = Number(life ?? 0) < incarnation;
  const [has, wanted] = [owners.join(' and '), isErased ? '' : profile];
  if (has !== wanted) yield `belongs to ${has || 'nobody'}, not to ${wanted || 'nobody, since it was erased'}`;
  for (const [owner, lives] of owners.map((one) => [one, kept.get(one)?.life] as const)) {
    if (lives !== 'live') yield `belongs to ${owner}, which is ${lives}`;
  }
}

/** Where an identifier points that nothing was said to yet. */
const homeOf = (key: string): string =>
  createHash('sha256').update(`profile\0${key}\u00000`).digest('hex').slice(0, 32);

/** By name of the identifier: the profiles that have it. */
export function ownersIn(kept: Evidence['kept']): ReadonlyMap<string, readonly string[]> {
  const owners = new Map<string, string[]>();
  for (const [profile, { subStates }] of kept) {
    for (const name of subStates.keys()) {
      const of = owners.get(name);
      if (of === undefined) owners.set(name, [profile]);
      else of.push(profile);
    }
  }
  return owners;
}

/** I5 for identity: its input, folded anew, gives what its state topic says last. */
export function* identityReplayed({ pointers }: Evidence, { identifiers }: IdentityFold): Iterable<Violation> {
  for (const identifier of new Set([...pointers.keys(), ...identifiers.keys()])) {
    const [has, wanted] = [pointers.get(identifier) ?? UNSEEN, identifiers.get(identifier)];
    const what = differenceOf(has, { ...(wanted ?? UNSEEN), recent: wanted?.recent() ?? '' });
    if (what !== undefined) yield { invariant: 'I5', where: `identity.state ${identifier}`, what };
  }
}

type Replayed = Pick<Pointer, 'incarnation' | 'seq' | 'recent'>;

/** One that has sent nothing yet, though others may have named it. */
const UNSEEN: Replayed = { incarnation: 0, seq: 0, recent: '' };

function differenceOf(has: Replayed, wanted: Replayed): string | undefined {
  if (has.incarnation !== wanted.incarnation) return `is in life ${has.incarnation}, a replay in ${wanted.incarnation}`;
  if (has.seq !== wanted.seq) return `is at number ${has.seq}, a replay at ${wanted.seq}`;
  return has.recent === wanted.recent ? undefined : 'remembers other messages than a replay does';
}
