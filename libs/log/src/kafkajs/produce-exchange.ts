import type { ProduceAnswer, Producing } from 'kafkajs/src/broker';
import type { Exchange } from 'kafkajs/src/network/connection';
import Encoder from 'kafkajs/src/protocol/encoder';
import apiKeys from 'kafkajs/src/protocol/requests/apiKeys';
import { decode, parse } from 'kafkajs/src/protocol/requests/produce/v7/response';
import { REQUEST_MS_MAX } from './trouble';

/** Batches for one leader, encoded. */
export interface ProduceRequest {
  readonly identity: Producing;
  readonly topics: readonly {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number; readonly batch: Buffer }[];
  }[];
}

const PRODUCE_MS_MAX = 5_000;
const ALL_IN_SYNC_REPLICAS = -1;
/** About what a request takes beside its batches; it grows where that is too little. */
const HEAD_BYTES = 512;

/** A Produce request, version 7, that is answered when all in-sync replicas have its batches. */
export function produceExchange({ identity, topics }: ProduceRequest): Exchange<ProduceAnswer> {
  const batches = topics.flatMap(({ partitions }) => partitions.map(({ batch }) => batch.length));
  const body = new Encoder(batches.reduce((sum, bytes) => sum + bytes, HEAD_BYTES))
    .writeString(identity.transactionalId ?? null)
    .writeInt16(ALL_IN_SYNC_REPLICAS)
    .writeInt32(PRODUCE_MS_MAX)
    .writeInt32(topics.length);
  for (const { topic, partitions } of topics) {
    body.writeString(topic).writeInt32(partitions.length);
    for (const { partition, batch } of partitions) body.writeInt32(partition).writeBytes(batch);
  }
  return {
    request: { ...PRODUCE, encode: async () => body },
    response: { decode, parse },
    requestTimeout: REQUEST_MS_MAX,
    logResponseError: false,
  };
}

const PRODUCE = { apiKey: apiKeys.Produce, apiVersion: 7, apiName: 'Produce', expectResponse: () => true };
