import type { Member, SubState } from '@tutti/contracts';
import type { Limits } from '../revisions';
import { mostOf } from '../revisions';
import type { Facts } from './facts';

const IDENTIFIERS_MAX = 50;

/** Limits hold at rest: what a profile holds was allowed by one of the revisions that were in force. */
export function limitProblems({ profiles, world }: Facts): readonly string[] {
  return [...profiles].flatMap(([id, { identifiers }]) => {
    const members = Object.values(identifiers).map(memberOf);
    const broken = world.plan.revisions.map(({ limits }) => brokenBy(members, limits));
    return broken.every((it) => it !== undefined) ? [`limits: ${id} breaks ${broken.join(' and ')}`] : [];
  });
}

/** What the rules look at. */
export type Held = Pick<Member, 'type' | 'addedAt' | 'walls'>;

/** A sub-state as the rules see it. */
export const memberOf = ({ identifier: { type }, addedAt, walls }: SubState): Held => ({ type, addedAt, walls });

/** The first limit that these identifiers of one profile break. */
export function brokenBy(members: readonly Held[], limits: Limits): string | undefined {
  if (members.length > IDENTIFIERS_MAX) return `${members.length} identifiers`;
  for (const type of new Set(members.map((it) => it.type))) {
    const { max, windowMs = Infinity } = mostOf(limits, type);
    const times = members.filter((it) => it.type === type).map(({ addedAt }) => addedAt);
    const crowded = times.find((from) => times.filter((at) => at >= from && at - from < windowMs).length > max);
    if (crowded !== undefined) return `${type}: more than ${max}`;
  }
  return undefined;
}

/** A wall that has one of its sides here and the other there. */
export function wallBetween(members: readonly Held[], others: readonly Held[]): string | undefined {
  for (const { walls } of members)
    for (const { wall, side } of walls)
      for (const { walls: theirs } of others)
        if (theirs.some((it) => it.wall === wall && it.side !== side)) return wall;
  return undefined;
}
