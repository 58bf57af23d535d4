import type Connection from 'kafkajs/src/network/connection';
import type { Batch, PartitionReader, ReadLimits, TopicPartition } from '../ports';
import { LogError } from '../ports';
import { Brokers, cut, nameOf } from './brokers';
import type { Client } from './client';
import type { FetchAnswer } from './fetch';
import { batchOf, fetchExchange } from './fetch';
import { isPassing, patiently, refusalOf } from './trouble';

/**
 * Reads on a connection of its own to the partition's leader, because a fetch that waits holds up everything behind it
 * on its connection. Follows the leader for as long as it is patient.
 */
export class KafkaReader implements PartitionReader {
  #connection: Connection | undefined;
  #closed = false;
  #interrupt: ((why: Error) => void) | undefined;

  constructor(
    private readonly client: Client,
    private readonly partition: TopicPartition,
    private readonly forget: () => void,
  ) {}

  read(from: number, limits: ReadLimits): Promise<Batch> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(this.#closedError());
      if (this.#interrupt !== undefined) return reject(new LogError('fatal', `${this.#doing()}: one read at a time`));
      this.#interrupt = reject;
      this.#read(from, limits)
        .finally(() => (this.#interrupt = undefined))
        .then(resolve, reject);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.forget();
    this.#interrupt?.(this.#closedError());
    await this.#drop();
  }

  async #read(from: number, limits: ReadLimits): Promise<Batch> {
    const again = (error: unknown): boolean => !this.#closed && isPassing(error);
    const answer = await patiently({ doing: `${this.#doing()} from ${from}`, again }, () => this.#fetch(from, limits));
    return batchOf(answer, from);
  }

  async #fetch(from: number, limits: ReadLimits): Promise<FetchAnswer> {
    try {
      this.#connection ??= await this.#connect();
      return await this.#connection.send(fetchExchange(this.partition, from, limits));
    } catch (error) {
      if (refusalOf(error) === 'OFFSET_OUT_OF_RANGE') {
        throw new LogError('out-of-range', `${this.#doing()} from ${from}: outside the log`, { cause: error });
      }
      await this.#drop();
      throw error;
    }
  }

  /** Asks for the leader each time: a lost connection often means that it has moved. */
  async #connect(): Promise<Connection> {
    const brokers = new Brokers(this.client);
    try {
      const connection = this.client.connection(await brokers.leader(this.partition));
      await connection.connect();
      if (this.#closed) await cut(connection, this.#closedError());
      return connection;
    } finally {
      void brokers.close();
    }
  }

  async #drop(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    if (connection !== undefined) await cut(connection, this.#closedError());
  }

  #doing(): string {
    return `reading ${nameOf(this.partition)}`;
  }

  #closedError(): LogError {
    return new LogError('closed', `${this.#doing()}: the reader is closed`);
  }
}
