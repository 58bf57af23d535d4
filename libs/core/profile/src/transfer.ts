import type { Absorb, Adopted, ProfileId, ProfileState, Return, SubState } from '@tutti/contracts';
import { identityIn, keyOf, profileIn } from '@tutti/contracts';
import type { Effect } from '@tutti/core/stage';
import type { Here, Step } from './actor';
import { isTold, nameIn, sent, unborn, withCommand } from './actor';
import { released } from './aside';
import { auditOfLink } from './audit';
import type { ByName } from './fold';
import { own } from './fold';
import type { BrokenRule } from './members';
import { brokenRule, bytesOf, membersOf } from './members';
import { acceptedLink, keysOf, refused, transferOf, typesOf, withRefusals } from './merge';
import { changeOf, toldEnd, toldStep } from './told';

/** Transfers that a profile knows to have arrived; each comes once, so this only guards against redrives. */
const ARRIVED_MAX = 32;

/**
 * Everything of a profile that yielded arrives, or of one that begins here by a split. The rules are asked again: since
 * they were asked first, others may have come in. If one is broken, everything goes back (design I4).
 */
export function absorbed(state: ProfileState | undefined, absorb: Absorb, here: Here): Step {
  const before = state ?? { ...unborn(here), createdAt: absorb.createdAt };
  if (before.life === 'erased') return [entombed(before, absorb), erasing(absorb, here)];
  // Whoever this profile gave itself to gets what was meant for it.
  if (before.into !== null) return [state, [sent(before.into, profileIn.absorb(absorb))]];
  if (before.arrived.includes(absorb.transfer)) return [state, []];
  const to = arrived(before, absorb.transfer);
  return absorb.from === null ? begun(to, absorb, here) : judged(state, to, { absorb, here });
}

function judged(state: ProfileState | undefined, to: ProfileState, { absorb, here }: Adopting): Step {
  const { yours } = absorb;
  const isGone = yours !== null && own(to.identifiers, nameIn(yours)) === undefined;
  const broken = isGone ? undefined : brokenRule(unionOf(to, absorb), here.rules.identity);
  const isRefused = isGone || broken !== undefined;
  return isRefused ? returned(to, absorb, { here, broken }) : adopting(state, to, { absorb, here });
}

/** What went on from here before has come back, to a grave: messages that follow end here, or they would go round for ever. */
function entombed(state: ProfileState, { identifiers }: Pick<Absorb, 'identifiers'>): ProfileState {
  const forwards = Object.entries(state.forwards).filter(([name]) => own(identifiers, name) === undefined);
  return { ...state, forwards: Object.fromEntries(forwards) };
}

/** What comes to a grave is erased with it, and its sender is no more. */
function erasing(absorb: Absorb, here: Here): readonly Effect[] {
  const { from, transfer, cause } = absorb;
  const gone = { transfer, by: here.id, isErased: true, cause };
  const told = from === null ? [] : [sent(from, profileIn.adopted(gone))];
  // An operator who asked for the merge gets an answer here as well.
  const answered = cause.command === null || from === null ? [] : [auditOf(absorb, here, 'erased')];
  return [...Object.values(absorb.identifiers).map(forgetting), ...answered, ...told];
}

/** The identifier begins a new life (design I10). */
export const forgetting = ({ identifier, incarnation }: SubState): Effect => ({
  kind: 'emit',
  topic: 'identity.in',
  key: keyOf.identifier(identifier.key),
  value: identityIn.forget({ incarnation }),
});

const arrived = (state: ProfileState, transfer: string): ProfileState => ({
  ...state,
  arrived: [...state.arrived, transfer].slice(-ARRIVED_MAX),
});

function unionOf(state: ProfileState, { identifiers, theirs, yours, cause }: Absorb) {
  const members = membersOf(state);
  const types = theirs === null || yours === null ? [] : typesOf(cause, theirs, yours);
  return {
    members,
    others: membersOf({ identifiers }),
    bytes: bytesOf(state.identifiers) + bytesOf(identifiers),
    types,
  };
}

/** A profile that begins by a split. */
function begun(state: ProfileState, absorb: Absorb, here: Here): Step {
  const [next, repoints] = adopted(state, absorb, here.id);
  const identity = changeOf('restored', absorb, absorb.origin);
  return followedBy(repoints, toldStep(undefined, next, { causes: [], identity, here }));
}

interface Adopting {
  readonly absorb: Absorb;
  readonly here: Here;
}

function adopting(before: ProfileState | undefined, to: ProfileState, { absorb, here }: Adopting): Step {
  const { from, theirs, yours, cause, transfer } = absorb;
  const link = theirs === null || yours === null ? [] : [acceptedLink(yours, theirs, cause)];
  const [next, repoints] = adopted(to, { ...absorb, links: [...absorb.links, ...link] }, here.id);
  const sender =
    from === null ? [] : [sent(from, profileIn.adopted({ transfer, by: here.id, isErased: false, cause }))];
  const told = toldStep(before, next, { causes: [], identity: changeOf('absorbed', absorb, from), here });
  return followedBy([...repoints, auditOf(absorb, here), ...sender], told);
}

const followedBy = (effects: readonly Effect[], [state, told]: Step): Step => [state, [...effects, ...told]];

function auditOf({ cause, theirs, yours, from }: Absorb, here: Here, code = ''): Effect {
  const identifiers = theirs === null || yours === null ? [] : keysOf(yours, theirs);
  const profiles = from === null ? [here.id] : [here.id, from];
  return auditOfLink(cause, cause.command === null ? 'link' : 'merge', {
    ...{ here, code, identifiers, profiles },
    outcome: 'done',
  });
}

type Luggage = Pick<Absorb, 'identifiers' | 'links' | 'refusals' | 'cause'> & { readonly from: ProfileId | null };

/** The sub-states move in, and their identifiers learn whose they are; only who holds them may say so. */
function adopted(
  state: ProfileState,
  { identifiers, links, refusals, from, cause }: Luggage,
  id: ProfileId,
): [ProfileState, Effect[]] {
  const moved: Record<string, SubState> = { ...state.identifiers };
  const forwards = { ...state.forwards };
  const repoints: Effect[] = [];
  for (const [name, subState] of Object.entries(identifiers)) {
    const lineage = from === null ? subState.lineage : [...subState.lineage, from];
    const mine = { ...subState, lineage, pointerVersion: subState.pointerVersion + 1 };
    moved[name] = mine;
    delete forwards[name];
    repoints.push(repointing(mine, id));
  }
  const next = { ...state, identifiers: moved, forwards, links: [...state.links, ...links] };
  const known = withRefusals(next, refusals);
  // Whoever sends the command again finds it here by now.
  return [cause.command === null ? known : withCommand(known, cause.command, 'done'), repoints];
}

/** The identifier is told whose it is. */
const repointing = ({ identifier, incarnation, pointerVersion }: SubState, id: ProfileId): Effect => ({
  kind: 'emit',
  topic: 'identity.in',
  key: keyOf.identifier(identifier.key),
  value: identityIn.repoint({ incarnation, profileId: id, pointerVersion }),
});

interface Returning {
  readonly here: Here;
  /** Undefined: the identifier that the link was about is not here any more, and the link has to be asked for again. */
  readonly broken: BrokenRule | undefined;
}

function returned(state: ProfileState, absorb: Absorb, { here, broken }: Returning): Step {
  const { from, theirs, yours, cause, transfer, identifiers, links, refusals } = absorb;
  if (from === null || theirs === null || yours === null) throw new Error(`returning ${transfer}: it has no sender`);
  const back = { transfer: `${transfer}<`, from: here.id, cause, identifiers, links, refusals };
  const sending = sent(from, profileIn.return(back));
  if (broken !== undefined) {
    const [next, told] = refused(state, { yours, theirs, cause, from }, { ...broken, here });
    return [next, [sending, ...told]];
  }
  const key = keyOf.identifier(theirs.identifier.key);
  const relink = identityIn.relink({ asker: theirs, asked: yours.identifier, cause });
  return [state, [sending, { kind: 'emit', topic: 'identity.in', key, value: relink }]];
}

/** Where messages about these identifiers are to be passed on from now on. */
export const forwardsTo = (identifiers: ByName<SubState>, to: ProfileId): ByName<ProfileId> =>
  Object.fromEntries(Object.keys(identifiers).map((name) => [name, to]));

/** Everything is back: the merge was refused, or an operator undid it. The profile lives again, with the same id and rank (design I5). */
export function restored(state: ProfileState | undefined, back: Return, here: Here): Step {
  if (state?.life === 'erased') return [entombed(state, back), Object.values(back.identifiers).map(forgetting)];
  if (state?.arrived.includes(back.transfer) === true) return [state, []];
  const alive = { ...arrived(state ?? unborn(here), back.transfer), life: 'live', into: null, aside: [] } as const;
  const [next, repoints] = adopted(alive, { ...back, from: null }, here.id);
  const telling = { causes: [], identity: changeOf('restored', back, back.from), here };
  if (state?.life !== 'yielded') return followedBy(repoints, toldStep(undefined, next, telling));
  const moves = [...repoints, ...released(state, here.id)];
  // Of a merge that was refused on the way nobody heard. But a revision may have taken over meanwhile.
  return isTold(next) ? followedBy(moves, toldStep(next, next, { ...telling, identity: null })) : [next, moves];
}

/** What this profile gave away has arrived for good: only now is anybody told that it is no more. */
export function arrivedFor(state: ProfileState | undefined, adoption: Adopted, here: Here): Step {
  const { transfer, by, isErased, cause } = adoption;
  if (state?.life !== 'yielded' || transfer !== transferOf(here.id, state.transfers)) return [state, []];
  const identity = changeOf(isErased ? 'erased' : 'merged', { identifiers: {}, cause }, by);
  const life = isErased ? 'erased' : 'merged';
  const forwards = redirected(state, isErased ? undefined : by);
  const next = { ...state, life, into: isErased ? null : by, forwards, aside: [] } as const;
  const end = { identity, mergedInto: isErased ? null : by, deleted: isErased };
  return followedBy(released(state, here.id), toldEnd(next, end, here));
}

/** What went to the profile that it was given to has gone on to the one that holds it; what was erased there goes nowhere. */
function redirected({ forwards, into }: ProfileState, to: ProfileId | undefined): ByName<ProfileId> {
  const entries = Object.entries(forwards).map(([name, before]) => [name, before === into ? to : before] as const);
  return Object.fromEntries(entries.flatMap(([name, way]) => (way === undefined ? [] : [[name, way]])));
}
