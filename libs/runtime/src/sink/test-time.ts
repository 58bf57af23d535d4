import type { SinkTime } from './time';

/** Lets everything that is ready run: promises and what they start. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Time for specs: it passes only when it is told to, from one timer to the next. */
export class StillTime implements SinkTime {
  #now = Date.UTC(2024, 0, 1);
  #timers: { readonly at: number; readonly run: () => void }[] = [];

  now = (): number => this.#now;
  random01 = (): number => 0.5;
  after = (ms: number, run: () => void): (() => void) => {
    const timer = { at: this.#now + ms, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  };

  /** Runs the next timer; returns how long that took, or undefined when there is none. */
  async pass(): Promise<number | undefined> {
    await settle();
    const next = this.#timers.sort((a, b) => a.at - b.at).shift();
    if (next === undefined) return undefined;
    const waited = Math.max(0, next.at - this.#now);
    this.#now = Math.max(this.#now, next.at);
    next.run();
    await settle();
    return waited;
  }

  async passAll(): Promise<void> {
    while ((await this.pass()) !== undefined);
  }
}

/** A minute in three seconds. */
export const quickTime = (): SinkTime => ({
  now: () => Date.now() * 20,
  after: (ms, run) => {
    const timer = setTimeout(run, ms / 20);
    return () => clearTimeout(timer);
  },
  random01: Math.random,
});
