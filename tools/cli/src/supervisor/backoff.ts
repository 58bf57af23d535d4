const FIRST_MS = 200;
const LONGEST_MS = 10_000;
const CALM_MS = 30_000;

/** How often a process has ended in a row, and how long to wait before it is started again. */
export interface Backoff {
  readonly failures: number;
  readonly waitMs: number;
}

/** Before anything failed. */
export const CALM: Backoff = { failures: 0, waitMs: 0 };

/** Doubles the wait with each end in a row; a process that ran for half a minute begins anew. */
export function afterEnd(before: Backoff, ranMs: number): Backoff {
  const failures = (ranMs >= CALM_MS ? 0 : before.failures) + 1;
  return { failures, waitMs: Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 16)) };
}
