import type { DeliveryState, IdentifierKey, Membership, ProfileId, Snapshot, TopicName } from '@tutti/contracts';
import { isTold, visibleProfile } from '@tutti/core/profile';
import type { Platform } from '../platform';
import { sinkName } from '../sink/name';

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

/** `rebuilding`: the cache is empty and its owner is replaying the log; ask again in a moment. */
export type Lookup<Found> =
  { readonly kind: 'found'; readonly found: Found } | { readonly kind: 'none' | 'rebuilding' };

type LookupPlatform = Pick<Platform, 'states' | 'wire' | 'partitionOf' | 'partitions' | 'config' | 'clock'>;

/** Reads profiles through the read-only half of the state cache: the one exception to "only through topics" (design R8). */
export class ProfileLookup {
  constructor(private readonly platform: LookupPlatform) {}

  /** The profile that an identifier points at. */
  async byIdentifier(key: IdentifierKey): Promise<Lookup<FoundProfile>> {
    const pointer = await this.#state('identity', 'identity.state', key);
    if (pointer.kind !== 'found') return pointer;
    return this.byId(pointer.found.state!.profileId);
  }

  async byId(id: ProfileId): Promise<Lookup<FoundProfile>> {
    const [profile, segment] = await Promise.all([
      this.#state('profile-compute', 'profile.state', id),
      this.#state('segment-evaluator', 'segment.state', id),
    ]);
    if (profile.kind !== 'found') return profile;
    const segments = segment.kind === 'found' ? segment.found.state!.memberships : [];
    const state = profile.found.state!;
    if (!isTold(state)) return { kind: 'none' };
    return { kind: 'found', found: { id, snapshot: visibleProfile(id, state, this.platform.clock()), segments } };
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

  async #state<Topic extends TopicName>(stage: string, topic: Topic, key: string) {
    const { wire, partitionOf, partitions, states: cache } = this.platform;
    const partition = { stage, partition: partitionOf(key, partitions) };
    const watermark = await cache.watermark(partition);
    if (watermark?.isWhole !== true) return { kind: 'rebuilding' } as const;
    const { stateOffset, states } = await cache.read(partition, [key]);
    // Emptied since: what is there again is not all there is.
    if (stateOffset === undefined || stateOffset < watermark.stateOffset) return { kind: 'rebuilding' } as const;
    const bytes = states.get(key);
    return bytes === undefined
      ? ({ kind: 'none' } as const)
      : ({ kind: 'found', found: wire.decode(topic, bytes) } as const);
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
