import type { Logger } from '../logger';

/** At most one line in so many milliseconds, however many attempts fail. */
const EVERY_MS = 10_000;

/** Tells the person on call that attempts fail, how many, and why the last one did. */
export class Troubles {
  #count = 0;
  #saidAt = -EVERY_MS;

  constructor(
    private readonly logger: Pick<Logger, 'warn'>,
    private readonly now: () => number,
  ) {}

  /** One attempt failed and will be made again. */
  noticed(reason: string): void {
    this.#count += 1;
    if (this.now() - this.#saidAt < EVERY_MS) return;
    this.logger.warn({ attempts: this.#count, reason }, 'attempts failed and will be made again');
    this.#count = 0;
    this.#saidAt = this.now();
  }
}
