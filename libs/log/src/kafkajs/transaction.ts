import type Broker from 'kafkajs/src/broker';
import type { GroupOffset, NewRecord, TopicPartition, WrittenOffsets } from '../ports';
import type { Brokers } from './brokers';
import { nameOf } from './brokers';
import type { Address } from './client';
import { grouped } from './grouped';
import type { PartitionRecords } from './per-partition';
import { perPartition } from './per-partition';
import { produce } from './produce';
import { isPassing, patiently, refusalOf } from './trouble';

/**
 * Kafka answers an EndTxn when the end is decided and refuses the next transaction until its markers are written, a few
 * milliseconds later. That refusal is definite, so asking again is safe.
 */
const BEGIN_PAUSE_MS = { first: 1, max: 64 };
const BEGIN_MS_MAX = 5_000;
const PREPARE_MS_MAX = 10_000;
const SEQUENCES = 2 ** 31;

type Parts = readonly PartitionRecords[];

/** What the living owner of a transactional id holds. Maps are filled as partitions and groups come up. */
export interface Owner {
  readonly brokers: Brokers;
  readonly coordinator: Broker;
  readonly identity: { readonly transactionalId: string; readonly producerId: string; readonly producerEpoch: number };
  readonly groupCoordinators: Map<string, Broker>;
  readonly leaders: Map<string, Address>;
  /** Next sequence number per partition: the broker refuses gaps and drops repeats. */
  readonly sequences: Map<string, number>;
}

/**
 * One transaction from begin to commit. After a rejection it is open, aborted or committed; the owner must be given up.
 * Nothing is sent a second time unless the broker said that it had not done it.
 */
export async function transact(
  owner: Owner,
  records: readonly NewRecord[],
  offset: GroupOffset | undefined,
): Promise<WrittenOffsets> {
  if (records.length === 0 && offset === undefined) return new Map();
  const parts = perPartition(records);
  await prepare(owner, parts, offset);
  await begin(owner, parts, offset);
  const { brokers, leaders, identity } = owner;
  const sequence = (partition: TopicPartition, count: number): number => takeSequence(owner, partition, count);
  const written = await produce({ brokers, leaders, identity, sequence }, parts);
  if (offset !== undefined) await commitOffset(owner, offset);
  await owner.coordinator.endTxn({ ...identity, transactionResult: true });
  return written;
}

/** Learns where to send; nothing has begun yet, so this may be repeated. */
async function prepare(owner: Owner, parts: Parts, offset: GroupOffset | undefined): Promise<void> {
  const unknown = parts.filter((part) => !owner.leaders.has(nameOf(part)));
  const topics = [...new Set(unknown.map(({ topic }) => topic))];
  const patience = { doing: `looking up ${topics.join(', ') || offset?.group}`, again: isPassing };
  await patiently({ ...patience, msMax: PREPARE_MS_MAX }, async () => {
    if (topics.length > 0) {
      for (const [name, leader] of await owner.brokers.leaders(topics)) owner.leaders.set(name, leader);
    }
    if (offset !== undefined) await groupCoordinator(owner, offset.group);
  });
  const nowhere = parts.find((part) => !owner.leaders.has(nameOf(part)));
  if (nowhere !== undefined) throw new Error(`${nameOf(nowhere)} does not exist; nothing was sent`);
}

async function groupCoordinator(owner: Owner, group: string): Promise<Broker> {
  const coordinator = owner.groupCoordinators.get(group) ?? (await owner.brokers.coordinator('group', group));
  owner.groupCoordinators.set(group, coordinator);
  return coordinator;
}

async function begin(owner: Owner, parts: Parts, offset: GroupOffset | undefined): Promise<void> {
  if (parts.length > 0) {
    await whenPredecessorEnded(() =>
      owner.coordinator.addPartitionsToTxn({ ...owner.identity, topics: partitionsOf(parts) }),
    );
  }
  if (offset !== undefined) {
    await whenPredecessorEnded(() => owner.coordinator.addOffsetsToTxn({ ...owner.identity, groupId: offset.group }));
  }
}

const whenPredecessorEnded = async (ask: () => Promise<unknown>): Promise<void> => {
  for (let pauseMs = BEGIN_PAUSE_MS.first, until = Date.now() + BEGIN_MS_MAX; ; pauseMs *= 2) {
    try {
      await ask();
      return;
    } catch (error) {
      if (refusalOf(error) !== 'CONCURRENT_TRANSACTIONS' || Date.now() > until) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, Math.min(pauseMs, BEGIN_PAUSE_MS.max)));
  }
};

const partitionsOf = (parts: Parts): readonly { topic: string; partitions: readonly number[] }[] =>
  [...grouped(parts, ({ topic }) => topic)].map(([topic, ofTopic]) => ({
    topic,
    partitions: ofTopic.map(({ partition }) => partition),
  }));

/** Sequence numbers run from 0 to 2^31 - 1 and around. */
function takeSequence({ sequences }: Owner, partition: TopicPartition, count: number): number {
  const name = nameOf(partition);
  const sequence = sequences.get(name) ?? 0;
  sequences.set(name, (sequence + count) % SEQUENCES);
  return sequence;
}

async function commitOffset(owner: Owner, { group, topic, partition, offset }: GroupOffset): Promise<void> {
  const coordinator = await groupCoordinator(owner, group);
  const topics = [{ topic, partitions: [{ partition, offset: String(offset) }] }];
  await coordinator.txnOffsetCommit({ ...owner.identity, groupId: group, topics });
}
