import type { PartitionMetadata } from 'kafkajs';
import { Partitioners } from 'kafkajs';
import type { PartitionOf } from '../ports';

const partitionFor = Partitioners.DefaultPartitioner();

/** The partition that every Kafka client gives to a key (Java's murmur2 of its UTF-8 bytes). `partitions` > 0. */
export const partitionOf: PartitionOf = (key, partitions) =>
  partitionFor({ topic: '', partitionMetadata: metadataOf(partitions), message: { key, value: null } });

const known = new Map<number, PartitionMetadata[]>();

/** kafkajs wants the topic's metadata, of which it uses the length only for a record with a key. */
function metadataOf(partitions: number): PartitionMetadata[] {
  const metadata = known.get(partitions) ?? Array.from({ length: partitions }, (_, id) => fakePartition(id));
  known.set(partitions, metadata);
  return metadata;
}

const fakePartition = (partitionId: number): PartitionMetadata => ({
  partitionId,
  leader: 0,
  partitionErrorCode: 0,
  replicas: [],
  isr: [],
});
