const WAIT_MS_MAX = 30_000;

/** Something that happens again and again, for tests that want to act at the very moment. */
export class Moments {
  readonly #what: string;
  #waiting: (() => void)[] = [];

  /** `what` happens, in the words of an error message. */
  constructor(what: string) {
    this.#what = what;
  }

  /** Resolves when it happens the next time; rejects when it does not. */
  next(): Promise<void> {
    return new Promise((resolve, reject) => {
      const seconds = WAIT_MS_MAX / 1000;
      const timer = setTimeout(() => reject(new Error(`waited ${seconds} s for ${this.#what}`)), WAIT_MS_MAX);
      this.#waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** It happens. */
  now(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
