import type { SubState } from '@tutti/contracts';
import { countedIn, seenOf } from './fold';
import type { Facts } from './facts';
import { keyIn, nameNow } from './facts';

/** P1: each accepted event is counted in one sub-state of one live profile; or it was erased, with everything of its life. */
export function countedProblems(facts: Facts): readonly string[] {
  return [...facts.byName.keys()].flatMap((name) => problemsOf(facts, name)).map((it) => `counted once: ${it}`);
}

function problemsOf(facts: Facts, name: string): readonly string[] {
  const owners = facts.owners.get(name) ?? [];
  if (name !== nameNow(facts, keyIn(name)))
    return owners.length === 0 ? [] : [`erased ${name} is still in ${owners.join()}`];
  const [owner, ...others] = owners;
  if (owner === undefined) return [`nobody holds the events of ${name}`];
  if (others.length > 0) return [`${name} is in ${owners.join(' and ')}`];
  return subStateProblems(facts, name, facts.profiles.get(owner)!.identifiers[name]!);
}

function subStateProblems({ byName }: Facts, name: string, { applied, units }: SubState): readonly string[] {
  const events = byName.get(name)!;
  const ranges = applied.map(({ from, to }) => `${from}-${to}`).join();
  if (ranges !== `1-${events.length}`)
    return [`of ${events.length} events of ${name}, the numbers ${ranges} are counted`];
  const { traits: _, ...wanted } = seenOf(events, new Map());
  const { messages, ...found } = countedIn(units);
  const known = new Set(events.map(({ messageId }) => messageId));
  return [
    ...(JSON.stringify(found) === JSON.stringify(wanted)
      ? []
      : [`${name} holds ${JSON.stringify(found)}, its events make ${JSON.stringify(wanted)}`]),
    ...messages.filter((it) => !known.has(it)).map((it) => `${name} holds traits of ${it}, which is not its event`),
  ];
}
