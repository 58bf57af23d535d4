import type { Event, IdentityIn } from '@tutti/contracts';
import type { Entry } from './history';

const WINDOW_SECONDS = 7 * 24 * 60 * 60;
const REVENUE_MAX = 1e9;

/** What has to come out. */
export interface Expected {
  /** Identifier to the events that count, in the order of acceptance. */
  readonly events: ReadonlyMap<string, Event[]>;
}

/** Goes through what was accepted: repeats within seven days of what they repeat do not count. Time is the log's own. */
export function oracle(accepted: readonly Entry<IdentityIn>[]): Expected {
  const events = new Map<string, Event[]>();
  const counted = new Map<string, number>();
  const clocks = new Map<number, PartitionClock>();
  for (const { partition, timestamp, key, value } of accepted) {
    const clock = clocks.get(partition) ?? { at: 0, revision: 0 };
    clocks.set(partition, clock);
    if (value?.switch) pass(clock, value.switch, timestamp);
    if (!value?.event) continue;
    clock.at = Math.max(clock.at, Math.min(value.event.acceptedAt, timestamp));
    if (isRepeat(counted, `${key}/${value.event.messageId}`, clock.at)) continue;
    events.set(key, [...(events.get(key) ?? []), value.event]);
  }
  return { events };
}

/** The name an event is counted under. */
export const nameOf = ({ type, name }: Event): string => (type === 'track' ? (name ?? '') : type);

/** What an event is worth, in millionths. */
export function microsOf({ properties }: Event): number {
  const { revenue } = JSON.parse(properties) as { readonly revenue?: unknown };
  const amount = typeof revenue === 'number' || typeof revenue === 'string' ? Number(revenue) : 0;
  return Math.abs(amount) <= REVENUE_MAX ? Math.round(amount * 1e6) : 0;
}

/** Whether a message counted no more than seven days before; else it counts now. Mutates `counted`. */
function isRepeat(counted: Map<string, number>, message: string, at: number): boolean {
  const second = Math.floor(at / 1000);
  if (second - (counted.get(message) ?? -Infinity) <= WINDOW_SECONDS) return true;
  counted.set(message, second);
  return false;
}

interface PartitionClock {
  at: number;
  revision: number;
}

/** A revision that takes over is an input with a time of its own; one that was taken before is none. */
function pass(
  clock: PartitionClock,
  taken: { readonly revision: number; readonly at: number },
  timestamp: number,
): void {
  if (taken.revision <= clock.revision) return;
  clock.revision = taken.revision;
  clock.at = Math.max(clock.at, Math.min(taken.at, timestamp));
}
