import type { Violation } from '@tutti/core/stage';
import type { Fields } from './fields';
import { identifierAt, refuse } from './fields';
import { isObject } from './json';
import { IDENTIFIER_TYPE_LENGTH_MAX } from './limits';

/** Ids that other systems gave the person, by their type. */
export type ExternalIds = ReadonlyMap<string, readonly string[]>;

const NONE: ExternalIds = new Map();

/** What `context.externalIds` names; the values of a type in their own order, since senders list them in any. */
export function externalIds(list: unknown, violations: Violation[]): ExternalIds {
  if (list === undefined || list === null) return NONE;
  if (!Array.isArray(list)) {
    violations.push({ field: 'context.externalIds', reason: 'must be a list' });
    return NONE;
  }
  const found = list.flatMap((item: unknown, i) => externalId(item, `context.externalIds.${i}.`, violations) ?? []);
  const byType = new Map<string, string[]>();
  for (const { type, value } of found) {
    const values = byType.get(type);
    if (values === undefined) byType.set(type, [value]);
    else values.push(value);
  }
  for (const values of byType.values()) values.sort();
  return byType;
}

interface ExternalId {
  readonly type: string;
  readonly value: string;
}

/** Ids of accounts and encoded ids stay in the context; they do not point at a person in the clear. */
function externalId(item: unknown, path: string, violations: Violation[]): ExternalId | undefined {
  const fields: Fields = { raw: isObject(item) ? item : {}, path, violations };
  const { collection, encoding } = fields.raw;
  if ((collection ?? 'users') !== 'users' || (encoding ?? 'none') !== 'none') return undefined;
  const type = typeAt(fields);
  const value = identifierAt(fields, 'id');
  if (fields.raw['id'] === undefined || fields.raw['id'] === null) refuse(fields, 'id', 'is missing');
  return type === undefined || value === undefined ? undefined : { type, value };
}

/** Segment's names of built-in types inside externalIds. */
const SEGMENT_TYPES: Readonly<Record<string, string>> = { user_id: 'userId', anonymous_id: 'anonymousId' };

const TYPE_FORM = new RegExp(`^[\\w.:-]{1,${IDENTIFIER_TYPE_LENGTH_MAX}}$`);

function typeAt(fields: Fields): string | undefined {
  const { type } = fields.raw;
  if (typeof type !== 'string' || !TYPE_FORM.test(type)) {
    return refuse(fields, 'type', `must be a name of 1 to ${IDENTIFIER_TYPE_LENGTH_MAX} letters, digits, and . _ : -`);
  }
  return Object.hasOwn(SEGMENT_TYPES, type) ? SEGMENT_TYPES[type] : type;
}
