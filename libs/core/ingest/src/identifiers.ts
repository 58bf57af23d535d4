import type { Identifier, IdentifierKey } from '@tutti/contracts';
import type { Violation } from '@tutti/core/stage';
import type { Fields } from './fields';
import { identifierAt, refuse } from './fields';
import type { JsonObject } from './json';
import { isObject } from './json';
import { IDENTIFIER_TYPE_LENGTH_MAX, IDENTIFIERS_MAX } from './limits';
import { isBlocked, normalise } from './normalise';

/** Where identifiers stand in an event. */
export interface Named {
  readonly userId: string | null;
  readonly anonymousId: string | null;
  /** Traits of the person; a group's traits are the account's. */
  readonly traits: JsonObject;
  readonly context: JsonObject;
}

/** Allowed identifiers, strongest first, without repeats; and the types of those that identify nobody. */
export interface Identifiers {
  readonly allowed: readonly Identifier[];
  readonly blocked: readonly string[];
}

/**
 * Every identifier an event names (design I1). The order depends on types and values alone: the same identifiers give
 * the same entry, whatever order they were sent in.
 */
export function identifiersOf(
  named: Named,
  hash: (text: string) => IdentifierKey,
  violations: Violation[],
): Identifiers {
  const blocked = new Set<string>();
  const allowed = new Map<string, Identifier>();
  for (const { type, value } of sorted(candidatesOf(named, violations))) {
    if (isBlocked(value)) {
      blocked.add(type);
      continue;
    }
    const normal = normalise(type, value);
    const text = `${type}\u0000${normal}`;
    if (normal !== undefined && !allowed.has(text)) allowed.set(text, { type, value: normal, key: hash(text) });
  }
  if (allowed.size > IDENTIFIERS_MAX) {
    violations.push({ field: 'context.externalIds', reason: `an event may name ${IDENTIFIERS_MAX} identifiers` });
  }
  return { allowed: [...allowed.values()], blocked: [...blocked] };
}

interface Candidate {
  readonly type: string;
  readonly value: string;
}

/** Built-in priority; an external id of any other type stands right after the user id, by its type. */
const RANKS: Readonly<Record<string, number>> = { userId: 0, email: 2, phone: 3, device: 4, anonymousId: 5 };
const RANK_EXTERNAL = 1;

/** Segment's names of built-in types inside externalIds. */
const SEGMENT_TYPES: Readonly<Record<string, string>> = { user_id: 'userId', anonymous_id: 'anonymousId' };

function candidatesOf({ userId, anonymousId, traits, context }: Named, violations: Violation[]): Candidate[] {
  const found: Candidate[] = [];
  const add = (type: string, value: unknown): void => {
    if (typeof value === 'string') found.push({ type, value });
  };
  add('userId', userId);
  add('anonymousId', anonymousId);
  for (const person of [traits, context['traits']]) {
    if (!isObject(person)) continue;
    add('email', person['email']);
    add('phone', person['phone']);
  }
  for (const value of deviceIds(context['device'], violations)) add('device', value);
  return [...found, ...externalIds(context['externalIds'], violations)];
}

function deviceIds(device: unknown, violations: Violation[]): (string | undefined)[] {
  if (!isObject(device)) return [];
  const fields: Fields = { raw: device, path: 'context.device.', violations };
  const allowed = device['adTrackingEnabled'] === true;
  return [identifierAt(fields, 'id'), allowed ? identifierAt(fields, 'advertisingId') : undefined];
}

function externalIds(list: unknown, violations: Violation[]): Candidate[] {
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) {
    violations.push({ field: 'context.externalIds', reason: 'must be a list' });
    return [];
  }
  return list.flatMap((item: unknown, i) => externalId(item, `context.externalIds.${i}.`, violations) ?? []);
}

/** Ids of accounts and encoded ids stay in the context; they do not point at a person in the clear. */
function externalId(item: unknown, path: string, violations: Violation[]): Candidate | undefined {
  const fields: Fields = { raw: isObject(item) ? item : {}, path, violations };
  const { collection, encoding } = fields.raw;
  if ((collection ?? 'users') !== 'users' || (encoding ?? 'none') !== 'none') return undefined;
  const type = typeAt(fields);
  const value = identifierAt(fields, 'id');
  if (fields.raw['id'] === undefined || fields.raw['id'] === null) refuse(fields, 'id', 'is missing');
  return type === undefined || value === undefined ? undefined : { type, value };
}

function typeAt(fields: Fields): string | undefined {
  const { type } = fields.raw;
  if (typeof type !== 'string' || !TYPE_FORM.test(type)) {
    return refuse(fields, 'type', `must be a name of 1 to ${IDENTIFIER_TYPE_LENGTH_MAX} letters, digits, and . _ : -`);
  }
  return Object.hasOwn(SEGMENT_TYPES, type) ? SEGMENT_TYPES[type] : type;
}

const TYPE_FORM = new RegExp(`^[\\w.:-]{1,${IDENTIFIER_TYPE_LENGTH_MAX}}$`);

const rankOf = (type: string): number => (Object.hasOwn(RANKS, type) ? (RANKS[type] ?? RANK_EXTERNAL) : RANK_EXTERNAL);

/** By rank; external ids by type and value, since they are sent in any order. */
function sorted(candidates: readonly Candidate[]): readonly Candidate[] {
  if (candidates.length < 2) return candidates;
  return [...candidates].sort(
    (a, b) =>
      rankOf(a.type) - rankOf(b.type) ||
      compare(a.type, b.type) ||
      (rankOf(a.type) === RANK_EXTERNAL ? compare(a.value, b.value) : 0),
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
