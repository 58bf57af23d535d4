/** The times of an event, in milliseconds. Absent: the sender did not say. */
export interface Clocks {
  readonly original: number | undefined;
  readonly sentAt: number | undefined;
  readonly receivedAt: number;
  readonly acceptedAt: number;
}

/**
 * The time an event happened by our clock: the sender's clock is off by what lies between its sending and our receiving.
 * `eventTime` is what order by time uses; nothing happens after it was accepted.
 */
export function correct({ original, sentAt, receivedAt, acceptedAt }: Clocks): {
  timestamp: number;
  eventTime: number;
} {
  const skew = original === undefined || sentAt === undefined ? 0 : receivedAt - sentAt;
  const timestamp = (original ?? receivedAt) + skew;
  return { timestamp, eventTime: Math.min(timestamp, acceptedAt) };
}

/** What `parseTime` understands, for messages. */
export const TIME_FORMS = 'must be an ISO-8601 time or milliseconds since 1970, in the years 1000 to 9999';

/** Milliseconds of an ISO-8601 text (UTC where it names no zone) or of a number; undefined for anything else. */
export function parseTime(value: unknown): number | undefined {
  const ms = typeof value === 'number' ? Math.trunc(value) : typeof value === 'string' ? parseIso(value) : undefined;
  return ms !== undefined && ms >= YEAR_1000 && ms <= END_OF_9999 ? ms : undefined;
}

const YEAR_1000 = -30_610_224_000_000;
const END_OF_9999 = 253_402_300_799_999;

const ISO =
  /^([1-9]\d{3})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)? ?([Zz]|[+-]\d{2}(?::?\d{2})?)?)?$/;

function parseIso(text: string): number | undefined {
  const parts = ISO.exec(text.trim());
  if (parts === null) return undefined;
  const number = (part: number): number => Number(parts[part] ?? 0);
  const date = dayMs(number(1), number(2), number(3));
  const time = timeMs(number(4), number(5), number(6));
  const offset = offsetMs(parts[8] ?? 'Z');
  if (date === undefined || time === undefined || offset === undefined) return undefined;
  return date + time + Number((parts[7] ?? '').padEnd(3, '0').slice(0, 3)) - offset;
}

/** Date rolls 31 February over into March; a calendar does not. */
function dayMs(year: number, month: number, day: number): number | undefined {
  const ms = Date.UTC(year, month - 1, day);
  const date = new Date(ms);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? ms : undefined;
}

const timeMs = (hour: number, minute: number, second: number): number | undefined =>
  hour < 24 && minute < 60 && second < 60 ? ((hour * 60 + minute) * 60 + second) * 1_000 : undefined;

function offsetMs(zone: string): number | undefined {
  if (zone.toUpperCase() === 'Z') return 0;
  const ms = timeMs(Number(zone.slice(1, 3)), Number(zone.slice(3).replace(':', '')), 0);
  return ms !== undefined && zone.startsWith('-') ? -ms : ms;
}
