import type { SinkTime } from './time';

/** How far a pause may be made up for: after it, a tenth of a second's worth may go at once. */
const BURST_MS = 100;

/** Lets so many through in a second; calls back when the next one may go. */
export class Pace {
  readonly #intervalMs: number;
  #nextAt = 0;
  #waiting = false;

  constructor(
    perSecond: number,
    private readonly time: SinkTime,
    private readonly freed: () => void,
  ) {
    this.#intervalMs = 1000 / perSecond;
  }

  /** Whether one may go now; if not, `freed` is called when it may. */
  get isFree(): boolean {
    const waitMs = this.#nextAt - this.time.now();
    if (waitMs > 0) this.later(waitMs);
    return waitMs <= 0;
  }

  /** Calls `freed` after so long, or sooner where that was asked for already. */
  later(ms: number): void {
    if (!this.#waiting) this.time.after(ms, () => this.#free());
    this.#waiting = true;
  }

  /** One goes. */
  take(): void {
    this.#nextAt = Math.max(this.#nextAt, this.time.now() - BURST_MS) + this.#intervalMs;
  }

  #free(): void {
    this.#waiting = false;
    this.freed();
  }
}
