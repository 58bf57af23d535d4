import { SINK } from './installation';
import type { Life } from './ticks';

/** Who reigns over a partition of the sink: the last to have opened its writer. Reigns of a partition are numbered. */
export interface Reign {
  readonly current: number;
  /** The last reign of this process here; 0 before its first. */
  readonly lastOf: (life: Life) => number;
}

/** What the log knows and no process does: who fenced whom, and when. */
export class Reigns {
  readonly #current = new Map<number, number>();
  readonly #last = new Map<number, Map<Life, number>>();

  /** A writer was opened; ids of others than the sink do not matter. */
  begin(transactionalId: string, life: Life): void {
    const [, partition] = PATTERN.exec(transactionalId) ?? [];
    if (partition === undefined) return;
    const number = Number(partition);
    const next = (this.#current.get(number) ?? 0) + 1;
    this.#current.set(number, next);
    const last = this.#last.get(number) ?? new Map<Life, number>();
    this.#last.set(number, last.set(life, next));
  }

  of(partition: number): Reign {
    return {
      current: this.#current.get(partition) ?? 0,
      lastOf: (life) => this.#last.get(partition)?.get(life) ?? 0,
    };
  }
}

/** A flaw may add to an id; the partition stays where it is. */
const PATTERN = new RegExp(`${SINK.stage.replace('.', '\\.')}\\.(\\d+)`);
