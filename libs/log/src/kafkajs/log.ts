import type { Log, TopicPartition, TopicSpec } from '../ports';
import { LogError } from '../ports';
import { KafkaAppender } from './appender';
import { Brokers } from './brokers';
import type { Client, KafkaSettings } from './client';
import { kafkaClient } from './client';
import { KafkaMember } from './member';
import { KafkaReader } from './reader';
import { bounds, clusterId, committedOffset, createTopic, leadersReady, partitionCount, topicNames } from './topics';
import { GivenUpError, isPassing, logError, patiently, refusalOf } from './trouble';
import { KafkaWriter } from './writer';

const CREATE_MS_MAX = 30_000;

/**
 * The log on Kafka 4, through kafkajs 2.2.4 (any other version throws here). Connects when first used. `close` closes
 * everything that came from it.
 */
export function kafkajsLog(settings: KafkaSettings): Log {
  return new KafkajsLog(kafkaClient(settings));
}

interface Closable {
  readonly close: () => Promise<void>;
}

class KafkajsLog implements Log {
  readonly #open = new Set<Closable>();
  #brokers: Brokers | undefined;
  #closed = false;

  constructor(private readonly client: Client) {}

  reader: Log['reader'] = (partition) => this.#opened((forget) => new KafkaReader(this.client, partition, forget));

  writer: Log['writer'] = (id) => this.#opened((forget) => new KafkaWriter(this.client, id, forget));

  appender: Log['appender'] = () => this.#opened((forget) => new KafkaAppender(this.client, forget));

  member: Log['member'] = (settings) => this.#opened((forget) => new KafkaMember(this.client, settings, forget));

  id = (): Promise<string> => this.#ask('asking for the id of the cluster', clusterId);

  partitionsOf = (topic: string): Promise<number> =>
    this.#ask(`counting partitions of ${topic}`, (brokers) => partitionCount(brokers, topic));

  boundsOf = (partition: TopicPartition): Promise<{ readonly start: number; readonly end: number }> =>
    this.#ask(`reading bounds of ${partition.topic}/${partition.partition}`, (brokers) => bounds(brokers, partition));

  groupOffset = (group: string, partition: TopicPartition): Promise<number | undefined> =>
    this.#ask(`reading the position of ${group}`, (brokers) => committedOffset(brokers, group, partition));

  createTopics = async (specs: readonly TopicSpec[]): Promise<readonly string[]> => {
    const existing = new Set(await this.topics());
    const created: string[] = [];
    for (const spec of specs) {
      if (!existing.has(spec.topic) && (await this.#create(spec))) created.push(spec.topic);
    }
    return created;
  };

  topics = (): Promise<readonly string[]> => this.#ask('listing topics', topicNames);

  close = async (): Promise<void> => {
    this.#closed = true;
    await Promise.all([...this.#open].map((part) => part.close()));
    await this.#brokers?.close();
  };

  /** Resolves when the topic can be used. */
  async #create(spec: TopicSpec): Promise<boolean> {
    const doing = `creating ${spec.topic}`;
    const created = await this.#ask(doing, (brokers) => createTopic(brokers, spec));
    const ready = (brokers: Brokers): Promise<void> => leadersReady(brokers, spec.topic);
    await patiently({ doing, again: isPassing, msMax: CREATE_MS_MAX }, () => this.#once(ready));
    return created;
  }

  /** Everything asked here may be repeated. A missing topic is not worth waiting for: the caller creates it or gives up. */
  #ask<Answer>(doing: string, ask: (brokers: Brokers) => Promise<Answer>): Promise<Answer> {
    const again = (error: unknown): boolean =>
      error instanceof GivenUpError || (isPassing(error) && logError(doing, error).code !== 'no-topic');
    return patiently({ doing, again }, () => this.#once(ask));
  }

  async #once<Answer>(ask: (brokers: Brokers) => Promise<Answer>): Promise<Answer> {
    if (this.#closed) throw new LogError('closed', 'the log is closed');
    const brokers = (this.#brokers ??= new Brokers(this.client));
    try {
      return await ask(brokers);
    } catch (error) {
      if (refusalOf(error) === undefined && this.#brokers === brokers) {
        this.#brokers = undefined;
        void brokers.close();
      }
      throw error;
    }
  }

  #opened<Part extends Closable>(make: (forget: () => void) => Part): Part {
    const part: Part = make(() => this.#open.delete(part));
    this.#open.add(part);
    return part;
  }
}
