import type { Membership, TraitChange, Update } from '@tutti/contracts';

type Moves = Pick<Update, 'entered' | 'exited'>;

/** A segment that was entered and left again (or left and entered again) in between has not changed: it is in neither list. */
export function netMemberships(updates: readonly Moves[]): Moves {
  const moves = updates.flatMap(({ entered, exited }) => [
    ...exited.map((membership) => ({ into: false, membership })),
    ...entered.map((membership) => ({ into: true, membership })),
  ]);
  const first = new Map(moves.toReversed().map((move) => [move.membership.segment, move]));
  const last = new Map(moves.map((move) => [move.membership.segment, move]));
  // The first move tells where the profile was before: what it leaves it was in, what it enters it was not.
  const net = [...last.values()].filter(({ into, membership }) => first.get(membership.segment)?.into === into);
  const those = (into: boolean): readonly Membership[] =>
    net
      .filter((move) => move.into === into)
      .map(({ membership }) => membership)
      .sort((a, b) => order(a.segment, b.segment));
  return { entered: those(true), exited: those(false) };
}

/** The first value to the last, by trait; nothing for a trait that is back where it was. */
export function netTraits(updates: readonly Pick<Update, 'changes'>[]): readonly TraitChange[] {
  const net = new Map<string, TraitChange>();
  for (const { trait, from, to } of updates.flatMap(({ changes }) => changes)) {
    net.set(trait, { trait, from: net.has(trait) ? net.get(trait)!.from : from, to });
  }
  return [...net.values()].filter(({ from, to }) => from !== to).sort((a, b) => order(a.trait, b.trait));
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
