import type { NewRecord, TopicPartition } from '../ports';

/** Records of one partition, in their order. */
export interface PartitionRecords extends TopicPartition {
  readonly records: readonly NewRecord[];
}

/** Records by partition, in order of first appearance. Done once per write: names are compared, not built. */
export function perPartition(records: readonly NewRecord[]): readonly PartitionRecords[] {
  const found: (PartitionRecords & { readonly records: NewRecord[] })[] = [];
  const byTopic = new Map<string, NewRecord[][]>();
  for (const record of records) {
    const { topic, partition } = record;
    let ofTopic = byTopic.get(topic);
    if (ofTopic === undefined) byTopic.set(topic, (ofTopic = []));
    const known = ofTopic[partition];
    if (known !== undefined) known.push(record);
    else found.push({ topic, partition, records: (ofTopic[partition] = [record]) });
  }
  return found;
}
