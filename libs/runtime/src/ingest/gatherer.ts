import type { Appender, NewRecord } from '@tutti/log';
import { LogError } from '@tutti/log';

/** Limits of one append, and of what may wait for one. */
const APPEND_RECORDS_MAX = 2_000;
const APPEND_BYTES_MAX = 1024 * 1024;
const WAITING_BYTES_MAX = 64 * 1024 * 1024;
const IN_FLIGHT_MAX = 2;

interface Waiting {
  readonly records: readonly NewRecord[];
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Lets requests that arrive together share one append. An idle gatherer appends at the end of the event-loop turn; while
 * two appends are under way, requests wait and go together with the next.
 */
export class Gatherer {
  readonly #appender: Appender;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #inFlight = 0;
  #scheduled = false;
  #closed = false;
  #drained: (() => void) | undefined;

  constructor(appender: Appender) {
    this.#appender = appender;
  }

  /**
   * Resolves when all records are acknowledged by all in-sync replicas. Rejects with `unavailable` when too much waits
   * already (nothing is written), and with the appender's error when the outcome is doubtful.
   */
  append(records: readonly NewRecord[]): Promise<void> {
    const bytes = records.reduce((sum, { value }) => sum + (value?.length ?? 0), 0);
    if (this.#closed) return Promise.reject(new LogError('closed', 'appending events: ingest is shutting down'));
    if (this.#waitingBytes > 0 && this.#waitingBytes + bytes > WAITING_BYTES_MAX) {
      return Promise.reject(new LogError('unavailable', `appending events: ${this.#waitingBytes} bytes wait already`));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ records, bytes, resolve, reject });
      this.#waitingBytes += bytes;
      this.#schedule();
    });
  }

  /** Refuses new records and resolves when those given are appended. The appender stays open. */
  close(): Promise<void> {
    this.#closed = true;
    return new Promise((resolve) => {
      this.#drained = resolve;
      this.#tellDrained();
    });
  }

  #schedule(): void {
    if (this.#scheduled || this.#inFlight >= IN_FLIGHT_MAX || this.#waiting.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      void this.#flush();
    });
  }

  async #flush(): Promise<void> {
    const taken = this.#take();
    this.#inFlight += 1;
    this.#schedule();
    try {
      await this.#appender.append(taken.flatMap(({ records }) => records));
      for (const { resolve } of taken) resolve();
    } catch (error) {
      for (const { reject } of taken) reject(error);
    }
    this.#inFlight -= 1;
    this.#schedule();
    this.#tellDrained();
  }

  /** Whole requests, the first one in any case. */
  #take(): readonly Waiting[] {
    let [records, bytes, count] = [0, 0, 0];
    for (const next of this.#waiting) {
      records += next.records.length;
      bytes += next.bytes;
      if (count > 0 && (records > APPEND_RECORDS_MAX || bytes > APPEND_BYTES_MAX)) break;
      count += 1;
    }
    const taken = this.#waiting.splice(0, count);
    this.#waitingBytes -= taken.reduce((sum, next) => sum + next.bytes, 0);
    return taken;
  }

  #tellDrained(): void {
    if (this.#inFlight === 0 && this.#waiting.length === 0) this.#drained?.();
  }
}
