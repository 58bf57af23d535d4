import type { Batch, LogRecord, NewRecord } from '../ports';
import { LogError } from '../ports';

/** Decides for all its records at once whether they can be read. */
export interface Transaction {
  state: 'open' | 'committed' | 'aborted';
}

interface Entry {
  /** Undefined for what has an offset and nothing to read: a marker that ends a transaction, a record compacted away. */
  readonly record: LogRecord | undefined;
  readonly transaction: Transaction | undefined;
}

const NOTHING: Entry = { record: undefined, transaction: undefined };

/** One partition. Like Kafka's, it hands out nothing at or after the first record of a transaction that is still open. */
export class PartitionLog {
  readonly #entries: Entry[] = [];
  readonly #openFrom = new Map<Transaction, number>();
  readonly #waiting = new Set<() => void>();

  constructor(
    private readonly name: string,
    private readonly now: () => number,
  ) {}

  get end(): number {
    return this.#entries.length;
  }

  /** Returns the record's offset. The bytes are copied: what the caller does to its buffer later is not in the log. */
  append({ key, value, headers }: NewRecord, transaction: Transaction | undefined): number {
    const offset = this.end;
    if (transaction !== undefined && !this.#openFrom.has(transaction)) this.#openFrom.set(transaction, offset);
    const copy = value === null ? null : Buffer.from(value);
    const record = { offset, timestamp: this.now(), key, value: copy, headers: { ...headers } };
    this.#entries.push({ record, transaction });
    if (transaction === undefined) this.#wake();
    return offset;
  }

  /** Ends a transaction here: its marker takes an offset, and readers may go on. */
  mark(transaction: Transaction): void {
    this.#entries.push({ record: undefined, transaction });
    this.#openFrom.delete(transaction);
    this.#wake();
  }

  /**
   * Keeps the newest record of each key below `before`, a tombstone too; what is still undecided, and all after it, stays.
   * Offsets are what they were: where records went, there is a gap. Returns how many went.
   */
  compact(before: number): number {
    const end = Math.min(before, this.#stable);
    const newest = new Map<string, number>();
    for (let offset = 0; offset < end; offset++) {
      const key = this.#visible(offset)?.key;
      if (typeof key === 'string') newest.set(key, offset);
    }
    let gone = 0;
    for (let offset = 0; offset < end; offset++) {
      const record = this.#visible(offset);
      if (typeof record?.key === 'string' && newest.get(record.key) === offset) continue;
      if (record !== undefined) gone += 1;
      this.#entries[offset] = NOTHING;
    }
    return gone;
  }

  /** What can be read now. Rejects offsets outside the log as the port says. */
  read(from: number, bytesMax: number): Batch {
    if (from < 0 || from > this.end) {
      throw new LogError('out-of-range', `reading ${this.name} from ${from}: the log is 0 to ${this.end}`);
    }
    const stable = this.#stable;
    const records: LogRecord[] = [];
    let next = from;
    for (let bytes = 0; next < stable && bytes < bytesMax; next += 1) {
      const record = this.#visible(next);
      if (record !== undefined) records.push(record);
      bytes += sizeOf(record);
    }
    return { records, nextOffset: next, start: 0, end: this.end };
  }

  /** Resolves at the next change, or after `msMax`, or when `end` (given to `started`) is called. */
  changed(msMax: number, started: (end: () => void) => void): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(end);
        resolve();
      };
      const timer = setTimeout(end, msMax);
      this.#waiting.add(end);
      started(end);
    });
  }

  /** Nothing from here on is handed out yet. */
  get #stable(): number {
    return this.#openFrom.size === 0 ? this.end : Math.min(this.end, ...this.#openFrom.values());
  }

  #visible(offset: number): LogRecord | undefined {
    const entry = this.#entries[offset];
    return entry?.transaction?.state === 'aborted' ? undefined : entry?.record;
  }

  #wake(): void {
    for (const end of [...this.#waiting]) end();
  }
}

const sizeOf = (record: LogRecord | undefined): number => (record?.key?.length ?? 0) + (record?.value?.length ?? 0);
