import type { Exchange } from 'kafkajs/src/network/connection';
import Decoder from 'kafkajs/src/protocol/decoder';
import { createErrorFromCode } from 'kafkajs/src/protocol/error';
import fetchRequest from 'kafkajs/src/protocol/requests/fetch/v11/request';
import type { Batch, LogRecord, ReadLimits, TopicPartition } from '../ports';
import type { StoredBatch } from './batches';
import { decodeBatches } from './batches';
import type { AbortedTransaction } from './committed';
import { committedOf } from './committed';
import { REQUEST_MS_MAX } from './trouble';

const CONSUMER = -1;
const READ_COMMITTED = 1;

/** One partition's answer to a fetch. Batches are as stored: whole, with aborted ones and markers among them. */
export interface FetchAnswer {
  readonly start: number;
  readonly end: number;
  readonly aborted: readonly AbortedTransaction[];
  readonly batches: readonly StoredBatch[];
}

/** A fetch of one partition that waits at the broker for its first bytes. Rejects with Kafka's error, such as out of range. */
export function fetchExchange(partition: TopicPartition, from: number, limits: ReadLimits): Exchange<FetchAnswer> {
  const { waitMsMax, bytesMax, bytesMin = 1 } = limits;
  const request = fetchRequest({
    replicaId: CONSUMER,
    isolationLevel: READ_COMMITTED,
    maxWaitTime: waitMsMax,
    minBytes: bytesMin,
    maxBytes: bytesMax,
    topics: [
      {
        topic: partition.topic,
        partitions: [{ partition: partition.partition, fetchOffset: from, maxBytes: bytesMax }],
      },
    ],
  });
  const response = { decode: decodeFetch, parse: async (answer: FetchAnswer) => answer };
  return { request, response, requestTimeout: waitMsMax + REQUEST_MS_MAX, logResponseError: false };
}

/** What a caller may see of an answer: committed records from `from` on, and where to read next. */
export function batchOf(answer: FetchAnswer, from: number): Batch {
  const records: LogRecord[] = [];
  for (const batch of committedOf(answer.batches, answer.aborted)) {
    for (const record of batch.records) {
      if (record.offset >= from) records.push(record);
    }
  }
  // The last batch moves the reader on even when nothing of it is left: aborted, a marker, or emptied by compaction.
  const last = answer.batches.at(-1);
  const nextOffset = last === undefined ? from : Math.max(from, last.lastOffset + 1);
  return { records, nextOffset, start: answer.start, end: answer.end };
}

/** Exported for its tests. Layout: Fetch response, version 11, of one topic and one partition. */
export async function decodeFetch(payload: Buffer): Promise<FetchAnswer & { clientSideThrottleTime: number }> {
  const decoder = new Decoder(payload);
  const clientSideThrottleTime = decoder.readInt32();
  refuse(decoder.readInt16());
  decoder.readInt32(); // session
  decoder.readInt32(); // topics: 1
  decoder.readString();
  decoder.readInt32(); // partitions: 1
  decoder.readInt32();
  const errorCode = decoder.readInt16();
  const end = Number(decoder.readInt64());
  decoder.readInt64(); // last stable offset
  const start = Number(decoder.readInt64());
  const aborted = decoder.readArray(abortedTransaction);
  decoder.readInt32(); // preferred read replica
  refuse(errorCode);
  return { clientSideThrottleTime, start, end, aborted, batches: await decodeBatches(decoder.readBytes()) };
}

function refuse(errorCode: number): void {
  if (errorCode !== 0) throw createErrorFromCode(errorCode);
}

const abortedTransaction = (decoder: Decoder): AbortedTransaction => ({
  producerId: decoder.readInt64().toString(),
  firstOffset: Number(decoder.readInt64()),
});
