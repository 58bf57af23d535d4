import type { IdentityChange, ProfileVersion, TopicName, TopicValue } from '@tutti/contracts';
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

/**
 * The same for a person: position and key first, then the value without its nulls; where a profile came in, went away or
 * lives again, that in words before the value.
 */
export function tailLine(followed: Followed<TopicName>): string {
  const { partition, record, value, problem } = followed;
  const text = problem ?? (value === undefined ? 'tombstone' : JSON.stringify(opened(value), withoutNulls));
  const words = value === undefined ? '' : identityWords(value);
  return `${partition}/${record.offset} ${record.key ?? ''} ${words}${text}`;
}

type Value = TopicValue[TopicName];

/** Of a record of `updates` or `profiles`; empty when it says nothing of who the profile is. */
function identityWords(value: Value): string {
  const version = 'mergedInto' in value ? value : 'profile' in value ? value.profile : null;
  if (version === null || !('mergedInto' in version)) return '';
  const words = wordsOf(version);
  return words === undefined ? '' : `${words} `;
}

function wordsOf({ identity, mergedInto, deleted }: Pick<ProfileVersion, 'identity' | 'mergedInto' | 'deleted'>) {
  if (deleted) return 'erased';
  if (mergedInto !== null) return `merged into ${mergedInto}`;
  return identity === null ? undefined : changeWords(identity);
}

function changeWords({ kind, other, identifiers }: IdentityChange): string {
  const what = identifiers.map(({ type, value }) => `${type}:${value}`).join(', ');
  const whom = other ?? 'another profile';
  switch (kind) {
    case 'absorbed':
      return `took in ${whom} (${what})`;
    case 'split':
      return `split off ${whom} (${what})`;
    case 'restored':
      return other === null ? 'lives again' : `lives again, apart from ${other}`;
    case 'merged':
      return `merged into ${whom}`;
    case 'erased':
      return 'erased';
    case 'unknown':
      return 'changed who it is';
  }
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
