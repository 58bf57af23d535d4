import type { Violation } from '@tutti/core/stage';
import { JSON_DEPTH_MAX, PROPERTIES_MAX } from './limits';

/** A JSON object: keys are its own, values are not known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a JSON value is an object, and neither an array nor null. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Why a JSON value cannot be kept: nested too deep, too many names, or a number that no JSON can hold. */
export function problemOf(value: unknown): Violation | undefined {
  const found = look(value, 1, { left: PROPERTIES_MAX });
  return found && { field: [...found.path].reverse().join('.').slice(0, FIELD_LENGTH_MAX), reason: found.reason };
}

/** Whether texts take more than so many bytes of UTF-8 together. Counts only where their length leaves a doubt. */
export function isLonger(texts: readonly string[], bytesMax: number): boolean {
  const units = texts.reduce((sum, text) => sum + text.length, 0);
  if (units > bytesMax || units * 3 <= bytesMax) return units > bytesMax;
  let bytes = units;
  for (const text of texts) for (let i = 0; i < text.length; i++) bytes += extraBytes(text.charCodeAt(i));
  return bytes > bytesMax;
}

/** Half characters (lone surrogates) replaced, so that the text survives UTF-8. */
export const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\uFFFD');

/** A path is shown to people; names inside it may be as long as an event. */
const FIELD_LENGTH_MAX = 256;

interface Found {
  readonly reason: string;
  /** Innermost name first. */
  readonly path: string[];
}

function look(value: unknown, depth: number, names: { left: number }): Found | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : stop('is a number too large to keep');
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth > JSON_DEPTH_MAX) return stop(`is nested deeper than ${JSON_DEPTH_MAX} levels`);
  const keys = Object.keys(value);
  if (!Array.isArray(value)) names.left -= keys.length;
  if (names.left < 0) return stop(`holds more than ${PROPERTIES_MAX} properties`);
  for (const key of keys) {
    const found = look((value as JsonObject)[key], depth + 1, names);
    if (found !== undefined) return { ...found, path: [...found.path, key] };
  }
  return undefined;
}

const stop = (reason: string): Found => ({ reason, path: [] });

/** Bytes of one UTF-16 unit beyond the first; the two halves of a pair make four together. */
const extraBytes = (unit: number): number =>
  unit < 0x80 ? 0 : unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
