import type { Source } from '@tutti/core/workspace';

/** A source may send this many seconds' worth of its rate at once. */
const BURST_S = 2;

/**
 * How long each source has to wait (milliseconds, 0: not at all) before it may send so many events. What passes is
 * taken; a request larger than the burst passes when nothing was sent for a while, and is paid off afterwards.
 */
export function rateLimit(): (source: Source, events: number, now: number) => number {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return ({ name, eventsPerSecond }, events, now) => {
    const full = eventsPerSecond * BURST_S;
    const { tokens, at } = buckets.get(name) ?? { tokens: full, at: now };
    const filled = Math.min(full, tokens + (Math.max(0, now - at) / 1_000) * eventsPerSecond);
    const missing = Math.min(events, full) - filled;
    buckets.set(name, { tokens: missing > 0 ? filled : filled - events, at: now });
    return missing > 0 ? (missing / eventsPerSecond) * 1_000 : 0;
  };
}
