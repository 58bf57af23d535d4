import { randomUUID } from 'node:crypto';
import type { Appender, Log, TopicPartition } from '../ports';
import { LogError } from '../ports';
import { MemoryMember } from './group';
import { MemoryReader } from './reader';
import { groupOffsetName, MemoryStore } from './store';
import { appendAll, MemoryWriter } from './writer';

/** `now`: append time in milliseconds; the wall clock when absent. */
export interface MemorySettings {
  readonly now?: () => number;
}

/** A log in memory, and what a broker does of its own accord: here it is done when asked. */
export interface MemoryLog extends Log {
  /**
   * Compacts one partition below an offset as Kafka does: the newest record of each key stays, with its offset, tombstones
   * too; gaps are read over. What belongs to a transaction that is still open is left alone. Returns how many records went;
   * throws `LogError` code `no-topic` when there is no such partition.
   */
  readonly compact: (partition: TopicPartition, before: number) => number;
}

/**
 * A log in this process's memory that keeps the laws of the real one: transactions are all or nothing, their markers
 * take offsets, owners fence their predecessors, groups rebalance. It keeps everything, but for what is compacted on demand.
 */
export function memoryLog({ now = Date.now }: MemorySettings = {}): MemoryLog {
  const id = randomUUID();
  const store = new MemoryStore(now);
  const closing = new Set<() => Promise<void>>();
  const opened = <Part extends { close: () => Promise<void> }>(part: Part): Part => {
    closing.add(() => part.close());
    return part;
  };
  return {
    reader: (partition) => opened(new MemoryReader(store, partition)),
    writer: (transactionalId) => opened(new MemoryWriter(store, transactionalId)),
    appender: () => memoryAppender(store),
    member: (settings) => opened(new MemoryMember(store, settings)),
    id: async () => id,
    partitionsOf: async (topic) => store.partitions(topic).length,
    boundsOf: async (partition) => ({ start: 0, end: store.partition(partition).end }),
    groupOffset: async (group, partition) => store.groupOffsets.get(groupOffsetName(group, partition)),
    createTopics: async (specs) => specs.filter((spec) => store.create(spec)).map(({ topic }) => topic),
    topics: async () => store.topics(),
    compact: (partition, before) => store.partition(partition).compact(before),
    close: async () => {
      for (const close of closing) await close();
    },
  };
}

function memoryAppender(store: MemoryStore): Appender {
  let closed = false;
  return {
    append: async (records) => {
      if (closed) throw new LogError('closed', `appending ${records.length} records: the appender is closed`);
      try {
        records.forEach((record) => store.partition(record));
        return appendAll(store, records, undefined);
      } catch (cause) {
        throw new LogError('doubtful', `appending ${records.length} records: a partition does not exist`, { cause });
      }
    },
    close: async () => {
      closed = true;
    },
  };
}
