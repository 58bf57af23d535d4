import type Broker from 'kafkajs/src/broker';
import type { Metadata } from 'kafkajs/src/broker';
import type Connection from 'kafkajs/src/network/connection';
import type { TopicPartition } from '../ports';
import { LogError } from '../ports';
import type { Address, Client } from './client';
import { GivenUpError } from './trouble';

const COORDINATOR_TYPE = { group: 0, transaction: 1 };

/** `topic/partition`, the key of `WrittenOffsets`. */
export const nameOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;

/**
 * The brokers of one cluster, connected when first needed. Whoever meets trouble cuts it and makes a new one: nothing
 * is repaired, nothing is repeated here.
 */
export class Brokers {
  readonly #connected = new Map<string, Broker>();
  #ended = false;

  constructor(private readonly client: Client) {}

  /** The first bootstrap broker that can be connected. */
  async any(): Promise<Broker> {
    let last: unknown;
    for (const address of this.client.bootstrap) {
      try {
        return await this.at(address);
      } catch (error) {
        last = error;
      }
    }
    throw last;
  }

  /** The broker at that address, connected. */
  async at(address: Address): Promise<Broker> {
    const name = `${address.host}:${address.port}`;
    if (this.#ended) throw new GivenUpError(`connecting ${name}: given up meanwhile`);
    const broker = this.#connected.get(name) ?? this.client.broker(address);
    this.#connected.set(name, broker);
    await broker.connect();
    return broker;
  }

  async metadata(topics: readonly string[]): Promise<Metadata> {
    return (await this.any()).metadata(topics);
  }

  /** The broker that keeps the state of a group or of a transactional id. */
  async coordinator(kind: 'group' | 'transaction', id: string): Promise<Broker> {
    const question = { groupId: id, coordinatorType: COORDINATOR_TYPE[kind] };
    const { coordinator } = await (await this.any()).findGroupCoordinator(question);
    return this.at(coordinator);
  }

  /** Leaders of every partition of those topics, by `nameOf`. */
  async leaders(topics: readonly string[]): Promise<ReadonlyMap<string, Address>> {
    return leadersIn(await this.metadata(topics));
  }

  async leader(partition: TopicPartition): Promise<Address> {
    const address = (await this.leaders([partition.topic])).get(nameOf(partition));
    if (address === undefined) throw new LogError('no-topic', `looking up ${nameOf(partition)}: no such partition`);
    return address;
  }

  /** Closes when the requests under way are answered. */
  async close(): Promise<void> {
    this.#ended = true;
    await Promise.all([...this.#connected.values()].map((broker) => broker.disconnect()));
  }

  /** Closes at once; requests under way are rejected with `why`, whatever became of them at the broker. */
  async cut(why: Error): Promise<void> {
    this.#ended = true;
    const connections = [...this.#connected.values()].flatMap((broker) => broker.connectionPool.pool);
    await Promise.all(connections.map((connection) => cut(connection, why)));
  }
}

/** Ends one connection now; requests under way are rejected with `why`. */
export async function cut(connection: Connection, why: Error): Promise<void> {
  connection.rejectRequests(why);
  connection.socket?.destroy();
  await connection.disconnect();
}

function leadersIn({ brokers, topicMetadata }: Metadata): ReadonlyMap<string, Address> {
  const addresses = new Map(brokers.map(({ nodeId, host, port }) => [nodeId, { host, port }]));
  const leaders = new Map<string, Address>();
  for (const { topic, partitionMetadata } of topicMetadata) {
    for (const { partitionId, leader } of partitionMetadata) {
      const address = addresses.get(leader);
      if (address !== undefined) leaders.set(nameOf({ topic, partition: partitionId }), address);
    }
  }
  return leaders;
}
