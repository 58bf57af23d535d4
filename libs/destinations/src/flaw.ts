import type { Update, Violation } from '@tutti/contracts';

/** The last millisecond that is a date, either way. */
const TIME_MAX = 8.64e15;

/**
 * Why an update cannot be told to anybody; undefined when it can. Its documents hold the JSON of traits and events as it
 * stands, and times as dates; nobody of ours writes anything else into the log, others may.
 */
export const flawOf = (update: Update): Violation | undefined => textFlawOf(update) ?? timeFlawOf(update);

function textFlawOf({ profile, changes, causes }: Update): Violation | undefined {
  const reason = 'is not JSON';
  for (const name of Object.keys(profile.traits))
    if (!isJson(profile.traits[name]!.value)) return { field: 'profile.traits', reason };
  for (const { from, to } of changes)
    if (!isJson(from ?? 'null') || !isJson(to ?? 'null')) return { field: 'changes', reason };
  for (const { properties, traits, context, integrations } of causes)
    if (![properties, traits, context, integrations].every(isJson)) return { field: 'causes', reason };
  return undefined;
}

function timeFlawOf({ profile, segments, entered, exited, causes }: Update): Violation | undefined {
  const reason = 'holds a time that is no date';
  const { at, createdAt, firstSeen, lastSeen, events } = profile;
  if (!areDates(at, createdAt, firstSeen, lastSeen)) return { field: 'profile', reason };
  for (const name of Object.keys(events))
    if (!areDates(events[name]!.first, events[name]!.last)) return { field: 'profile.events', reason };
  for (const { since } of [...segments, ...entered, ...exited])
    if (!areDates(since)) return { field: 'segments', reason };
  for (const { timestamp, originalTimestamp, sentAt, receivedAt, acceptedAt } of causes)
    if (!areDates(timestamp, originalTimestamp ?? 0, sentAt ?? 0, receivedAt, acceptedAt))
      return { field: 'causes', reason };
  return undefined;
}

const areDates = (...times: readonly number[]): boolean => times.every((ms) => Math.abs(ms) <= TIME_MAX);

/** Nothing tells faster for certain than reading it: a microsecond for what an event usually holds. */
function isJson(text: string): boolean {
  if (text === '{}' || text === 'null') return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
