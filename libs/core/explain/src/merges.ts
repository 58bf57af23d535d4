import type { AuditRecord, ProfileId, ProfileState, SubState } from '@tutti/contracts';
import type { ExplainedMember, ExplainedMerge, Reason, Station } from './explanation';
import type { Known } from './facts';
import { iso } from './facts';

/** The profiles that went into this one, in the order in which its identifiers tell them. */
export function mergesOf(known: Known, id: ProfileId, { identifiers }: ProfileState): readonly ExplainedMerge[] {
  const subs = Object.entries(identifiers);
  const came = [...new Set(subs.flatMap(([, { lineage }]) => lineage))];
  return came.map((profileId) => {
    const brought = subs.filter(([, { lineage }]) => lineage.includes(profileId));
    const next = brought.map(([, { lineage }]) => lineage[lineage.indexOf(profileId) + 1] ?? id);
    return {
      profileId,
      into: next[0] ?? id,
      identifiers: brought.map(([name]) => known.who(name)),
      reason: reasonOf(known, known.arrival(profileId)),
    };
  });
}

/** An identifier of the profile, with what brought it there. */
export function memberOf(known: Known, name: string, sub: SubState): ExplainedMember {
  const { addedAt, lineage, applied } = sub;
  const last = lineage.at(-1);
  const arrived = last === undefined ? undefined : known.arrival(last)?.at;
  // Only what was split off changed its profile by the split.
  const split = sub.walls.filter(({ side }) => side === 1).map(({ wall }) => known.order(wall)?.at);
  const moves = [addedAt, arrived ?? addedAt, ...split.map((at) => (at === undefined ? addedAt : Date.parse(at)))];
  return {
    ...known.who(name),
    since: iso(Math.max(...moves)),
    events: applied.reduce((sum, { from, to }) => sum + to - from + 1, 0),
    broughtBy: lineage,
  };
}

/** Where a profile went that is not the answer any more. */
export function stationOf(known: Known, profileId: ProfileId, { life }: ProfileState): Station {
  if (life !== 'erased') return { profileId, what: 'merged', reason: reasonOf(known, known.arrival(profileId)) };
  const erased = known.facts.audit.findLast(
    ({ action, outcome, profiles }) => action === 'erase' && outcome === 'done' && profiles.includes(profileId),
  );
  return { profileId, what: 'erased', reason: reasonOf(known, erased) };
}

function reasonOf({ order }: Known, record: AuditRecord | undefined): Reason | null {
  if (record === undefined) return null;
  const { at, messageId, command } = record;
  return { at: iso(at), messageId, command, order: order(command) };
}
