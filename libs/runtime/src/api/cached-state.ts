import type { TopicName, TopicValue } from '@tutti/contracts';
import type { Platform } from '../platform';

/** `rebuilding`: the cache is empty and its owner is replaying the log; ask again in a moment. */
export type Lookup<Found> =
  { readonly kind: 'found'; readonly found: Found } | { readonly kind: 'none' } | { readonly kind: 'rebuilding' };

/** What reading the state cache takes. */
export type CachePlatform = Pick<Platform, 'states' | 'wire' | 'partitionOf' | 'partitions'>;

/** Whose state it is: the stage or sink that owns it, its state topic, and the key. */
export interface StateAddress<Topic extends TopicName> {
  readonly stage: string;
  readonly topic: Topic;
  readonly key: string;
}

/** One state through the read-only half of the state cache: the one exception to "only through topics" (design R8). */
export async function cachedState<Topic extends TopicName>(
  { wire, partitionOf, partitions, states: cache }: CachePlatform,
  { stage, topic, key }: StateAddress<Topic>,
): Promise<Lookup<TopicValue[Topic]>> {
  const partition = { stage, partition: partitionOf(key, partitions) };
  const watermark = await cache.watermark(partition);
  if (watermark?.isWhole !== true) return { kind: 'rebuilding' };
  const { stateOffset, states } = await cache.read(partition, [key]);
  // Emptied since: what is there again is not all there is.
  if (stateOffset === undefined || stateOffset < watermark.stateOffset) return { kind: 'rebuilding' };
  const bytes = states.get(key);
  return bytes === undefined ? { kind: 'none' } : { kind: 'found', found: wire.decode(topic, bytes) };
}
