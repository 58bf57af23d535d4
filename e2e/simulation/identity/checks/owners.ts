import { homeProfile } from '@tutti/core/stage';
import type { Facts } from './facts';
import { nameNow } from './facts';

/** Each identifier is of one profile, and points at it; nothing is under way any more. */
export const ownerProblems = (facts: Facts): readonly string[] => [
  ...[...facts.owners].flatMap(([name, ids]) =>
    ids.length > 1 ? [`one owner: ${name} is of ${ids.join(' and ')}`] : [],
  ),
  ...pointerProblems(facts),
  ...lifeProblems(facts),
];

function pointerProblems(facts: Facts): readonly string[] {
  return [...facts.pointers].flatMap(([key, { profileId, incarnation, seq }]) => {
    const name = nameNow(facts, key);
    const life = facts.incarnations.get(key) ?? 0;
    if (incarnation !== life) return [`pointer: ${key} is in life ${incarnation}, it was erased ${life} times`];
    const numbered = facts.byName.get(name)?.length ?? 0;
    if (seq !== numbered) return [`pointer: ${name} gave ${seq} numbers to ${numbered} events`];
    const wanted = facts.owners.get(name)?.[0] ?? homeProfile(key, incarnation);
    return profileId === wanted ? [] : [`pointer: ${name} points at ${profileId}, it is of ${wanted}`];
  });
}

function lifeProblems({ profiles }: Facts): readonly string[] {
  return [...profiles].flatMap(([id, { life, identifiers, links, into }]) => {
    const held = Object.keys(identifiers).length;
    if (life === 'yielded' || life === 'unknown') return [`life: ${id} is ${life} at rest`];
    if (life !== 'live' && held > 0) return [`life: ${id} is ${life} and holds ${held} identifiers`];
    if (life !== 'live' && links.length > 0) return [`life: ${id} is ${life} and holds links`];
    if ((life === 'merged') !== (into !== null)) return [`life: ${id} is ${life} and went into ${into}`];
    return [];
  });
}
