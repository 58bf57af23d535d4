import type { Violation } from '@tutti/core/stage';
import type { JsonObject } from './json';
import { isObject, wellFormed } from './json';
import { IDENTIFIER_LENGTH_MAX, MESSAGE_ID_LENGTH_MAX } from './limits';
import { parseTime, TIME_FORMS } from './time';

/** Reads the fields of one JSON object and collects everything that is wrong with them. `null` counts as absent. */
export interface Fields {
  readonly raw: JsonObject;
  /** Where the object stands in the event, as `context.device.`; empty for the event itself. */
  readonly path: string;
  readonly violations: Violation[];
}

/** A text of any length, made well-formed. */
export function textAt(fields: Fields, name: string): string | undefined {
  const value = fields.raw[name];
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? wellFormed(value) : refuse(fields, name, 'must be a string');
}

/** An identifier as received; a whole number is taken as the text that spells it. */
export function identifierAt(fields: Fields, name: string): string | undefined {
  const value = fields.raw[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number') {
    return Number.isSafeInteger(value)
      ? String(value)
      : refuse(fields, name, 'is no exact number: send it as a string');
  }
  if (typeof value !== 'string') return refuse(fields, name, 'must be a string');
  if (value.length > IDENTIFIER_LENGTH_MAX)
    return refuse(fields, name, `is longer than ${IDENTIFIER_LENGTH_MAX} characters`);
  return wellFormed(value) === value ? value : refuse(fields, name, 'holds half a character (a lone surrogate)');
}

/** The id the sender gave the event; an empty one counts as absent. */
export function messageIdAt(fields: Fields): string | undefined {
  const { messageId } = fields.raw;
  const id = typeof messageId === 'number' ? identifierAt(fields, 'messageId') : textAt(fields, 'messageId');
  if (id === undefined || id === '') return undefined;
  if (id.length <= MESSAGE_ID_LENGTH_MAX) return id;
  return refuse(fields, 'messageId', `is longer than ${MESSAGE_ID_LENGTH_MAX} characters`);
}

/** Milliseconds. */
export function timeAt(fields: Fields, name: string): number | undefined {
  const value = fields.raw[name];
  if (value === undefined || value === null) return undefined;
  return parseTime(value) ?? refuse(fields, name, TIME_FORMS);
}

/** A JSON object, empty when absent. */
export function objectAt(fields: Fields, name: string): JsonObject {
  const value = fields.raw[name];
  if (isObject(value)) return value;
  if (value !== undefined && value !== null) refuse(fields, name, 'must be a JSON object');
  return {};
}

/** Notes what is wrong with a field. */
export function refuse({ violations, path }: Fields, name: string, reason: string): undefined {
  violations.push({ field: `${path}${name}`, reason });
}

/** Whether one of these fields is refused already. */
export const isRefused = ({ violations, path }: Fields, ...names: readonly string[]): boolean =>
  violations.some(({ field }) => names.some((name) => field === `${path}${name}`));
