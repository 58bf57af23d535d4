import type { Event } from '@tutti/contracts';
import type { Violation } from '@tutti/core/stage';
import { canonicalJson } from '@tutti/core/stage';

/** An object parsed from JSON, not looked into yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

const FIELDS = ['properties', 'traits', 'context', 'integrations'] as const;

type Field = (typeof FIELDS)[number];

/** Ingest stops at 32 levels; deeper than this, code that walks through a value would run out of stack. */
const LEVELS_MAX = 256;

/** The value as an object; an empty one where it is anything else. */
export const asObject = (value: unknown): JsonObject => (isObject(value) ? value : {});

/** One of the event's JSON fields. Throws when it cannot be read: ingest lets nothing of the kind through. */
export function jsonOf(event: Event, field: Field): JsonObject {
  const parsed = parse(event[field]);
  if ('problem' in parsed) throw new Error(`reading ${field} of an event: it ${parsed.problem}`);
  return asObject(parsed.json);
}

/** Everything that may keep the event from being counted: fields that `jsonOf` throws at, and values that cannot be kept. */
export const problemsOf = (event: Event): readonly Violation[] =>
  FIELDS.flatMap((field) => {
    const parsed = parse(event[field]);
    const reason = 'problem' in parsed ? parsed.problem : problemIn(parsed.json);
    return reason === undefined ? [] : [{ field: `event.${field}`, reason }];
  });

function problemIn(json: unknown): string | undefined {
  try {
    canonicalJson(json);
    return undefined;
  } catch {
    return 'holds a number too large to keep';
  }
}

type Parsed = { readonly json: unknown } | { readonly problem: string };

function parse(text: string): Parsed {
  if (text === '{}') return { json: {} };
  try {
    const json: unknown = JSON.parse(text);
    const isDeep = text.length > 2 * LEVELS_MAX && isDeeper(json, LEVELS_MAX);
    return isDeep ? { problem: `is nested deeper than ${LEVELS_MAX} levels` } : { json };
  } catch {
    return { problem: 'is not JSON' };
  }
}

const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1)));

const ASCII = /^[\0-\x7f]*$/;

/** Length of a text in UTF-8. */
export function bytesOf(text: string): number {
  if (ASCII.test(text)) return text.length;
  let bytes = 0;
  for (const character of text) bytes += bytesOfCharacter(character.codePointAt(0) ?? 0);
  return bytes;
}

function bytesOfCharacter(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
