import type { AuditRecord, IdentifierKey, LinkCause, ProfileState } from '@tutti/contracts';
import { nameOf } from '@tutti/core/stage';
import type { ExplainedRefusal } from './explanation';
import type { Known } from './facts';
import { iso, keyIn } from './facts';
import { areText, countText, lineText } from './words';

/** A refusal as one of its sources knows it. */
interface Told {
  readonly one: string;
  readonly other: string;
  readonly otherType: string;
  readonly code: string;
  readonly detail: string;
  readonly at: number;
  readonly cause: LinkCause | null;
  readonly revision: number;
}

/**
 * The links that were not made, newest first, one for each pair that is still apart. The profile remembers the last
 * 32 it decided, the audit knows all, also those that the other side decided; the identifiers know which they asked for.
 */
export function refusalsOf(known: Known, profile: ProfileState): readonly ExplainedRefusal[] {
  const newest = new Map<string, Told>();
  // The later source knows more, and wins where the times are the same.
  for (const told of [...byNeighbours(known, profile), ...byAudit(known, profile), ...byProfile(profile)]) {
    const pair = [keyIn(told.one), keyIn(told.other)].sort().join(' ');
    const before = newest.get(pair);
    if (before === undefined || isBetter(told, before)) newest.set(pair, told);
  }
  const names = new Set(Object.keys(profile.identifiers).map(keyIn));
  const apart = [...newest.values()].filter(({ other }) => !names.has(keyIn(other)));
  return apart.sort((one, other) => other.at - one.at).map((told) => explained(known, told));
}

const isBetter = (told: Told, before: Told): boolean =>
  before.detail === '' && told.detail !== ''
    ? true
    : told.at >= before.at && (told.detail !== '' || before.detail === '');

const byProfile = ({ refusals, identifiers }: ProfileState): readonly Told[] =>
  refusals.filter(({ one }) => Object.hasOwn(identifiers, one));

function byAudit({ facts }: Known, { identifiers }: ProfileState): Told[] {
  const members = Object.entries(identifiers);
  return facts.audit.filter(isRefusedLink).flatMap((record) =>
    members
      // What was refused before the identifier's present life is not about it.
      .filter(([name, { addedAt }]) => record.identifiers.includes(keyIn(name)) && record.at >= addedAt)
      .flatMap(([name]) =>
        record.identifiers.filter((key) => key !== keyIn(name)).map((other) => toldBy(record, name, other)),
      ),
  );
}

const isRefusedLink = ({ action, outcome }: AuditRecord): boolean =>
  outcome === 'refused' && (action === 'link' || action === 'merge');

function toldBy(record: AuditRecord, one: string, other: IdentifierKey): Told {
  const { code, detail, at, messageId, command, revision } = record;
  return { one, other, otherType: '', code, detail, at, cause: { messageId, command, at }, revision };
}

const byNeighbours = ({ facts }: Known, { identifiers }: ProfileState): Told[] =>
  Object.keys(identifiers).flatMap((one) =>
    (facts.identifiers.get(keyIn(one))?.neighbours ?? []).flatMap(({ key, refusal, askedAt, revision }) =>
      refusal === null
        ? []
        : [{ one, other: key, otherType: '', code: refusal, detail: '', at: askedAt, cause: null, revision }],
    ),
  );

function explained(known: Known, { one, other, otherType, ...told }: Told): ExplainedRefusal {
  const { code, detail, at, cause, revision } = told;
  const incarnation = known.facts.identifiers.get(keyIn(other))?.incarnation ?? 0;
  const name = other === keyIn(other) ? nameOf(keyIn(other), incarnation) : other;
  return {
    one: known.who(one),
    other: known.who(name, otherType),
    ...{ code, words: ruleText(code, detail), at: iso(at), revision },
    reason: cause === null ? null : known.reason(cause),
  };
}

const RULES: Readonly<Record<string, string>> = {
  wall: 'an operator took them apart, and no event may join them again',
  limit: 'together they would have more values of one type than the rules allow',
  identifiers: 'together they would have more than 50 identifiers',
  size: 'together they would be larger than 4 MB',
  shared: 'a value of this type may belong to several people, so that it proves nothing',
  saturated: 'it was refused so often before that links are only counted now',
};

/** The rule behind a code in words, with the numbers of the detail. */
export function ruleText(code: string, detail: string): string {
  const [, type, count, max, per] = /^([^:]+): (\d+) of at most (\d+)(.*)$/.exec(detail) ?? [];
  if (code === 'limit' && type !== undefined) {
    const allowed = `at most ${areText(Number(max))} allowed${lineText(per ?? '')}`;
    return `the profile would have ${countText(Number(count), type)}, ${allowed}`;
  }
  const rule = Object.hasOwn(RULES, code) ? RULES[code] : undefined;
  return rule ?? (detail === '' ? `rule ${lineText(code)}` : lineText(detail));
}
