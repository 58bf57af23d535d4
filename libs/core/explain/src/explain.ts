import type { AuditRecord, IdentifierKey, ProfileId, ProfileState } from '@tutti/contracts';
import { excessesOf } from './excesses';
import type {
  ExplainedLink,
  ExplainedMember,
  ExplainedOrder,
  ExplainedSilence,
  IdentityExplanation,
  Station,
} from './explanation';
import type { IdentityFacts, Known } from './facts';
import { iso, keyIn, knownOf } from './facts';
import { memberOf, mergesOf, stationOf } from './merges';
import { refusalsOf } from './refusals';
import { wallsOf } from './walls';

const STATIONS_MAX = 50;
/** After so many refusals links are only counted (design I6). */
const REFUSALS_MAX = 100;

/** Why the identifiers of a profile are one person and others are not. Undefined where nothing is known of the profile. */
export function explainIdentity(facts: IdentityFacts): IdentityExplanation | undefined {
  const { id, state, passed } = arrivedAt(facts);
  if (state === undefined) return undefined;
  const known = knownOf(facts);
  const identifiers = membersOf(known, state);
  return {
    asked: facts.asked,
    subject: identifiers.find(({ name }) => keyIn(name) === facts.subject) ?? null,
    way: wayOf(known, passed),
    profileId: id,
    life: state.life === 'yielded' ? 'moving' : state.life === 'erased' ? 'erased' : 'live',
    createdAt: iso(state.createdAt),
    identifiers,
    links: linksOf(known, state),
    merges: mergesOf(known, id, state),
    refusals: refusalsOf(known, state),
    walls: wallsOf(known, state),
    excesses: excessesOf(state, facts.rules),
    silences: silencesOf(known, state),
    orders: ordersOf(known, id, state),
    notes: facts.notes,
  };
}

interface Arrived {
  readonly id: ProfileId;
  readonly state: ProfileState | undefined;
  readonly passed: readonly ProfileId[];
}

/** The profile that the first one went into, as far as it can be read; where it went is where to go on. */
function arrivedAt({ start, subject, profiles }: IdentityFacts): Arrived {
  const passed: ProfileId[] = [];
  let id = start;
  for (;;) {
    const state = profiles.get(id);
    const next = state && nextOf(state, subject);
    if (next === undefined || !profiles.has(next) || passed.includes(next) || passed.length === STATIONS_MAX)
      return { id, state, passed };
    passed.push(id);
    id = next;
  }
}

/**
 * Where to look further: a pointer may be a moment behind, so an identifier that the profile gave away is looked for where
 * it went; a profile is followed into the one it became part of.
 */
export function nextOf(state: ProfileState, subject: IdentifierKey | undefined): ProfileId | undefined {
  const { life, into, identifiers, forwards } = state;
  if (subject === undefined) return life === 'merged' ? (into ?? undefined) : undefined;
  if (Object.keys(identifiers).some((name) => keyIn(name) === subject)) return undefined;
  const [went] = Object.entries(forwards)
    .filter(([name]) => keyIn(name) === subject)
    .map(([, to]) => to)
    .slice(-1);
  return went ?? (life === 'merged' ? (into ?? undefined) : undefined);
}

/** Profiles passed through that are no more; one that only gave an identifier away lives on and is no news. */
function wayOf(known: Known, passed: readonly ProfileId[]): readonly Station[] {
  return passed.flatMap((id) => {
    const state = known.facts.profiles.get(id);
    return state === undefined || state.life === 'live' ? [] : [stationOf(known, id, state)];
  });
}

const membersOf = (known: Known, { identifiers }: ProfileState): readonly ExplainedMember[] =>
  Object.entries(identifiers)
    .map(([name, sub]) => memberOf(known, name, sub))
    .sort((one, other) => (rankOf(one) < rankOf(other) ? -1 : 1));

const rankOf = ({ since, type, value, name }: ExplainedMember): string => [since, type, value ?? '', name].join(' ');

const linksOf = (known: Known, { links }: ProfileState): readonly ExplainedLink[] =>
  [...links]
    .sort((one, other) => one.cause.at - other.cause.at)
    .map(({ one, other, cause }) => ({ one: known.who(one), other: known.who(other), reason: known.reason(cause) }));

function silencesOf({ facts, who }: Known, { identifiers }: ProfileState): readonly ExplainedSilence[] {
  return Object.keys(identifiers).flatMap((name) => {
    const { neighbours = [], suppressed = 0 } = facts.identifiers.get(keyIn(name)) ?? {};
    const refused = neighbours.filter(({ refusal }) => refusal !== null).length;
    return suppressed > 0 || refused >= REFUSALS_MAX ? [{ who: who(name), suppressed }] : [];
  });
}

/** What operators asked of this profile, with the answer, in the order of the answers. */
function ordersOf({ facts, order }: Known, id: ProfileId, { identifiers }: ProfileState): readonly ExplainedOrder[] {
  const own = new Set(Object.keys(identifiers).map(keyIn));
  const about = facts.audit.filter(
    (record) => record.profiles.includes(id) || record.identifiers.some((key) => own.has(key)),
  );
  // An answer that has the same time as the question may stand before it.
  const byAnswer = [...about].sort((one, other) => answerRank(one) - answerRank(other));
  const answers = new Map(byAnswer.map((record) => [record.command, record]));
  return [...answers.values()].flatMap(({ command, outcome, code, detail }) => {
    const asked = order(command);
    return asked === null ? [] : [{ ...asked, outcome, code, detail }];
  });
}

/** A question is no answer, and that a command came again says nothing of what came of it. */
const answerRank = ({ outcome, code }: AuditRecord): number => (outcome === 'asked' ? 0 : code === 'repeated' ? 1 : 2);
