import type { TopicPartition, TopicSpec } from '../ports';
import { LogError } from '../ports';
import { MemoryGroup } from './group';
import { PartitionLog } from './partition-log';
import type { OpenTransaction } from './writer';

/** Who owns a transactional id: the latest to open it, and what it has not finished. */
export interface Ownership {
  epoch: number;
  unfinished: OpenTransaction | undefined;
}

/** Everything a cluster keeps. */
export class MemoryStore {
  readonly owners = new Map<string, Ownership>();
  readonly groupOffsets = new Map<string, number>();
  readonly #topics = new Map<string, readonly PartitionLog[]>();
  readonly #groups = new Map<string, MemoryGroup>();

  constructor(private readonly now: () => number) {}

  /** Rejects with `no-topic` when there is no such topic or partition. */
  partition({ topic, partition }: TopicPartition): PartitionLog {
    const found = this.#topics.get(topic)?.[partition];
    if (found === undefined) throw new LogError('no-topic', `looking up ${topic}/${partition}: no such partition`);
    return found;
  }

  partitions(topic: string): readonly PartitionLog[] {
    const found = this.#topics.get(topic);
    if (found === undefined) throw new LogError('no-topic', `looking up ${topic}: no such topic`);
    return found;
  }

  topics(): readonly string[] {
    return [...this.#topics.keys()];
  }

  /** False when it exists already. */
  create({ topic, partitions }: TopicSpec): boolean {
    if (this.#topics.has(topic)) return false;
    const logs = Array.from({ length: partitions }, (_, id) => new PartitionLog(`${topic}/${id}`, this.now));
    this.#topics.set(topic, logs);
    return true;
  }

  group(name: string): MemoryGroup {
    const group = this.#groups.get(name) ?? new MemoryGroup();
    this.#groups.set(name, group);
    return group;
  }

  owner(transactionalId: string): Ownership {
    const owner = this.owners.get(transactionalId) ?? { epoch: 0, unfinished: undefined };
    this.owners.set(transactionalId, owner);
    return owner;
  }
}

/** The key of a group's offset. */
export const groupOffsetName = (group: string, { topic, partition }: TopicPartition): string =>
  `${group}/${topic}/${partition}`;
