import type { DeliveryState, IdentifierKey, Membership, ProfileId, Snapshot, TopicName } from '@tutti/contracts';
import { isTold, visibleProfile } from '@tutti/core/profile';
import type { Platform } from '../platform';
import { sinkName } from '../sink/name';
import { traitRules } from '../stages';
import type { Lookup } from './cached-state';
import { cachedState } from './cached-state';

export type { Lookup } from './cached-state';

/** A profile as the api reads it. */
export interface FoundProfile {
  readonly id: ProfileId;
  readonly snapshot: Snapshot;
  readonly segments: readonly Membership[];
}

/** What one destination instance is known to hold of a profile. */
export interface Delivery {
  readonly instance: string;
  /** Newest settled version; undefined before the first. */
  readonly version: number | undefined;
  readonly outcome: string;
  readonly reason: string | undefined;
  readonly attempts: number;
  readonly at: number | undefined;
  /** Whether the destination holds the profile's newest version. */
  readonly current: boolean;
}

/** `merged`: it went into another profile, or is on its way there. `erased`: nothing is left of it. */
export type ProfileAnswer =
  Lookup<FoundProfile> | { readonly kind: 'merged'; readonly into: ProfileId } | { readonly kind: 'erased' };

/** Merges that one question follows; each is a question of its own to the cache. */
const FOLLOWED_MAX = 16;

type LookupPlatform = Pick<Platform, 'states' | 'wire' | 'partitionOf' | 'partitions' | 'config' | 'clock'>;

/** Reads profiles through the read-only half of the state cache: the one exception to "only through topics" (design R8). */
export class ProfileLookup {
  constructor(private readonly platform: LookupPlatform) {}

  /** The profile that an identifier points at; a merge may be further than the pointer. */
  async byIdentifier(key: IdentifierKey): Promise<ProfileAnswer> {
    const pointer = await this.#state('identity', 'identity.state', key);
    if (pointer.kind !== 'found') return pointer;
    let answer = await this.byId(pointer.found.state!.profileId);
    for (let i = 0; answer.kind === 'merged' && i < FOLLOWED_MAX; i++) answer = await this.byId(answer.into);
    return answer;
  }

  async byId(id: ProfileId): Promise<ProfileAnswer> {
    const [profile, segment] = await Promise.all([
      this.#state('profile-compute', 'profile.state', id),
      this.#state('segment-evaluator', 'segment.state', id),
    ]);
    if (profile.kind !== 'found') return profile;
    const segments = segment.kind === 'found' ? segment.found.state!.memberships : [];
    const state = profile.found.state!;
    if (state.life === 'erased') return { kind: 'erased' };
    if (state.into !== null && (state.life === 'merged' || state.life === 'yielded')) {
      return { kind: 'merged', into: state.into };
    }
    if (!isTold(state)) return { kind: 'none' };
    const { clock, config } = this.platform;
    const traits = traitRules(config.workspace());
    return { kind: 'found', found: { id, snapshot: visibleProfile(id, state, { at: clock(), traits }), segments } };
  }

  /** Deliveries of a profile, one per instance of the workspace. */
  async deliveries({ id, snapshot }: FoundProfile): Promise<Delivery[]> {
    const instances = this.platform.config.workspace().destinations.map(({ instance }) => instance);
    return Promise.all(instances.map((instance) => this.#delivery(instance, id, snapshot.version)));
  }

  /** Number of profiles in the cache. */
  async count(): Promise<number> {
    const { states, partitions } = this.platform;
    const counts = Array.from({ length: partitions }, (_, partition) =>
      states.count({ stage: 'profile-compute', partition }),
    );
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  }

  async #delivery(instance: string, id: ProfileId, newest: number): Promise<Delivery> {
    const read = await this.#state(sinkName(instance), 'destination.state', id);
    return deliveryOf(instance, read.kind === 'found' ? read.found.state : null, newest);
  }

  #state<Topic extends TopicName>(stage: string, topic: Topic, key: string) {
    return cachedState(this.platform, { stage, topic, key });
  }
}

function deliveryOf(instance: string, state: DeliveryState | null, newest: number): Delivery {
  if (state === null) {
    const nothing = { version: undefined, reason: undefined, attempts: 0, at: undefined };
    return { instance, outcome: 'pending', current: false, ...nothing };
  }
  const { version, outcome, reason, attempts, at } = state;
  return { instance, version, outcome, reason: reason ?? undefined, attempts, at, current: version >= newest };
}
