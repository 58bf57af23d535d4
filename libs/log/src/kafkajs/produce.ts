import type { ProduceAnswer, Producing } from 'kafkajs/src/broker';
import type { NewRecord, TopicPartition, WrittenOffsets } from '../ports';
import { LogError } from '../ports';
import type { Brokers } from './brokers';
import { nameOf } from './brokers';
import type { Address } from './client';
import { encodeBatch, sizeMax } from './encode-batch';
import { grouped } from './grouped';
import type { PartitionRecords } from './per-partition';
import type { ProduceRequest } from './produce-exchange';
import { produceExchange } from './produce-exchange';
import { isFenced, isFinal, refusalOf } from './trouble';

/** A chunk is one batch at the broker, which refuses batches above about a megabyte unless told otherwise. */
const CHUNK_BYTES_MAX = 512 * 1024;
const CHUNK_RECORDS_MAX = 2_000;

/** Where records go and as whom. `sequence` numbers the next `count` records of a partition. */
export interface Route {
  readonly brokers: Brokers;
  readonly leaders: ReadonlyMap<string, Address>;
  readonly identity: Producing;
  readonly sequence: (partition: TopicPartition, count: number) => number;
}

interface Ack extends TopicPartition {
  readonly first: number;
  readonly last: number;
}

/**
 * Sends every record once, in order per partition, and nothing twice. Resolves when each partition of each request was
 * acknowledged by all in-sync replicas; rejects when any was not, after all requests under way have ended.
 */
export async function produce(route: Route, parts: readonly PartitionRecords[]): Promise<WrittenOffsets> {
  const written = new Map<string, { first: number; last: number }>();
  for (const round of roundsOf(parts)) {
    for (const ack of await produceRound(route, round)) {
      const name = nameOf(ack);
      written.set(name, { first: written.get(name)?.first ?? ack.first, last: ack.last });
    }
  }
  return written;
}

/** The n-th round holds the n-th chunk of each partition: one request carries one batch per partition only. */
export function roundsOf(parts: readonly PartitionRecords[]): readonly (readonly PartitionRecords[])[] {
  const rounds: PartitionRecords[][] = [];
  for (const part of parts) chunksOf(part).forEach((chunk, n) => (rounds[n] ??= []).push(chunk));
  return rounds;
}

function chunksOf({ topic, partition, records }: PartitionRecords): readonly PartitionRecords[] {
  const chunks: PartitionRecords[] = [];
  let open: NewRecord[] = [];
  let bytes = 0;
  for (const record of records) {
    const size = sizeMax(record);
    if (open.length === 0 || open.length === CHUNK_RECORDS_MAX || bytes + size > CHUNK_BYTES_MAX) {
      open = [];
      bytes = 0;
      chunks.push({ topic, partition, records: open });
    }
    open.push(record);
    bytes += size;
  }
  return chunks;
}

async function produceRound(route: Route, chunks: readonly PartitionRecords[]): Promise<readonly Ack[]> {
  const perLeader = [...grouped(chunks, (chunk) => leaderOf(route, chunk))];
  const outcomes = await Promise.allSettled(perLeader.map(([leader, mine]) => produceTo(route, leader, mine)));
  const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  if (failures.length > 0) throw failures.find(isFenced) ?? failures.find(isFinal) ?? failures[0];
  return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []));
}

function leaderOf({ leaders }: Route, chunk: PartitionRecords): Address {
  const leader = leaders.get(nameOf(chunk));
  if (leader === undefined) throw new Error(`${nameOf(chunk)} has no leader or does not exist`);
  return leader;
}

async function produceTo(route: Route, leader: Address, chunks: readonly PartitionRecords[]): Promise<readonly Ack[]> {
  const broker = await route.brokers.at(leader);
  const request = { identity: route.identity, topics: topicsOf(route, chunks) };
  try {
    const answer = await broker.connectionPool.send(produceExchange(request));
    return chunks.map((chunk) => ackOf(answer, chunk));
  } catch (error) {
    throw isFinal(error) ? refused(chunks, error) : error;
  }
}

/** The broker does not say which record it means: the largest one is named, never what is in it. */
function refused(chunks: readonly PartitionRecords[], error: unknown): LogError {
  const records = chunks.flatMap((chunk) => chunk.records);
  const largest = records.reduce((most, record) => (sizeMax(record) > sizeMax(most) ? record : most));
  return new LogError(
    'fatal',
    `writing ${records.length} records to ${chunks.map(nameOf).join(', ')}: refused with ${String(refusalOf(error))}; ` +
      `the largest, for ${nameOf(largest)}, has a key of ${Buffer.byteLength(largest.key ?? '')} bytes and is ` +
      `about ${sizeMax(largest)} bytes in all; change what is written, or limits and rights at the broker`,
    { cause: error },
  );
}

const topicsOf = (route: Route, chunks: readonly PartitionRecords[]): ProduceRequest['topics'] =>
  [...grouped(chunks, ({ topic }) => topic)].map(([topic, ofTopic]) => ({
    topic,
    partitions: ofTopic.map((chunk) => ({ partition: chunk.partition, batch: batchOf(route, chunk) })),
  }));

function batchOf({ identity, sequence }: Route, chunk: PartitionRecords): Buffer {
  const { producerId, producerEpoch, transactionalId } = identity;
  const first = sequence(chunk, chunk.records.length);
  const transactional = transactionalId !== undefined;
  return encodeBatch(chunk.records, { producerId, producerEpoch, sequence: first, transactional }, Date.now());
}

/** An answer that does not speak of a partition is no answer for it. */
function ackOf({ topics }: ProduceAnswer, chunk: PartitionRecords): Ack {
  const ofTopic = topics.find(({ topicName }) => topicName === chunk.topic);
  const ack = ofTopic?.partitions.find(({ partition }) => partition === chunk.partition);
  const first = Number(ack?.baseOffset ?? -1);
  if (ack?.errorCode !== 0 || !(first >= 0)) throw new Error(`the broker did not acknowledge ${nameOf(chunk)}`);
  return { topic: chunk.topic, partition: chunk.partition, first, last: first + chunk.records.length - 1 };
}
