import type Broker from 'kafkajs/src/broker';
import type { Metadata, TopicOffsets } from 'kafkajs/src/broker';
import { createErrorFromCode } from 'kafkajs/src/protocol/error';
import type { TopicPartition, TopicSpec } from '../ports';
import { LogError } from '../ports';
import type { Brokers } from './brokers';
import { grouped } from './grouped';
import { refusalOf } from './trouble';

const READ_UNCOMMITTED = 0;
const LATEST = -1;
const EARLIEST = -2;
const CLUSTER_DEFAULT = -1;
const LEADER_NOT_AVAILABLE = 5;

/** What a log promises about every record: `timestamp` is the broker's append time. */
const CONFIG = { 'message.timestamp.type': 'LogAppendTime' };

/** Names of all topics. */
export async function topicNames(brokers: Brokers): Promise<readonly string[]> {
  return (await brokers.metadata([])).topicMetadata.map(({ topic }) => topic);
}

/** The id that the cluster was formatted with. */
export async function clusterId(brokers: Brokers): Promise<string> {
  return (await brokers.metadata([])).clusterId;
}

/** Number of partitions, all of them with a leader. */
export async function partitionCount(brokers: Brokers, topic: string): Promise<number> {
  const { topicMetadata } = await brokers.metadata([topic]);
  const count = topicMetadata[0]?.partitionMetadata.length ?? 0;
  if (count === 0) throw new LogError('no-topic', `counting partitions of ${topic}: no such topic`);
  return count;
}

/** First retained offset and high watermark. */
export async function bounds(brokers: Brokers, at: TopicPartition): Promise<{ start: number; end: number }> {
  const leader = await brokers.at(await brokers.leader(at));
  const [start, end] = await Promise.all([offsetAt(leader, at, EARLIEST), offsetAt(leader, at, LATEST)]);
  return { start, end };
}

/**
 * Resolves when the leader of every partition of a topic answers as such. A new topic is known to the cluster a moment
 * before its leaders have noticed.
 */
export async function leadersReady(brokers: Brokers, topic: string): Promise<void> {
  const partitions = await partitionCount(brokers, topic);
  const leaders = await brokers.leaders([topic]);
  if (leaders.size < partitions) throw createErrorFromCode(LEADER_NOT_AVAILABLE);
  for (const [address, names] of grouped([...leaders.keys()], (name) => leaders.get(name))) {
    const numbers = names.map((name) => Number(name.slice(topic.length + 1)));
    if (address !== undefined) await listOffsets(await brokers.at(address), { topic, partitions: numbers, at: LATEST });
  }
}

async function offsetAt(leader: Broker, { topic, partition }: TopicPartition, at: number): Promise<number> {
  const offset = offsetIn(await listOffsets(leader, { topic, partitions: [partition], at }));
  if (offset === undefined) throw new Error(`no offset of ${topic}/${partition} in the broker's answer`);
  return offset;
}

interface OffsetQuestion {
  readonly topic: string;
  readonly partitions: readonly number[];
  readonly at: number;
}

async function listOffsets(
  leader: Broker,
  { topic, partitions, at }: OffsetQuestion,
): Promise<readonly TopicOffsets[]> {
  const topics = [{ topic, partitions: partitions.map((partition) => ({ partition, timestamp: at })) }];
  return (await leader.listOffsets({ isolationLevel: READ_UNCOMMITTED, topics })).responses;
}

/** The group's committed offset; undefined when it has none for that partition. */
export async function committedOffset(
  brokers: Brokers,
  group: string,
  { topic, partition }: TopicPartition,
): Promise<number | undefined> {
  const coordinator = await brokers.coordinator('group', group);
  const topics = [{ topic, partitions: [{ partition }] }];
  const offset = offsetIn((await coordinator.offsetFetch({ groupId: group, topics })).responses);
  return offset === undefined || offset < 0 ? undefined : offset;
}

const offsetIn = ([topic]: readonly TopicOffsets[]): number | undefined => {
  const offset = topic?.partitions[0]?.offset;
  return offset === undefined ? undefined : Number(offset);
};

/** Creates one topic; false when it exists already. May be repeated. */
export async function createTopic(brokers: Brokers, spec: TopicSpec): Promise<boolean> {
  const controller = await controllerOf(brokers, await brokers.metadata([]));
  const configEntries = Object.entries({ ...CONFIG, ...spec.config }).map(([name, value]) => ({ name, value }));
  const { topic, partitions: numPartitions } = spec;
  try {
    await controller.createTopics({
      topics: [{ topic, numPartitions, replicationFactor: CLUSTER_DEFAULT, configEntries }],
    });
    return true;
  } catch (error) {
    const refusal = soleRefusal(error);
    if (refusalOf(refusal) === 'TOPIC_ALREADY_EXISTS') return false;
    throw refusal;
  }
}

async function controllerOf(brokers: Brokers, { controllerId, brokers: nodes }: Metadata): Promise<Broker> {
  const controller = nodes.find(({ nodeId }) => nodeId === controllerId);
  return controller === undefined ? brokers.any() : brokers.at(controller);
}

/** kafkajs wraps refusals of this request, one per topic. */
const soleRefusal = (error: unknown): unknown =>
  error instanceof Error && 'errors' in error && Array.isArray(error.errors) ? error.errors[0] : error;
