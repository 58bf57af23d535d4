import type { TopicName } from '@tutti/contracts';
import type { Followed } from './follow';

/** Fields that hold JSON as text; shown as what they hold. The `value` of an identifier is text: 1571 is not a number. */
const JSON_FIELDS = new Set(['properties', 'traits', 'context', 'integrations', 'workspace', 'value', 'from', 'to']);

/** A followed record as one JSON document: position, key, headers, value with embedded JSON opened up. */
export function tailDocument(followed: Followed<TopicName>): object {
  const { topic, partition, record, value, problem } = followed;
  return {
    topic,
    partition,
    offset: record.offset,
    timestamp: new Date(record.timestamp).toISOString(),
    key: record.key,
    headers: record.headers,
    value: value === undefined ? null : opened(value),
    ...(problem !== undefined && { problem }),
  };
}

/** The same for a person: position and key first, then the value without its nulls. */
export function tailLine(followed: Followed<TopicName>): string {
  const { partition, record, value, problem } = followed;
  const text = problem ?? (value === undefined ? 'tombstone' : JSON.stringify(opened(value), withoutNulls));
  return `${partition}/${record.offset} ${record.key ?? ''} ${text}`;
}

function opened(value: unknown, name = ''): unknown {
  if (typeof value === 'string') return JSON_FIELDS.has(name) ? parsed(value) : value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map((item) => opened(item));
  if (typeof value !== 'object' || value === null) return value;
  const isIdentifier = 'type' in value && 'key' in value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, opened(inner, isIdentifier ? '' : key)]));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const withoutNulls = (_name: string, value: unknown): unknown => (value === null ? undefined : value);
