import type {
  Event,
  Forget,
  Identifier,
  IdentifierKey,
  IdentifierState,
  IdentityIn,
  LinkCause,
  LinkRefusal,
  LinkRequest,
  Relink,
  Repoint,
} from '@tutti/contracts';
import { identityIn, keyOf, profileIn } from '@tutti/contracts';
import type { Effect, RecordInput, Stage } from '@tutti/core/stage';
import { homeProfile, refusal, unknownKind } from '@tutti/core/stage';
import { askOf, isSaturated, withNeighbour, withSuppressed } from './neighbours';
import { entryOf, isRepeat, remember } from './recent';

/**
 * One actor per identifier: it gives each of its events the next number and sends it to the profile it points at, and
 * asks the other identifiers on the event to be linked. A repeat of a message is dropped within 7 days and the
 * identifier's last 256 events (promise P2). An input no newer than the state changes and tells nothing. Refuses a
 * record that is not its own. Throws at one of unknown kind, which stops the partition (design R7).
 */
export function identityStage(): Stage<IdentifierState, IdentityIn> {
  return {
    name: 'identity',
    step: (state, input) => {
      if (input.kind !== 'record' || (state !== undefined && input.version <= state.version)) return [state, []];
      const [next, effects] = told(state ?? unseen(input.key), input);
      if (next === undefined) return [state, effects];
      // A repeat of what was answered is silent, also where the answer left the state as it was.
      return next === state && effects.length === 0 ? [state, []] : [{ ...next, version: input.version }, effects];
    },
  };
}

/** No state: it stays as it was, unknown if it was unknown. */
type Step = readonly [IdentifierState | undefined, readonly Effect[]];

function told(state: IdentifierState, input: RecordInput<IdentityIn>): Step {
  const { kind, event, link, relink, refused, repoint, forget } = input.value;
  switch (kind) {
    case 'event':
      return event === null ? lacking('event') : accepted(state, event, input);
    case 'link':
      return link === null ? lacking('link') : asked(state, link, input);
    case 'relink':
      return relink === null ? lacking('relink') : askedAgain(state, relink, input);
    case 'refused':
      return refused === null ? lacking('refused') : [noted(state, refused, input.at), []];
    case 'repoint':
      if (repoint !== null) return [repointed(state, repoint), []];
      break;
    case 'forget':
      if (forget !== null) return [forgotten(state, forget, input.key), []];
      break;
    case 'switch':
    case 'unknown':
      break;
  }
  throw unknownKind(input.from);
}

const lacking = (field: string): Step => [undefined, [refusal('bad-value', { field, reason: 'is missing' })]];

const wrongKey = (reason: string): Step => [undefined, [refusal('wrong-key', { field: 'key', reason })]];

/** An event of unknown type would be passed on without its type; it stops the partition as an unknown kind does. */
function accepted(state: IdentifierState, event: Event, { key, at, from }: RecordInput<IdentityIn>): Step {
  if (event.type === 'unknown') throw unknownKind(from);
  // It would be numbered as an event of somebody else.
  if (event.entry.key !== key) return wrongKey('is not that of the identifier the event entered by');
  const entry = entryOf(event.messageId, at);
  if (isRepeat(state.recent, entry)) return [state.seq === 0 ? undefined : state, []];
  const numbered = { ...state, seq: state.seq + 1, recent: remember(state.recent, entry) };
  const { seq, incarnation } = numbered;
  const apply = profileIn.apply({ identifier: event.entry, incarnation, seq, event });
  const [next, asks] = asking(numbered, event, at);
  return [next, [toProfile(numbered, apply), ...asks]];
}

/** The event belongs to its entry alone; the others named on it are only asked to be linked (design I1). */
function asking(state: IdentifierState, { entry, others, messageId }: Event, at: number): [IdentifierState, Effect[]] {
  const cause = { messageId, command: null, at };
  let next = state;
  const effects: Effect[] = [];
  for (const other of others) {
    const ask = other.key === entry.key ? 'later' : askOf(next, other.key, at);
    if (ask === 'never') next = withSuppressed(next);
    if (ask !== 'now') continue;
    next = askedAt(next, other.key, at);
    effects.push(linkTo(other, { state, asker: entry, cause }));
  }
  return [next, effects];
}

/** Another identifier wants to be linked: its profile knows whether they are one already, or has to propose. A pointer may be old. */
function asked(state: IdentifierState, request: LinkRequest, { key }: RecordInput<IdentityIn>): Step {
  const { asker, asked: self, profileId, cause } = request;
  if (self.key !== key) return wrongKey('is not that of the identifier that is asked');
  if (isSaturated(state) && cause.command === null) return [withSuppressed(state), [saturated(request)]];
  const { incarnation } = state;
  const link = { asker, asked: { identifier: self, incarnation }, profileId: state.profileId, cause };
  const effect = {
    kind: 'emit',
    topic: 'profile.in',
    key: keyOf.profile(profileId),
    value: profileIn.link(link),
  } as const;
  return [state, [effect]];
}

const saturated = ({ asker, asked: { key } }: LinkRequest): Effect =>
  toIdentifier(
    asker.identifier.key,
    identityIn.refused({ neighbour: key, incarnation: asker.incarnation, code: 'saturated', revision: 0 }),
  );

/** What was asked got lost in a merge that was refused for another reason: it is asked again at once. */
function askedAgain(state: IdentifierState, relink: Relink, { key, at }: RecordInput<IdentityIn>): Step {
  const { asker, asked: other, cause } = relink;
  if (asker.identifier.key !== key) return wrongKey('is not that of the identifier that asks');
  if (asker.incarnation !== state.incarnation) return [undefined, []];
  return [askedAt(state, other.key, at), [linkTo(other, { state, asker: asker.identifier, cause })]];
}

const askedAt = (state: IdentifierState, key: IdentifierKey, at: number): IdentifierState => {
  const known = state.neighbours.find((it) => it.key === key);
  return withNeighbour(state, { refusal: null, revision: 0, ...known, key, askedAt: at });
};

interface Asking {
  readonly state: IdentifierState;
  readonly asker: Identifier;
  readonly cause: LinkCause;
}

const linkTo = (other: Identifier, { state, asker, cause }: Asking): Effect =>
  toIdentifier(
    other.key,
    identityIn.link({
      asker: { identifier: asker, incarnation: state.incarnation },
      asked: other,
      profileId: state.profileId,
      cause,
    }),
  );

function noted(state: IdentifierState, refused: LinkRefusal, at: number): IdentifierState | undefined {
  const { neighbour, incarnation, code, revision } = refused;
  if (incarnation !== state.incarnation) return undefined;
  return withNeighbour(state, { key: neighbour, askedAt: at, refusal: code, revision });
}

/** Pointers may arrive in any order; the newest stays. One of an erased life is void. */
function repointed(state: IdentifierState, repoint: Repoint): IdentifierState | undefined {
  const { incarnation, profileId, pointerVersion } = repoint;
  if (incarnation !== state.incarnation || pointerVersion <= state.pointerVersion) return undefined;
  return { ...state, profileId, pointerVersion };
}

/** A new life with a home of its own, numbers from 1, and no neighbours; repeats of the old one are still known. */
function forgotten(state: IdentifierState, { incarnation }: Forget, key: string): IdentifierState | undefined {
  if (incarnation !== state.incarnation) return undefined;
  return { ...unseen(key), incarnation: incarnation + 1, ...homeOf(key, incarnation + 1), recent: state.recent };
}

const unseen = (key: string): IdentifierState => ({
  version: -1,
  ...homeOf(key, 0),
  pointerVersion: 0,
  incarnation: 0,
  seq: 0,
  recent: new Uint8Array(0),
  neighbours: [],
  suppressed: 0,
});

const homeOf = (key: string, incarnation: number): Pick<IdentifierState, 'profileId'> => ({
  profileId: homeProfile(key as IdentifierKey, incarnation),
});

const toProfile = ({ profileId }: IdentifierState, value: ReturnType<typeof profileIn.apply>): Effect => ({
  kind: 'emit',
  topic: 'profile.in',
  key: keyOf.profile(profileId),
  value,
});

const toIdentifier = (key: IdentifierKey, value: IdentityIn): Effect => ({
  kind: 'emit',
  topic: 'identity.in',
  key: keyOf.identifier(key),
  value,
});
