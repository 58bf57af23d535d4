import type { Event, EventCounter } from '@tutti/contracts';
import type { ByName, Cap } from './fold';
import { cappedWithRest, mergeRecords } from './fold';
import { bytesOf, jsonOf } from './json';
import { isKeepable, NAMES_MAX, rankOf } from './names';

/** Event name to what is remembered of it; under '' stand together all events whose name is not kept apart. */
export type Counters = ByName<EventCounter>;

const REST = '';
/** Larger amounts, either way, are taken for mistakes and not summed. */
const REVENUE_MAX = 1e9;
/** A sum stops here: beyond 2^52 the Avro library loses the sign of what is below zero. */
const MICROS_MAX = 4.5e15;
/** What a counter takes beside its name. */
const COUNTER_BYTES = 20;

/** 100 names, fewer where they are long: those that take 3.6 KB together, and the one that fills them. */
const NAMES: Cap = { max: NAMES_MAX, rankOf, room: { max: 3_600, of: (name) => bytesOf(name) + COUNTER_BYTES } };

/** One event, counted under its name. */
export const countersOf = (event: Event): Counters => ({
  [nameOf(event)]: {
    count: 1,
    first: event.eventTime,
    last: event.eventTime,
    revenueMicros: revenueMicrosOf(event),
  },
});

/** A track call is counted under its event's name, every other call under its type: pages have too many names. */
function nameOf({ type, name }: Event): string {
  if (type !== 'track') return type;
  return name !== null && isKeepable(name) ? name : REST;
}

/** Millionths of `properties.revenue`, a number or a numeric string; 0 where it is neither. */
function revenueMicrosOf(event: Event): number {
  const { revenue } = jsonOf(event, 'properties');
  const amount = typeof revenue === 'number' || typeof revenue === 'string' ? Number(revenue) : 0;
  return Math.abs(amount) <= REVENUE_MAX ? Math.round(amount * 1e6) + 0 : 0;
}

/** Sums of counters by name; names beyond the cap are counted together. Commutative and associative. */
export const mergeCounters = (folds: readonly Counters[]): Counters =>
  cappedWithRest(mergeRecords(folds, sum), { ...NAMES, rest: REST, merge: sum });

const sum = (one: EventCounter, other: EventCounter): EventCounter => ({
  count: one.count + other.count,
  first: Math.min(one.first, other.first),
  last: Math.max(one.last, other.last),
  revenueMicros: Math.max(-MICROS_MAX, Math.min(MICROS_MAX, one.revenueMicros + other.revenueMicros)),
});
