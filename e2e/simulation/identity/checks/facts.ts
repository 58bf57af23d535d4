import type { Event, Identifier, IdentifierKey, IdentifierState, ProfileId, ProfileState } from '@tutti/contracts';
import { nameOf } from '@tutti/core/stage';
import type { IdentityStep, World } from '../world';

const WINDOW_MS = 7 * 24 * 60 * 60 * 1000;
const RECENT_MAX = 256;

/** An accepted event, where it stands among all steps, and who it belongs to: an identifier in one of its lives. */
export interface Accepted {
  readonly event: Event;
  readonly name: string;
  readonly place: number;
}

/** Everything the checks go by, found without the stages: by the records that went in and the words of the promises. */
export interface Facts {
  readonly world: World;
  /** In the order in which each identifier accepted them. */
  readonly accepted: readonly Accepted[];
  readonly byName: ReadonlyMap<string, readonly Event[]>;
  /** Current life of each identifier that was ever told something. */
  readonly incarnations: ReadonlyMap<IdentifierKey, number>;
  /** Place of the step that ended a life, by name. */
  readonly ended: ReadonlyMap<string, number>;
  readonly identifiers: ReadonlyMap<IdentifierKey, Identifier>;
  readonly pointers: ReadonlyMap<IdentifierKey, IdentifierState>;
  readonly profiles: ReadonlyMap<ProfileId, ProfileState>;
  /** Who owns each name, in every profile that says so. */
  readonly owners: ReadonlyMap<string, readonly ProfileId[]>;
}

/** Gathers the facts of a world at rest. */
export function factsOf(world: World): Facts {
  const lives = { incarnations: new Map<IdentifierKey, number>(), ended: new Map<string, number>() };
  const accepted = acceptedIn(world.identitySteps, lives);
  const byName = new Map<string, Event[]>();
  for (const { name, event } of accepted) byName.set(name, [...(byName.get(name) ?? []), event]);
  const pointers = new Map(
    world.identity.flatMap(({ owned }) => [...owned.states] as [IdentifierKey, IdentifierState][]),
  );
  const profiles = new Map(world.profile.flatMap(({ owned }) => [...owned.states] as [ProfileId, ProfileState][]));
  const owners = new Map<string, ProfileId[]>();
  for (const [id, { identifiers }] of profiles)
    for (const name of Object.keys(identifiers)) owners.set(name, [...(owners.get(name) ?? []), id]);
  return { world, accepted, byName, ...lives, identifiers: namedIn(accepted), pointers, profiles, owners };
}

interface Lives {
  readonly incarnations: Map<IdentifierKey, number>;
  readonly ended: Map<string, number>;
}

/** Goes through what identifiers were told: a repeat within 7 days and 256 events is none, and a Forget ends a life. */
function acceptedIn(steps: readonly IdentityStep[], { incarnations, ended }: Lives): readonly Accepted[] {
  const recent = new Map<string, (readonly [string, number])[]>();
  const accepted: Accepted[] = [];
  for (const { input, place } of steps) {
    if (input.kind !== 'record') continue;
    const key = input.key as IdentifierKey;
    const { event, forget } = input.value;
    const incarnation = incarnations.get(key) ?? 0;
    incarnations.set(key, incarnation);
    const name = nameOf(key, incarnation);
    if (forget !== null && forget.incarnation === incarnation) {
      ended.set(name, place);
      incarnations.set(key, incarnation + 1);
    }
    if (event === null) continue;
    const known = recent.get(key) ?? [];
    if (known.some(([id, at]) => id === event.messageId && input.at - at <= WINDOW_MS)) continue;
    recent.set(key, [...known, [event.messageId, input.at] as const].slice(-RECENT_MAX));
    accepted.push({ event, name, place });
  }
  return accepted;
}

const namedIn = (accepted: readonly Accepted[]): Facts['identifiers'] =>
  new Map(accepted.flatMap(({ event }) => [event.entry, ...event.others]).map((it) => [it.key, it]));

/** The name of an identifier in the life it has now. */
export const nameNow = ({ incarnations }: Pick<Facts, 'incarnations'>, key: IdentifierKey): string =>
  nameOf(key, incarnations.get(key) ?? 0);

/** The key in a name. */
export const keyIn = (name: string): IdentifierKey => name.split('~')[0] as IdentifierKey;
