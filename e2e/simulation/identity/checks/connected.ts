import type { AcceptedLink, ProfileState } from '@tutti/contracts';
import type { Facts } from './facts';
import { groupsOf } from './groups';

/** Whoever is one profile was named together: by events, or by an operator; nothing else joins anybody. */
export function evidenceProblems(facts: Facts): readonly string[] {
  const backed = backedBy(facts);
  return [...facts.profiles].flatMap(([id, { identifiers, links }]) => [
    ...strangers(identifiers, links).map((it) => `evidence: a link of ${id} is about ${it}, which is not there`),
    ...links.flatMap((link) => (backed(link) ? [] : [`evidence: nobody said ${JSON.stringify(link)} of ${id}`])),
    ...links.flatMap((link) => (isWeak(facts, identifiers, link) ? [`evidence: ${JSON.stringify(link)} is none`] : [])),
    ...partsOf(id, identifiers, links),
  ]);
}

/** A value that may belong to several people says nothing, whatever revision was asked. */
const isWeak = (
  { world }: Facts,
  identifiers: ProfileState['identifiers'],
  { one, other, cause }: AcceptedLink,
): boolean =>
  cause.messageId !== null &&
  world.plan.revisions.every(({ limits }) =>
    [one, other].some((name) => limits.shared.includes(identifiers[name]?.identifier.type ?? '')),
  );

const strangers = (identifiers: ProfileState['identifiers'], links: readonly AcceptedLink[]): readonly string[] =>
  links.flatMap(({ one, other }) => [one, other]).filter((name) => !(name in identifiers));

function partsOf(
  id: string,
  identifiers: ProfileState['identifiers'],
  links: readonly AcceptedLink[],
): readonly string[] {
  const names = Object.keys(identifiers);
  const parts = new Set(
    groupsOf(
      names,
      links.map(({ one, other }) => [one, other] as const),
    ).values(),
  ).size;
  return parts > 1 ? [`evidence: the ${names.length} identifiers of ${id} are ${parts} parts that nothing joins`] : [];
}

/** The event named both; or the command was sent. */
function backedBy({ accepted, world }: Facts): (link: AcceptedLink) => boolean {
  const named = new Map<string, Set<string>>();
  for (const { event } of accepted) {
    const known = named.get(event.messageId) ?? new Set();
    for (const { key } of [event.entry, ...event.others]) known.add(key);
    named.set(event.messageId, known);
  }
  const commands = new Set(
    world.profileSteps.flatMap(({ input }) => (input.kind === 'record' ? [input.value.command?.id] : [])),
  );
  return ({ one, other, cause: { messageId, command } }) => {
    if (messageId === null) return commands.has(command ?? '');
    const keys = named.get(messageId);
    return command === null && [one, other].every((name) => keys?.has(name.split('~')[0]!) === true);
  };
}
