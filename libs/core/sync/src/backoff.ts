/** Waiting times between attempts. `retryAfter`: the longest wait a destination can ask for. */
export const BACKOFF_MS = { base: 200, cap: 60_000, retryAfter: 24 * 3_600_000 } as const;

/** `attempt` counts from 1; `random01` is in [0, 1); `afterMs` is what the destination asked for. */
export interface Wait {
  readonly attempt: number;
  readonly random01: number;
  readonly afterMs?: number;
}

/**
 * Milliseconds until the next attempt: full jitter, that is anything between nothing and a bound that doubles with each
 * attempt, and never less than the destination asked for: the jitter comes on top, or all that were told the same
 * second would come back in it.
 */
export function delayMs({ attempt, random01, afterMs = 0 }: Wait): number {
  const bound = Math.min(BACKOFF_MS.cap, BACKOFF_MS.base * 2 ** (attempt - 1));
  return Math.min(afterMs, BACKOFF_MS.retryAfter) + Math.floor(random01 * bound);
}
