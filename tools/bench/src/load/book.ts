import { now } from '../clock';
import type { Quantiles } from './quantiles';
import { quantilesOf } from './quantiles';

/** More events than any run sends. */
const EVENTS_MAX = 4_000_000;
/** An event that takes longer tells that its partition does not flow. */
const FLOWING_MS_MAX = 1_000;

/** What became of a run. Times are milliseconds, rates events a second. */
export interface LoadResult {
  readonly sent: number;
  readonly accepted: number;
  readonly delivered: number;
  readonly lost: number;
  readonly doubled: number;
  /** Accepted ÷ (first send → last answer). */
  readonly acceptedPerSecond: number;
  /** Delivered ÷ (first send → last delivery). */
  readonly deliveredPerSecond: number;
  /** From when it was due to the 200. */
  readonly acknowledgement: Quantiles;
  /** From when it was due to the webhook. */
  readonly delivery: Quantiles;
}

/** How long the webhook stood still. */
export interface Outage {
  /** Longest time without any arrival. */
  readonly pauseMs: number;
  /** From `since` until everything arrives within a second of being due again. */
  readonly caughtUpMs: number;
}

/** What happened to each event of one run, by its number. */
export class Book {
  readonly #due = new Float64Array(EVENTS_MAX);
  readonly #acknowledged = new Float64Array(EVENTS_MAX);
  readonly #arrived = new Float64Array(EVENTS_MAX);
  readonly #arrivals = new Uint8Array(EVENTS_MAX);
  #accepted = 0;
  #settled = 0;
  #numbers = 0;
  #seen = 0;

  constructor(readonly run: string) {}

  /** Accepted events that did not arrive yet. */
  get pending(): number {
    return this.#accepted - this.#settled;
  }

  /** Events that arrived, each counted once. */
  get seen(): number {
    return this.#seen;
  }

  /** Numbers for the next events, all due now or at a time given. */
  next(count: number, due = now()): number {
    const first = this.#numbers;
    this.#numbers += count;
    if (this.#numbers > EVENTS_MAX) throw new Error(`a run sends ${EVENTS_MAX} events at most: ask for fewer seconds`);
    this.#due.fill(due, first, this.#numbers);
    return first;
  }

  /** All of a request were accepted. */
  accepted(first: number, count: number): void {
    this.#accepted += count;
    this.#acknowledged.fill(now(), first, first + count);
    for (let number = first; number < first + count; number++) if (this.#arrivals[number]! > 0) this.#settled += 1;
  }

  arrived(number: number, at: number): void {
    if (this.#arrivals[number]!++ > 0) return;
    this.#seen += 1;
    this.#arrived[number] = at;
    if (this.#acknowledged[number]! > 0) this.#settled += 1;
  }

  /** When each accepted event of a kind was due, by its number. */
  dueOf(is: (number: number) => boolean): ReadonlyMap<number, number> {
    const accepted = this.#where((number) => this.#acknowledged[number]! > 0 && is(number));
    return new Map(accepted.map((number) => [number, this.#due[number]!]));
  }

  result(): LoadResult {
    const accepted = this.#where((number) => this.#acknowledged[number]! > 0);
    const delivered = accepted.filter((number) => this.#arrivals[number]! > 0);
    const first = this.#due[0] ?? 0;
    const perSecond = (numbers: readonly number[], times: Float64Array): number =>
      numbers.length / ((numbers.reduce((latest, number) => Math.max(latest, times[number]!), 0) - first) / 1_000);
    return {
      ...{ sent: this.#numbers, accepted: accepted.length, delivered: delivered.length },
      lost: accepted.length - delivered.length,
      doubled: this.#where((number) => this.#arrivals[number]! > 1).length,
      acceptedPerSecond: perSecond(accepted, this.#acknowledged),
      deliveredPerSecond: perSecond(delivered, this.#arrived),
      acknowledgement: quantilesOf(accepted.map((number) => this.#acknowledged[number]! - this.#due[number]!)),
      delivery: quantilesOf(delivered.map((number) => this.#arrived[number]! - this.#due[number]!)),
    };
  }

  outage(since: number): Outage {
    const delivered = this.#where((number) => this.#arrivals[number]! > 0);
    const times = delivered.map((number) => this.#arrived[number]!).sort((a, b) => a - b);
    const gaps = times.slice(1).map((time, i) => (time < since ? 0 : time - times[i]!));
    const late = delivered.filter((number) => this.#isLate(number, since));
    const last = late.reduce((latest, number) => Math.max(latest, this.#arrived[number]!), since);
    return { pauseMs: gaps.reduce((longest, gap) => Math.max(longest, gap), 0), caughtUpMs: last - since };
  }

  #isLate(number: number, since: number): boolean {
    const [due, arrived] = [this.#due[number]!, this.#arrived[number]!];
    return arrived > since && arrived - due > FLOWING_MS_MAX;
  }

  #where(is: (number: number) => boolean): number[] {
    const found: number[] = [];
    for (let number = 0; number < this.#numbers; number++) if (is(number)) found.push(number);
    return found;
  }
}
