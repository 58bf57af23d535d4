import type { Identifier, IdentifierKey, ProfileState } from '@tutti/contracts';
import { nameOf } from '@tutti/core/stage';
import type { Limits } from '../revisions';
import { brokenBy, memberOf, wallBetween } from './allowed';
import type { Facts } from './facts';
import { keyIn, nameNow } from './facts';

/** Two identifiers that an event named. */
export interface Pair {
  readonly one: Identifier;
  readonly other: Identifier;
}

/** Pairs that were named together, are not one profile, and nobody can say why. */
export function unsettledPairs(facts: Facts): readonly Pair[] {
  const refused = refusedPairs(facts);
  return seenApart(facts).filter(({ one, other, place }) => {
    if (refused.has(pairOf(one.key, other.key)) || wasErasedSince(facts, other.key, place)) return false;
    const [mine, theirs] = [profileOf(facts, one.key), profileOf(facts, other.key)];
    if (mine !== undefined && theirs !== undefined && wallBetween(held(mine), held(theirs)) !== undefined) return false;
    return !isNoted(facts, one.key, other.key) && !isNoted(facts, other.key, one.key);
  });
}

/** Pairs that are apart, although the rules in force now would have them be one profile. */
export function separablePairs(facts: Facts, limits: Limits): readonly Pair[] {
  return seenApart(facts).filter(({ one, other, place }) => {
    const [mine, theirs] = [profileOf(facts, one.key), profileOf(facts, other.key)];
    if (wasErasedSince(facts, other.key, place) || [one, other].some(({ type }) => limits.shared.includes(type)))
      return false;
    if ([one, other].some(({ key }) => (facts.pointers.get(key)?.suppressed ?? 0) > 0)) return false;
    if (mine === undefined || theirs === undefined) return true;
    if (wallBetween(held(mine), held(theirs)) !== undefined) return false;
    return brokenBy([...held(mine), ...held(theirs)], limits) === undefined;
  });
}

/** Pairs of events whose identifiers still live and are not together, each once. */
export function seenApart(facts: Facts): readonly (Pair & { readonly place: number })[] {
  const pairs = new Map<string, Pair & { readonly place: number }>();
  for (const { event, name, place } of facts.accepted) {
    if (name !== nameNow(facts, keyIn(name))) continue;
    for (const other of event.others) {
      if (other.key === event.entry.key) continue;
      const [mine] = facts.owners.get(name) ?? [];
      const [theirs] = facts.owners.get(nameNow(facts, other.key)) ?? [];
      if (mine === undefined || mine !== theirs)
        pairs.set(pairOf(event.entry.key, other.key), { one: event.entry, other, place });
    }
  }
  return [...pairs.values()];
}

const pairOf = (one: IdentifierKey, other: IdentifierKey): string => [one, other].sort().join();

const held = ({ identifiers }: ProfileState): ReturnType<typeof memberOf>[] => Object.values(identifiers).map(memberOf);

function profileOf(facts: Facts, key: IdentifierKey): ProfileState | undefined {
  const [owner] = facts.owners.get(nameNow(facts, key)) ?? [];
  return owner === undefined ? undefined : facts.profiles.get(owner);
}

function wasErasedSince({ incarnations, ended }: Facts, key: IdentifierKey, place: number): boolean {
  const lives = incarnations.get(key) ?? 0;
  return Array.from({ length: lives }, (_, life) => ended.get(nameOf(key, life)) ?? 0).some((it) => it > place);
}

function refusedPairs({ world }: Facts): ReadonlySet<string> {
  const refusals = world.audit.filter(({ value }) => value.outcome === 'refused' && value.identifiers.length === 2);
  return new Set(refusals.map(({ value: { identifiers } }) => pairOf(identifiers[0]!, identifiers[1]!)));
}

const isNoted = ({ pointers }: Facts, one: IdentifierKey, other: IdentifierKey): boolean =>
  pointers.get(one)?.neighbours.some(({ key, refusal }) => key === other && refusal !== null) === true ||
  (pointers.get(one)?.suppressed ?? 0) > 0;
