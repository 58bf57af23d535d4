import type { Change, Flight, Outcome } from '@tutti/core/sync';
import { delayMs } from '@tutti/core/sync';
import type { Opened } from '@tutti/destinations';
import { attempt } from './attempt';
import { Pace } from './pace';
import type { UpdateEntry } from './records';
import type { SinkTime } from './time';
import type { Transport } from './transport';
import type { Troubles } from './troubles';

/** How a change ended for good; `code` and `reason` where it was not delivered. */
export interface Settlement {
  readonly outcome: 'delivered' | 'rejected' | 'skipped';
  readonly code?: string;
  readonly reason?: string;
  readonly attempts: number;
  readonly at: number;
}

/** Where changes come from and go back to: one owned partition. */
export interface ChangeSource {
  /** False while somebody else may own the partition: nothing may be sent then. */
  readonly holds: () => boolean;
  readonly take: () => Flight<UpdateEntry> | undefined;
  readonly settled: (flight: Flight<UpdateEntry>, settlement: Settlement) => void;
}

/** Counts since the start, and what is on its way now. */
export interface DeliveryStats {
  readonly delivered: number;
  readonly rejected: number;
  readonly skipped: number;
  /** Attempts that have to be made again. */
  readonly retries: number;
  /** Requests under way. */
  readonly underWay: number;
  /** Changes that wait for their next attempt. */
  readonly waiting: number;
}

/** What a deliverer works with. A transport is opened with the first partition and closed with the last. */
export interface DelivererParts {
  readonly opened: Opened;
  readonly transport: () => Transport;
  readonly time: SinkTime;
  readonly troubles: Troubles;
}

interface Delivery {
  readonly source: ChangeSource;
  readonly flight: Flight<UpdateEntry>;
  readonly since: number;
  attempts: number;
}

/** What one source has on its way. */
interface Desk {
  underWay: number;
  /** Waiting for their time, with what cancels the timer. */
  readonly waiting: Map<Delivery, () => void>;
  /** Set when the source leaves: called when nothing of it is under way. */
  emptied?: () => void;
}

/** Longest wait for requests under way when a partition is let go. */
const DRAIN_MS_MAX = 10_000;
/** How soon a sink that may have lost a partition looks again. */
const LOOK_MS = 250;

/**
 * Delivers the changes of all partitions of one destination instance: so many requests at once, so many a second,
 * partitions in turn. A change that fails waits alone for its next attempt; others go on.
 */
export class Deliverer {
  readonly #parts: DelivererParts;
  readonly #pace: Pace;
  readonly #desks = new Map<ChangeSource, Desk>();
  readonly #counts = { delivered: 0, rejected: 0, skipped: 0, retries: 0 };
  #due: Delivery[] = [];
  #transport: Transport | undefined;
  #underWay = 0;
  #isRetryNext = false;

  constructor(parts: DelivererParts) {
    this.#parts = parts;
    this.#pace = new Pace(parts.opened.limits.perSecond, parts.time, () => this.wake());
  }

  /** From now on the source is asked for changes. */
  join(source: ChangeSource): void {
    this.#desks.set(source, { underWay: 0, waiting: new Map() });
    this.#transport ??= this.#parts.transport();
  }

  /** Resolves when nothing of the source is under way any more, or after 10 s; what waits for a retry is dropped. */
  async leave(source: ChangeSource): Promise<void> {
    const desk = this.#desks.get(source);
    if (desk === undefined) return;
    for (const cancel of desk.waiting.values()) cancel();
    this.#due = this.#due.filter((delivery) => delivery.source !== source);
    await this.#emptied(desk);
    this.#desks.delete(source);
    if (this.#desks.size === 0) await this.#disconnect();
  }

  /** Something may have become deliverable. */
  wake(): void {
    const transport = this.#transport;
    const { concurrency } = this.#parts.opened.delivery;
    while (transport !== undefined && this.#underWay < concurrency && this.#pace.isFree && this.#isSure()) {
      const batch = this.#collect();
      if (batch.length === 0) return;
      this.#pace.take();
      void this.#send(batch, transport);
    }
  }

  /** All partitions are of one member; one that may have lost them waits until its group has told it anew. */
  #isSure(): boolean {
    const isSure = [...this.#desks.keys()].every((source) => source.holds());
    if (!isSure) this.#pace.later(LOOK_MS);
    return isSure;
  }

  /** Numbers for displays. */
  stats(): DeliveryStats {
    const waiting = [...this.#desks.values()].reduce((total, desk) => total + desk.waiting.size, this.#due.length);
    return { ...this.#counts, underWay: this.#underWay, waiting };
  }

  #emptied(desk: Desk): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#parts.time.after(DRAIN_MS_MAX, resolve);
      desk.emptied = () => {
        cancel();
        resolve();
      };
      if (desk.underWay === 0) desk.emptied();
    });
  }

  async #disconnect(): Promise<void> {
    const transport = this.#transport;
    this.#transport = undefined;
    await transport?.close();
  }

  /** Retries whose time has come and new changes by turns: neither may hold up the other. */
  #collect(): readonly Delivery[] {
    const batch: Delivery[] = [];
    while (batch.length < this.#parts.opened.limits.batch) {
      this.#isRetryNext = !this.#isRetryNext;
      const delivery = this.#isRetryNext
        ? (this.#due.shift() ?? this.#nextNew())
        : (this.#nextNew() ?? this.#due.shift());
      if (delivery === undefined) break;
      batch.push(delivery);
    }
    return batch;
  }

  /** A change of each partition in turn. */
  #nextNew(): Delivery | undefined {
    for (const [source, desk] of [...this.#desks]) {
      const flight = desk.emptied === undefined ? this.#takeFrom(source) : undefined;
      if (flight === undefined) continue;
      // To the end of the line: a Map keeps the order of insertion.
      this.#desks.delete(source);
      this.#desks.set(source, desk);
      return { source, flight, since: this.#parts.time.now(), attempts: 0 };
    }
    return undefined;
  }

  #takeFrom(source: ChangeSource): Flight<UpdateEntry> | undefined {
    for (let flight = source.take(); flight !== undefined; flight = source.take()) {
      const reason = this.#skipReason(flight.change);
      if (reason === undefined) return flight;
      this.#settle({ source, flight, since: 0, attempts: 0 }, { outcome: 'skipped', reason });
    }
    return undefined;
  }

  #skipReason(change: Change): string | undefined {
    return change.mode === 'shadow' ? 'computed to compare, not to deliver' : this.#parts.opened.skips(change);
  }

  async #send(batch: readonly Delivery[], transport: Transport): Promise<void> {
    const { opened, time } = this.#parts;
    this.#count(batch, 1);
    const changes = batch.map(({ flight }) => flight.change);
    const outcomes = await attempt({ opened, transport, at: time.now }, changes);
    this.#count(batch, -1);
    batch.forEach((delivery, i) => this.#conclude(delivery, outcomes[i]));
    for (const { source } of batch) this.#release(source);
    this.wake();
  }

  #count(batch: readonly Delivery[], sign: 1 | -1): void {
    this.#underWay += sign;
    for (const { source } of batch) {
      const desk = this.#desks.get(source);
      if (desk !== undefined) desk.underWay += sign;
    }
  }

  #release(source: ChangeSource): void {
    const desk = this.#desks.get(source);
    if (desk?.underWay === 0) desk.emptied?.();
  }

  #conclude(delivery: Delivery, outcome: Outcome = { kind: 'retry', reason: 'the destination gave no outcome' }): void {
    delivery.attempts += 1;
    switch (outcome.kind) {
      case 'delivered':
        return this.#settle(delivery, { outcome: 'delivered' });
      case 'rejected':
        return this.#settle(delivery, { outcome: 'rejected', code: outcome.code, reason: outcome.reason });
      case 'retry':
        return this.#retry(delivery, outcome);
    }
  }

  #retry(delivery: Delivery, { reason, afterMs = 0 }: Extract<Outcome, { kind: 'retry' }>): void {
    const { time, opened, troubles } = this.#parts;
    const { source, since, attempts } = delivery;
    this.#counts.retries += 1;
    troubles.noticed(reason);
    if (time.now() - since >= opened.delivery.retryForMs) {
      return this.#settle(delivery, { outcome: 'rejected', code: 'delivery-exhausted', reason });
    }
    const desk = this.#desks.get(source);
    if (desk === undefined || desk.emptied !== undefined) return;
    const wait = delayMs({ attempt: attempts, random01: time.random01(), afterMs });
    const cancel = time.after(wait, () => {
      desk.waiting.delete(delivery);
      this.#due.push(delivery);
      this.wake();
    });
    desk.waiting.set(delivery, cancel);
  }

  #settle({ source, flight, attempts }: Delivery, ended: Omit<Settlement, 'attempts' | 'at'>): void {
    this.#counts[ended.outcome] += 1;
    // A source that has left has read its progress for the last time: a successor tells it again.
    if (this.#desks.has(source)) source.settled(flight, { ...ended, attempts, at: this.#parts.time.now() });
  }
}
