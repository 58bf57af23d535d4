import type { Commit, FencedWriter, GroupOffset, NewRecord, WrittenOffsets } from '../ports';
import { LogError } from '../ports';
import type { PartitionLog, Transaction } from './partition-log';
import type { MemoryStore, Ownership } from './store';
import { groupOffsetName } from './store';

/** A transaction with the partitions that wait for its end. */
export interface OpenTransaction extends Transaction {
  readonly partitions: Set<PartitionLog>;
}

/** Ends a transaction everywhere. */
function end(transaction: OpenTransaction, as: 'committed' | 'aborted'): void {
  transaction.state = as;
  for (const partition of transaction.partitions) partition.mark(transaction);
}

/** All or nothing as in Kafka: a transaction is open for a moment, and a new owner in that moment ends it. */
export class MemoryWriter implements FencedWriter {
  readonly #owner: Ownership;
  #epoch: number | undefined;
  #ended: Commit | undefined;
  #committing = false;

  constructor(
    private readonly store: MemoryStore,
    private readonly transactionalId: string,
  ) {
    this.#owner = store.owner(transactionalId);
  }

  async open(): Promise<void> {
    if (this.#epoch !== undefined) throw this.#misuse('this writer is used; make a new one');
    this.#owner.epoch += 1;
    this.#epoch = this.#owner.epoch;
    const { unfinished } = this.#owner;
    this.#owner.unfinished = undefined;
    if (unfinished !== undefined) end(unfinished, 'aborted');
  }

  async commit(records: readonly NewRecord[], offset?: GroupOffset): Promise<Commit> {
    if (this.#ended !== undefined) return this.#ended;
    if (this.#epoch === undefined) throw new LogError('closed', `committing as ${this.transactionalId}: not open`);
    if (this.#committing) throw this.#misuse('one commit at a time');
    this.#committing = true;
    try {
      return await this.#transact(records, offset);
    } catch (error) {
      return this.#end({ kind: 'unknown', cause: error instanceof Error ? error : new Error(String(error)) });
    } finally {
      this.#committing = false;
    }
  }

  async close(): Promise<void> {
    this.#ended = undefined;
    this.#epoch = undefined;
  }

  async #transact(records: readonly NewRecord[], offset: GroupOffset | undefined): Promise<Commit> {
    if (this.#owner.epoch !== this.#epoch) return this.#end({ kind: 'fenced' });
    const partitions = new Set(records.map((record) => this.store.partition(record)));
    const transaction: OpenTransaction = { state: 'open', partitions };
    this.#owner.unfinished = transaction;
    const offsets = appendAll(this.store, records, transaction);
    await Promise.resolve();
    if (transaction.state === 'aborted') return this.#end({ kind: 'fenced' });
    this.#owner.unfinished = undefined;
    end(transaction, 'committed');
    if (offset !== undefined) this.store.groupOffsets.set(groupOffsetName(offset.group, offset), offset.offset);
    return { kind: 'committed', offsets };
  }

  #end(as: Commit): Commit {
    this.#ended = as;
    return as;
  }

  #misuse(text: string): LogError {
    return new LogError('fatal', `committing as ${this.transactionalId}: ${text}`);
  }
}

/** Appends in order and tells where each partition's records went. */
export function appendAll(
  store: MemoryStore,
  records: readonly NewRecord[],
  transaction: Transaction | undefined,
): WrittenOffsets {
  const written = new Map<string, { first: number; last: number }>();
  for (const record of records) {
    const name = `${record.topic}/${record.partition}`;
    const offset = store.partition(record).append(record, transaction);
    written.set(name, { first: written.get(name)?.first ?? offset, last: offset });
  }
  return written;
}
