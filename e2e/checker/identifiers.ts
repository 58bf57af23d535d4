import type { Applied, Evidence, Violation } from './evidence';
import type { IdentityFold } from './identity-fold';
import { at } from './positions';
import type { ProfileFold } from './profile-fold';

const hole = (where: string, what: string): Violation => ({ invariant: 'I2', where, what });

/** I2: the numbers of an identifier's events are 1, 2, 3 and so on, in the log and in its profile. */
export function* denseSequences({ applied, kept }: Evidence, fold: ProfileFold): Iterable<Violation> {
  yield* holesInLog(applied);
  yield* holesInProfiles(kept, fold);
}

function* holesInLog(applied: Evidence['applied']): Iterable<Violation> {
  const last = new Map<string, number>();
  const reported = new Set<string>();
  for (const record of applied) {
    const number = numberOf(record);
    if (number === undefined || reported.has(number.identifier)) continue;
    const { identifier, seq } = number;
    const before = last.get(identifier) ?? 0;
    last.set(identifier, seq);
    if (seq === before + 1) continue;
    reported.add(identifier);
    yield hole(at('profile.in', record), `${identifier} has number ${seq} after ${before}`);
  }
}

function* holesInProfiles(kept: Evidence['kept'], fold: ProfileFold): Iterable<Violation> {
  for (const [profile, { applied: ranges }] of kept) {
    for (const [identifier, of] of ranges) {
      const wanted = `1-${fold.profiles.get(profile)?.seqs.get(identifier)?.size ?? 0}`;
      const text = of.map(({ from, to }) => `${from}-${to}`).join();
      if (text !== wanted)
        yield hole(`profile.state ${profile}`, `has counted the numbers ${text} of ${identifier}, not ${wanted}`);
    }
  }
}

/** The number that a record carries; one that is no value says so in its headers. */
const numberOf = (record: Applied): { readonly identifier: string; readonly seq: number } | undefined =>
  record.kind === 'apply' ? record : record.kind === 'unreadable' ? record.number : undefined;

/** I3: the events of an identifier are in one profile, and its pointer leads there. */
export function* oneOwner({ applied, kept, pointers }: Evidence): Iterable<Violation> {
  const owners = new Map<string, Set<string>>();
  const own = (identifier: string, profile: string): void => {
    const of = owners.get(identifier) ?? new Set();
    owners.set(identifier, of.add(profile));
  };
  for (const record of applied) if (record.kind === 'apply') own(record.identifier, record.key);
  for (const [profile, { applied: ranges }] of kept) for (const identifier of ranges.keys()) own(identifier, profile);
  for (const [identifier, of] of owners) {
    const profiles = [...of].join(' and ');
    if (of.size > 1) yield { invariant: 'I3', where: identifier, what: `belongs to ${profiles}` };
    const pointer = pointers.get(identifier)?.profile ?? 'nobody';
    if (!of.has(pointer))
      yield { invariant: 'I3', where: identifier, what: `points at ${pointer}, its events are in ${profiles}` };
  }
}

/** I5 for identity: its input, folded anew, gives what its state topic says last. */
export function* identityReplayed({ pointers }: Evidence, { identifiers }: IdentityFold): Iterable<Violation> {
  for (const identifier of new Set([...pointers.keys(), ...identifiers.keys()])) {
    const [has, wanted] = [pointers.get(identifier), identifiers.get(identifier)];
    const where = `identity.state ${identifier}`;
    if (has?.seq !== wanted?.seq)
      yield { invariant: 'I5', where, what: `is at number ${has?.seq}, a replay at ${wanted?.seq}` };
    else if (has?.recent !== wanted?.recent())
      yield { invariant: 'I5', where, what: 'remembers other messages than a replay does' };
  }
}
