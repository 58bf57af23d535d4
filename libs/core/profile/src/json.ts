import type { Event } from '@tutti/contracts';

/** An object parsed from JSON, not looked into yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The value as an object; an empty one where it is anything else. */
export const asObject = (value: unknown): JsonObject => (isObject(value) ? value : {});

/** One of the event's JSON fields. Throws when it is not JSON: ingest lets nothing else through. */
export function jsonOf(event: Event, field: 'properties' | 'traits' | 'context'): JsonObject {
  try {
    return asObject(JSON.parse(event[field]));
  } catch (cause) {
    throw new Error(`reading ${field} of event '${event.messageId}': not JSON, which ingest must not accept`, {
      cause,
    });
  }
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
