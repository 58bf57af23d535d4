import type { Decision, Evidence, Kept, SubState, Violation } from './evidence';
import { nameIn } from './facts';
import { ownersIn } from './identifiers';
import type { IdentityFold } from './identity-fold';
import { at } from './positions';

const broken = (where: string, what: string): Violation => ({ invariant: 'links', where, what });

/** Links connect the identifiers of a profile, no wall stands within it, and what was seen together is apart for a reason. */
export function* linksKept(evidence: Evidence, identity: IdentityFold): Iterable<Violation> {
  for (const [profile, kept] of evidence.kept) {
    const apart = kept.life === 'live' ? partsOf(kept) : 0;
    if (apart > 1) yield broken(`profile.state ${profile}`, `falls into ${apart} parts that no link connects`);
  }
  for (const [profile, { subStates }] of evidence.kept) {
    for (const wall of wallsWithin([...subStates.values()]))
      yield broken(`profile.state ${profile}`, `has both sides of the wall of ${wall}`);
  }
  yield* apartForNoReason(evidence, identity);
}

/** Walls that stand between two of these. */
function wallsWithin(subStates: readonly SubState[]): ReadonlySet<string> {
  const sides = new Map<string, number>();
  const within = new Set<string>();
  for (const [wall, side] of subStates.flatMap(({ walls }) => [...walls])) {
    if ((sides.get(wall) ?? side) !== side) within.add(wall);
    sides.set(wall, side);
  }
  return within;
}

/** Into how many parts the identifiers of a profile fall. */
function partsOf({ subStates, links }: Kept): number {
  const parents = new Map<string, string>();
  const rootOf = (name: string): string => {
    const parent = parents.get(name) ?? name;
    return parent === name ? name : rootOf(parent);
  };
  for (const [one, other] of links) {
    if (subStates.has(one) && subStates.has(other)) parents.set(rootOf(one), rootOf(other));
  }
  return new Set([...subStates.keys()].map(rootOf)).size;
}

/** Two identifiers on one event are in one profile, or it is written why not. */
function* apartForNoReason(evidence: Evidence, { due }: IdentityFold): Iterable<Violation> {
  const hasReason = reasonsIn(evidence);
  const seen = new Set<string>();
  for (const { event } of due.values()) {
    for (const other of event.others) {
      const pair = pairOf(event.key, other);
      if (!seen.has(pair) && !hasReason(event.key, other))
        yield broken(at('identity.in', event), `names ${event.key} and ${other}: apart, and nothing says why`);
      seen.add(pair);
    }
  }
}

const pairOf = (one: string, other: string): string => (one < other ? `${one} ${other}` : `${other} ${one}`);

/** Whether two identifiers may be as they are: together, refused, walled off, or erased since. */
function reasonsIn(evidence: Evidence): (one: string, other: string) => boolean {
  const { pointers, kept, decisions } = evidence;
  const owners = ownersIn(kept);
  const decided = new Set(decisions.filter(keepsApart).flatMap(pairsIn));
  const profileOf = (key: string): Kept | undefined => {
    const [owner = ''] = owners.get(nameIn(key, pointers.get(key)?.incarnation ?? 0)) ?? [];
    return kept.get(owner);
  };
  const wallsOf = (key: string): Walls => profileOf(key)?.subStates.get(key)?.walls ?? new Map();
  const opened = new Set(
    decisions.filter(allows).flatMap(({ identifiers }) => identifiers.flatMap((key) => [...wallsOf(key).keys()])),
  );
  const refuses = (one: string, other: string): boolean => {
    const { refused = [], suppressed = 0, incarnation = 0 } = pointers.get(one) ?? {};
    return refused.includes(other) || suppressed > 0 || incarnation > 0;
  };
  return (one, other) => {
    const [mine, theirs] = [profileOf(one), profileOf(other)];
    if (mine !== undefined && mine === theirs) return true;
    if (refuses(one, other) || refuses(other, one) || decided.has(pairOf(one, other))) return true;
    return areWalled(wallsOf(one), wallsOf(other), opened);
  };
}

/** A link that is allowed again is asked for by the next event. */
const keepsApart = (decision: Decision): boolean => decision.outcome === 'refused' || allows(decision);

const allows = ({ action, outcome }: Decision): boolean => action === 'allow_link' && outcome === 'done';

const pairsIn = ({ identifiers }: Decision): readonly string[] =>
  identifiers.flatMap((one, i) => identifiers.slice(i + 1).map((other) => pairOf(one, other)));

type Walls = ReadonlyMap<string, number>;

/** Of a wall that was opened for one pair, other pairs have nothing but the mark on one side. */
const areWalled = (one: Walls, other: Walls, opened: ReadonlySet<string>): boolean =>
  [...one.keys(), ...other.keys()].some((wall) => {
    const [side, otherSide] = [one.get(wall), other.get(wall)];
    return side !== otherSide && ((side !== undefined && otherSide !== undefined) || opened.has(wall));
  });
