import type { TopicName, TopicValue } from '@tutti/contracts';
import { topicName, TOPICS } from '@tutti/contracts';
import type { Log, LogRecord, TopicPartition, WireCodec } from '@tutti/log';
import { confluentRegistry, kafkajsLog, UnknownSchemaError, wireCodec, WireError } from '@tutti/log';
import type { Endpoints } from './endpoints';

const READ = { waitMsMax: 1_000, bytesMax: 512 * 1024 };

/** A topic as a person names it on the command line. */
export interface NamedTopic {
  readonly topic: TopicName;
  /** Full name, with prefix and version. */
  readonly name: string;
  /** What fills the template, such as the instance of a destination; empty for a topic that is no template. */
  readonly parameter: string;
}

/** Finds a topic by its short name, its full name, or a template filled in, such as `destination.console.state`. */
export function namedTopic(text: string, prefix: string): NamedTopic | undefined {
  const short = text.startsWith(`${prefix}.`) && text.endsWith('.v1') ? text.slice(prefix.length + 1, -3) : text;
  for (const topic of Object.keys(TOPICS) as TopicName[]) {
    const { template } = TOPICS[topic];
    const form = new RegExp(`^${template.replaceAll('.', '\\.').replace(/<\w+>/, '([\\w-]+)')}$`);
    const match = form.exec(short);
    if (match !== null) return { topic, name: topicName(prefix, topic, match[1]), parameter: match[1] ?? '' };
  }
  return undefined;
}

/** One record of a followed topic. `value` is undefined for a tombstone, `problem` says why bytes are not a value. */
export interface Followed<Topic extends TopicName> extends TopicPartition {
  readonly record: LogRecord;
  readonly value: TopicValue[Topic] | undefined;
  readonly problem: string | undefined;
}

/** Reads topics of a running Tutti, decoded. Close it when done. */
export class TopicFollower {
  readonly #log: Log;
  readonly #wire: WireCodec;
  #closed = false;

  private constructor(log: Log, wire: WireCodec) {
    this.#log = log;
    this.#wire = wire;
  }

  static async open({ brokers, registryUrl, prefix }: Endpoints): Promise<TopicFollower> {
    const log = kafkajsLog({ brokers: brokers.split(','), clientId: `${prefix}-cli` });
    const wire = await wireCodec({ registry: confluentRegistry({ url: registryUrl }), prefix, strict: false });
    return new TopicFollower(log, wire);
  }

  /** Calls `seen` for every record from the beginning or from now on, partition by partition, until closed. */
  async follow<Topic extends TopicName>(
    { topic, name }: { readonly topic: Topic; readonly name: string },
    from: 'beginning' | 'now',
    seen: (followed: Followed<Topic>) => void,
  ): Promise<void> {
    const count = await this.#log.partitionsOf(name);
    const partitions = Array.from({ length: count }, (_, partition) => ({ topic: name, partition }));
    await Promise.all(partitions.map((partition) => this.#followOne({ partition, topic, from, seen })));
  }

  /** The topics of one template that exist. */
  async topicsOf(topic: TopicName, prefix: string): Promise<readonly NamedTopic[]> {
    const named = (await this.#log.topics()).flatMap((name) => namedTopic(name, prefix) ?? []);
    return named.filter((it) => it.topic === topic);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#log.close();
  }

  async #followOne<Topic extends TopicName>({
    partition,
    topic,
    from,
    seen,
  }: {
    readonly partition: TopicPartition;
    readonly topic: Topic;
    readonly from: 'beginning' | 'now';
    readonly seen: (followed: Followed<Topic>) => void;
  }): Promise<void> {
    const { start, end } = await this.#log.boundsOf(partition);
    const reader = this.#log.reader(partition);
    try {
      for (let position = from === 'beginning' ? start : end; !this.#closed;) {
        const batch = await reader.read(position, READ);
        for (const record of batch.records) seen({ ...partition, record, ...(await this.#decode(topic, record)) });
        position = batch.nextOffset;
      }
    } catch (error) {
      if (!this.#closed) throw error;
    } finally {
      await reader.close();
    }
  }

  async #decode<Topic extends TopicName>(
    topic: Topic,
    { value }: LogRecord,
  ): Promise<Pick<Followed<Topic>, 'value' | 'problem'>> {
    if (value === null) return { value: undefined, problem: undefined };
    try {
      return { value: this.#wire.decode(topic, value), problem: undefined };
    } catch (error) {
      if (error instanceof WireError) return { value: undefined, problem: error.message };
      if (!(error instanceof UnknownSchemaError)) throw error;
      await this.#wire.learn(error.schemaId);
      return { value: this.#wire.decode(topic, value), problem: undefined };
    }
  }
}
