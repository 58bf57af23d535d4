import type {
  AuditOutcome,
  IncarnatedIdentifier,
  ProfileId,
  ProfileIn,
  ProfileState,
  SubState,
} from '@tutti/contracts';
import { keyOf } from '@tutti/contracts';
import type { Effect, Position } from '@tutti/core/stage';
import { homeProfile, nameOf } from '@tutti/core/stage';
import { own } from './fold';
import type { ProfileRules } from './rules';

/** What a step goes by, beside state and message. */
export interface Here {
  readonly id: ProfileId;
  readonly at: number;
  readonly version: number;
  readonly from: Position;
  readonly rules: ProfileRules;
}

/** What a step comes to. */
export type Step = readonly [ProfileState | undefined, readonly Effect[]];

/** `told` of a profile that nobody was told of; all others are offsets. */
const NEVER_TOLD = -1;

/** Whether anybody was told of it: of some profiles nothing came that can be seen. */
export const isTold = ({ told }: ProfileState): boolean => told !== NEVER_TOLD;

/** Whether it holds what belongs to a person: not merged away, not erased. */
export const isLive = ({ life }: ProfileState): boolean => life === 'live';

/** Commands remembered by a profile: whoever sends one again is told so, and nothing is done twice (design I8). */
const COMMANDS_MAX = 16;

/** The state that remembers what came of a command, once for each. */
export const withCommand = (state: ProfileState, id: string, outcome: AuditOutcome): ProfileState => ({
  ...state,
  commands: [...state.commands.filter((known) => known.id !== id), { id, outcome }].slice(-COMMANDS_MAX),
});

/** A profile that nothing is known of yet. */
export const unborn = ({ version, at, rules }: Pick<Here, 'version' | 'at' | 'rules'>): ProfileState => ({
  version,
  told: NEVER_TOLD,
  revision: rules.revision,
  createdAt: at,
  life: 'live',
  into: null,
  identifiers: {},
  links: [],
  forwards: {},
  transfers: 0,
  arrived: [],
  commands: [],
  refusals: [],
  aside: [],
});

/** Where a message about an identifier is to be done. */
export type Way =
  | { readonly kind: 'here'; readonly state: ProfileState }
  | { readonly kind: 'on'; readonly to: ProfileId }
  /** It was erased here, and what still arrives is erased with it. */
  | { readonly kind: 'erased' }
  /** Nobody who keeps to the protocol sends it here. */
  | { readonly kind: 'astray' };

/**
 * An identifier is here, or it went on from here, or this is its home and it comes up only now: then it gets an empty
 * sub-state. Records between two actors keep their order, so that nothing else can happen (docs/identity.md).
 */
export function wayOf(state: ProfileState | undefined, who: IncarnatedIdentifier, here: Here): Way {
  const name = nameOf(who.identifier.key, who.incarnation);
  if (state !== undefined) {
    if (own(state.identifiers, name) !== undefined) return { kind: 'here', state };
    const to = own(state.forwards, name);
    if (to !== undefined) return { kind: 'on', to };
    if (state.life === 'erased') return { kind: 'erased' };
  }
  const before = state ?? unborn(here);
  if (!isLive(before) || here.id !== homeProfile(who.identifier.key, who.incarnation)) return { kind: 'astray' };
  return { kind: 'here', state: withIdentifier(before, name, newSubState(who, here.at)) };
}

const newSubState = ({ identifier, incarnation }: IncarnatedIdentifier, at: number): SubState => ({
  ...{ identifier, incarnation, addedAt: at, pointerVersion: 0 },
  ...{ lineage: [], walls: [], applied: [], units: {} },
});

const withIdentifier = (state: ProfileState, name: string, subState: SubState): ProfileState => ({
  ...state,
  identifiers: { ...state.identifiers, [name]: subState },
});

/** The same message for another profile. */
export const sent = (to: ProfileId, value: ProfileIn): Effect => ({
  kind: 'emit',
  topic: 'profile.in',
  key: keyOf.profile(to),
  value,
});

/** The name of an identifier in one of its lives. */
export const nameIn = ({ identifier, incarnation }: IncarnatedIdentifier): string =>
  nameOf(identifier.key, incarnation);
