import type { Identifier, IdentifierKey } from '@tutti/contracts';
import type { Violation } from '@tutti/core/stage';
import { externalIds } from './external-ids';
import { isObject, wellFormed } from './json';
import { IDENTIFIER_LENGTH_MAX, IDENTIFIERS_MAX } from './limits';
import { isPlaceholder, normalise } from './normalise';
import type { IdentifierReader, Named, Place, TypeReader } from './reader';

/** Allowed identifiers, strongest first, without repeats; and the types of those that identify nobody. */
export interface Identifiers {
  readonly allowed: readonly Identifier[];
  readonly blocked: readonly string[];
}

/** What it takes to read them. */
export interface Reading {
  readonly reader: IdentifierReader;
  /** Keyed hash of an identifier's type and value. */
  readonly hash: (text: string) => IdentifierKey;
  readonly violations: Violation[];
}

/**
 * Every identifier an event names (design I1). The order depends on the rules and on what is named alone: the same
 * identifiers give the same entry, whatever order they were sent in.
 */
export function identifiersOf(named: Named, { reader, hash, violations }: Reading): Identifiers {
  const external = externalIds(named.context['externalIds'], violations);
  const found: Found = { allowed: new Map(), blocked: new Set(), hash };
  for (const type of external.size === 0 ? reader.known : reader.knownAnd(external.keys())) {
    for (const place of type.places) {
      if (place !== 'external') look(found, type, valueAt(named, place));
      else for (const value of external.get(type.type) ?? []) look(found, type, value);
    }
  }
  if (found.allowed.size > IDENTIFIERS_MAX) {
    violations.push({ field: 'context.externalIds', reason: `an event may name ${IDENTIFIERS_MAX} identifiers` });
  }
  return { allowed: [...found.allowed.values()], blocked: [...found.blocked] };
}

/** The text that the key of an identifier is the keyed hash of; `normal` is its value in normal form. */
export const keyText = (type: string, normal: string): string => `${type}\u0000${normal}`;

function valueAt(named: Named, { part, names, consent }: Place): unknown {
  if (consent !== undefined && valueAt(named, consent) !== true) return undefined;
  let value: unknown = named[part];
  for (const name of names) {
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

/** Both are bounded: what is beyond the limit of identifiers on an event is neither hashed nor listed. */
interface Found {
  readonly allowed: Map<string, Identifier>;
  readonly blocked: Set<string>;
  readonly hash: Reading['hash'];
}

/** Takes up a value, if it is an identifier. Anything else at its place is the event's own affair. */
function look(found: Found, { type, isBlocked, normalise: form }: TypeReader, value: unknown): void {
  const text = Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string' || found.allowed.size > IDENTIFIERS_MAX) return;
  if (!isUsable(text)) return block(found, type);
  const normal = normalise(form, text);
  if (normal === undefined) return;
  if (isBlocked(normal)) return block(found, type);
  const key = keyText(type, normal);
  if (!found.allowed.has(key)) found.allowed.set(key, { type, value: normal, key: found.hash(key) });
}

const isUsable = (text: string): boolean =>
  text.length <= IDENTIFIER_LENGTH_MAX && !isPlaceholder(text) && !(SURROGATE.test(text) && wellFormed(text) !== text);

const SURROGATE = /[\ud800-\udfff]/;

function block({ blocked }: Found, type: string): void {
  if (blocked.size < IDENTIFIERS_MAX) blocked.add(type);
}
