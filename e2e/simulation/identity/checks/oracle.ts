import type { ProfileVersion } from '@tutti/contracts';
import type { Facts } from './facts';
import { seenOf } from './fold';
import { groupsOf } from './groups';

/** P4: where nothing is refused, whoever was named together is one profile, however events interleave. */
export function oracleProblems(facts: Facts): readonly string[] {
  const wanted = wantedOf(facts);
  const found = visibleIn(facts);
  return [
    ...wanted.filter((it) => !found.includes(it)).map((it) => `oracle: there should be ${it}`),
    ...found.filter((it) => !wanted.includes(it)).map((it) => `oracle: there should not be ${it}`),
  ];
}

/** Every visible profile in words that do not depend on ids, versions and positions, in order. */
export function visibleIn({ world, profiles }: Facts): readonly string[] {
  const newest = new Map<string, ProfileVersion>();
  for (const { key, value } of world.profiles) if (value.profile !== null) newest.set(key, value.profile);
  const live = [...newest].filter(([id]) => profiles.get(id as never)?.life === 'live');
  return live
    .map(([, { snapshot }]) => {
      const { identifiers, firstSeen, lastSeen, events, traits } = snapshot;
      const values = Object.fromEntries(Object.entries(traits).map(([name, { value }]) => [name, value]));
      return worded(
        identifiers.map(({ key }) => key),
        { firstSeen, lastSeen, events, traits: values },
      );
    })
    .sort();
}

/** The same, made of the accepted events alone. */
function wantedOf({ accepted, byName, identifiers, world }: Facts): readonly string[] {
  const pairs = accepted.flatMap(({ event }) => event.others.map((it) => [event.entry.key, it.key] as const));
  const groups = new Map<string, string[]>();
  for (const [key, root] of groupsOf(identifiers.keys(), pairs)) groups.set(root, [...(groups.get(root) ?? []), key]);
  const { traits } = world.plan.revisions.at(-1)!;
  return [...groups.values()]
    .map((keys) => ({ keys, events: keys.flatMap((key) => byName.get(key) ?? []) }))
    .filter(({ events }) => events.length > 0)
    .map(({ keys, events }) => worded(keys, seenOf(events, traits)))
    .sort();
}

const worded = (keys: readonly string[], seen: ReturnType<typeof seenOf>): string =>
  JSON.stringify({
    ...{ firstSeen: seen.firstSeen, lastSeen: seen.lastSeen, identifiers: [...keys].sort() },
    ...{ traits: Object.entries(seen.traits).sort(), events: Object.entries(seen.events).sort() },
  });
