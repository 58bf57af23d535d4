import type { Batch, PartitionReader, ReadLimits, TopicPartition } from '../ports';
import { LogError } from '../ports';
import type { MemoryStore } from './store';

/** Waits without polling: an append or a commit ends the wait. */
export class MemoryReader implements PartitionReader {
  #closed = false;
  #reading = false;
  #interrupt: (() => void) | undefined;

  constructor(
    private readonly store: MemoryStore,
    private readonly partition: TopicPartition,
  ) {}

  async read(from: number, limits: ReadLimits): Promise<Batch> {
    if (this.#reading) throw new LogError('fatal', `${this.#doing()}: one read at a time`);
    this.#reading = true;
    try {
      return await this.#read(from, limits);
    } finally {
      this.#reading = false;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#interrupt?.();
  }

  async #read(from: number, { waitMsMax, bytesMax }: ReadLimits): Promise<Batch> {
    const log = this.store.partition(this.partition);
    const until = performance.now() + waitMsMax;
    for (;;) {
      if (this.#closed) throw new LogError('closed', `${this.#doing()}: the reader is closed`);
      const batch = log.read(from, bytesMax);
      const waitMs = until - performance.now();
      if (batch.nextOffset > from || waitMs <= 0) return batch;
      await log.changed(waitMs, (end) => (this.#interrupt = end));
    }
  }

  #doing(): string {
    return `reading ${this.partition.topic}/${this.partition.partition}`;
  }
}
