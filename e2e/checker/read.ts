import { readCaches } from './cache';
import type { Answered, Delivery, Evidence } from './evidence';
import type { Gathering } from './gather';
import { gathering } from './gather';
import type { Partition, Topics } from './kafka';
import { openTopics } from './kafka';
import { topicOf } from './raw';
import type { Schemas } from './schemas';
import { schemasOf } from './schemas';

/** Where an installation is. */
export interface Place {
  readonly brokers: readonly string[];
  readonly registryUrl: string;
  readonly redisUrl: string;
  readonly prefix: string;
}

/** What happened outside of it. */
export interface Witnessed {
  readonly answered?: readonly Answered[];
  readonly deliveries?: readonly Delivery[];
}

/**
 * Reads every topic of an installation from zero, and its caches before that, so that nothing in a cache can be newer
 * than what is read of the log. Rejects when a topic has lost its beginning.
 */
export async function readEvidence(place: Place, witnessed: Witnessed = {}): Promise<Evidence> {
  const schemas = schemasOf(place.registryUrl);
  const shortOf = (topic: string): string => shortName(place.prefix, topic);
  const gathered = gathering({ decode: (_topic, bytes) => schemas.decode(bytes), shortOf });
  const topics = await openTopics(place.brokers);
  try {
    const caches = await readCaches(place.redisUrl, { prefix: place.prefix, cluster: topics.cluster });
    const partitions = await topics.partitions(`${place.prefix}.`);
    for (const partition of partitions) {
      const name = shortOf(partition.topic);
      if (topicOf(name) !== undefined) await readPartition({ topics, schemas, gathered }, partition, name);
    }
    return gathered.evidence({ ...witnessed, caches });
  } finally {
    await topics.close();
  }
}

interface Parts {
  readonly topics: Topics;
  readonly schemas: Schemas;
  readonly gathered: Gathering;
}

async function readPartition({ topics, schemas, gathered }: Parts, partition: Partition, name: string): Promise<void> {
  const isState = name.endsWith('.state');
  if (!isState && partition.start > 0) throw new Error(beginsLate(partition));
  for await (const records of topics.read(partition)) {
    for (const record of records) {
      if (record.value !== null) await schemas.learn(record.value);
      gathered.add({ ...record, topic: name });
    }
  }
  if (isState) gathered.ends(name, partition.partition, partition.end);
}

const beginsLate = ({ topic, partition, start }: Partition): string =>
  `reading ${topic}/${partition} from zero: it begins at ${start}; check before retention takes what was written`;

/** A topic without its prefix and version. */
const shortName = (prefix: string, topic: string): string =>
  topic.startsWith(`${prefix}.`) ? topic.slice(prefix.length + 1).replace(/\.v\d+$/, '') : topic;
