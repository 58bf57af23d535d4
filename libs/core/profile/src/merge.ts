import type {
  AcceptedLink,
  IncarnatedIdentifier,
  Link,
  LinkIntent,
  ProfileId,
  ProfileState,
  Propose,
  RefusedLink,
} from '@tutti/contracts';
import { identityIn, keyOf, profileIn } from '@tutti/contracts';
import type { Effect } from '@tutti/core/stage';
import type { Here, Step, Way } from './actor';
import { nameIn, sent, wayOf } from './actor';
import type { Finding } from './audit';
import { auditOfLink } from './audit';
import { own } from './fold';
import type { BrokenRule } from './members';
import { brokenRule, bytesOf, membersOf, withoutWallsTo } from './members';

/** Refused links remembered by a profile; every one is in audit. */
export const REFUSALS_MAX = 32;

/** An identifier of this profile was seen with one of another: it proposes to become one with it (design I3, I4). */
export function linked(state: ProfileState | undefined, link: Link, here: Here): Step {
  const { asker: mine, asked: theirs, profileId: to, cause } = link;
  const way = wayOf(state, mine, here);
  if (way.kind === 'on') return [state, [sent(way.to, profileIn.link(link))]];
  const asked = { cause, intent: 'link', from: to, yours: mine, theirs } as const;
  if (way.kind !== 'here') return [state, answers(asked, { here, outcome: 'nothing', code: wordFor(way) })];
  if (own(way.state.identifiers, nameIn(theirs)) !== undefined) {
    return [way.state, answers(asked, { here, outcome: 'nothing', code: 'one-profile' })];
  }
  return [way.state, [proposal(way.state, { to, mine, theirs, intent: 'link', cause, here })]];
}

interface Proposal {
  readonly to: ProfileId;
  readonly mine: IncarnatedIdentifier;
  readonly theirs: IncarnatedIdentifier;
  readonly intent: LinkIntent;
  readonly cause: Link['cause'];
  readonly here: Here;
}

/** What a profile says of itself when it proposes. */
export function proposal(state: ProfileState, { to, mine, theirs, intent, cause, here }: Proposal): Effect {
  const { createdAt, identifiers } = state;
  const about = { from: here.id, createdAt, members: membersOf(state), bytes: bytesOf(identifiers) };
  return sent(to, profileIn.propose({ ...about, theirs: mine, yours: theirs, intent, cause }));
}

/** The younger yields to the older; the older proposes in turn. A command takes down the walls between the two first. */
export function proposed(state: ProfileState | undefined, propose: Propose, here: Here): Step {
  const way = wayOf(state, propose.yours, here);
  if (way.kind === 'on') return [state, [sent(way.to, profileIn.propose(propose))]];
  if (way.kind !== 'here') return [state, answers(propose, { here, outcome: 'nothing', code: wordFor(way) })];
  if (own(way.state.identifiers, nameIn(propose.theirs)) !== undefined) {
    return [way.state, answers(propose, { here, outcome: 'nothing', code: 'one-profile' })];
  }
  if (propose.from === here.id) return [way.state, askedFromThere(way.state, propose, here)];
  if (propose.intent === 'allow') return allowed(way.state, propose, here);
  const opened = propose.intent === 'merge' ? open(way.state, propose) : way.state;
  const broken = brokenRule(unionOf(opened, propose), here.rules.identity);
  if (broken !== undefined) return refused(way.state, propose, { ...broken, here });
  const isYounger = isOlder(
    { createdAt: propose.createdAt, id: propose.from },
    { createdAt: opened.createdAt, id: here.id },
  );
  if (isYounger) return yielded(opened, propose, here);
  const { yours: mine, theirs, from: to, intent, cause } = propose;
  return [opened, [proposal(opened, { to, mine, theirs, intent, cause, here })]];
}

/**
 * What this profile proposed came back to it, with the other identifier; the one that it spoke for was cut off meanwhile.
 * The link is then asked for where that one went, or the two would be apart and nobody could say why.
 */
function askedFromThere(state: ProfileState, { theirs, yours, cause, ...rest }: Propose, here: Here): Effect[] {
  const to = own(state.forwards, nameIn(theirs));
  if (cause.command === null && to !== undefined)
    return [sent(to, profileIn.link({ asker: theirs, asked: yours, profileId: here.id, cause }))];
  return answers({ ...rest, theirs, yours, cause }, { here, outcome: 'nothing', code: 'not-found' });
}

const wordFor = ({ kind }: Way): string => (kind === 'erased' ? 'erased' : 'not-found');

const open = (state: ProfileState, { members }: Propose): ProfileState => ({
  ...state,
  identifiers: withoutWallsTo(state.identifiers, members),
});

function allowed(state: ProfileState, propose: Propose, here: Here): Step {
  const opened = open(state, propose);
  const hadWall = Object.entries(opened.identifiers).some(([name, it]) => state.identifiers[name] !== it);
  const outcome = hadWall ? 'done' : 'nothing';
  return [opened, answers(propose, { here, outcome, code: hadWall ? '' : 'no-wall' })];
}

/** Only commands wait for an answer. */
const answers = (
  { cause, intent, yours, theirs, from }: Pick<Propose, 'cause' | 'intent' | 'yours' | 'theirs' | 'from'>,
  finding: Finding & { readonly here: Here },
): Effect[] =>
  cause.command === null
    ? []
    : [
        auditOfLink(cause, intent === 'allow' ? 'allow_link' : 'merge', {
          ...{ profiles: [finding.here.id, from], identifiers: keysOf(theirs, yours) },
          ...finding,
        }),
      ];

const unionOf = (state: ProfileState, { members, bytes, theirs, yours, cause }: Propose) => ({
  members: membersOf(state),
  others: members,
  bytes: bytes + bytesOf(state.identifiers),
  types: typesOf(cause, theirs, yours),
});

/** An operator knows more than the types of the two say. */
export const typesOf = (cause: Link['cause'], ...linked: readonly IncarnatedIdentifier[]): readonly string[] =>
  cause.command === null ? linked.map(({ identifier }) => identifier.type) : [];

/** Survivor by age, never by the order of ids alone (design I4). */
export const isOlder = (
  one: { readonly createdAt: number; readonly id: ProfileId },
  other: { readonly createdAt: number; readonly id: ProfileId },
): boolean => (one.createdAt === other.createdAt ? one.id < other.id : one.createdAt < other.createdAt);

/** Everything goes to the older profile; this one remembers where each identifier went, and waits to hear that it arrived. */
function yielded(state: ProfileState, { from: to, theirs, yours: mine, cause }: Propose, here: Here): Step {
  const { identifiers, links, refusals, createdAt } = state;
  const transfers = state.transfers + 1;
  const forwards = { ...state.forwards, ...Object.fromEntries(Object.keys(identifiers).map((name) => [name, to])) };
  const gone = { identifiers: {}, links: [], refusals: [], forwards, transfers };
  const absorb = {
    ...{ transfer: transferOf(here.id, transfers), from: here.id, createdAt, theirs: mine, yours: theirs, cause },
    ...{ origin: null, identifiers, links, refusals },
  };
  return [{ ...state, ...gone, life: 'yielded', into: to }, [sent(to, profileIn.absorb(absorb))]];
}

/** Sender and its transfer count: no two transfers have the same. */
export const transferOf = (sender: ProfileId, count: number): string => `${sender}@${count}`;

/** What is said of a link that a rule forbids. */
export interface Refusing extends BrokenRule {
  readonly here: Here;
}

/** The link is not made: this profile remembers why, audit lists it, and both identifiers are told, so that they do not ask at every event. */
export function refused(
  state: ProfileState,
  { yours: mine, theirs, cause, from }: Pick<Propose, 'yours' | 'theirs' | 'cause' | 'from'>,
  { here, code, detail }: Refusing,
): Step {
  const { revision } = here.rules;
  const about = { one: nameIn(mine), other: nameIn(theirs), otherType: theirs.identifier.type };
  const next = withRefusals(state, [{ ...about, code, detail, revision, at: here.at, cause }]);
  const finding = {
    outcome: 'refused',
    code,
    detail,
    profiles: [here.id, from],
    identifiers: keysOf(mine, theirs),
  } as const;
  const audit = auditOfLink(cause, cause.command === null ? 'link' : 'merge', { ...finding, here });
  if (cause.command !== null) return [next, [audit]];
  const tell = (one: IncarnatedIdentifier, other: IncarnatedIdentifier): Effect => ({
    kind: 'emit',
    topic: 'identity.in',
    key: keyOf.identifier(one.identifier.key),
    value: identityIn.refused({ neighbour: other.identifier.key, incarnation: one.incarnation, code, revision }),
  });
  return [next, [audit, tell(mine, theirs), tell(theirs, mine)]];
}

/** The keys of two identifiers, for audit: values would have to be erased. */
export const keysOf = (...linked: readonly IncarnatedIdentifier[]): AuditKeys =>
  linked.map(({ identifier }) => identifier.key);

type AuditKeys = readonly IncarnatedIdentifier['identifier']['key'][];

/** The refusals with some more: one for each pair, and the newest of them all. */
export function withRefusals(state: ProfileState, more: readonly RefusedLink[]): ProfileState {
  const isSame = (one: RefusedLink, other: RefusedLink): boolean => one.one === other.one && one.other === other.other;
  const kept = state.refusals.filter((known) => !more.some((one) => isSame(one, known)));
  return { ...state, refusals: [...kept, ...more].slice(-REFUSALS_MAX) };
}

/** The evidence that an accepted link is. */
export const acceptedLink = (
  one: IncarnatedIdentifier,
  other: IncarnatedIdentifier,
  cause: Link['cause'],
): AcceptedLink => ({
  one: nameIn(one),
  other: nameIn(other),
  cause,
});
