import type { Violation } from '@tutti/core/stage';
import type { Fields } from './fields';
import { objectAt, timeAt } from './fields';
import type { JsonObject } from './json';
import { isLonger, isObject, problemOf } from './json';
import { BATCH_DEFAULTS_BYTES_MAX, BATCH_LENGTH_MAX } from './limits';

/** What a batch says once for all its events; the event's own word wins. */
export interface BatchDefaults {
  readonly context: JsonObject;
  readonly integrations: JsonObject;
  readonly sentAt: number | undefined;
  readonly timestamp: number | undefined;
}

/** A batch before its events are looked at, or why it is none. */
export type BatchBody =
  | { readonly kind: 'batch'; readonly events: readonly unknown[]; readonly defaults: BatchDefaults }
  | { readonly kind: 'refused'; readonly violations: readonly Violation[] };

/** Reads the body of a batch: the list, and what holds for every event in it. */
export function parseBatch(body: unknown): BatchBody {
  const violations: Violation[] = [];
  const fields: Fields = { raw: isObject(body) ? body : {}, path: '', violations };
  const events = eventsAt(fields);
  const defaults = {
    context: smallObjectAt(fields, 'context'),
    integrations: smallObjectAt(fields, 'integrations'),
    sentAt: timeAt(fields, 'sentAt'),
    timestamp: timeAt(fields, 'timestamp'),
  };
  return violations.length > 0 ? { kind: 'refused', violations } : { kind: 'batch', events, defaults };
}

function eventsAt({ raw, violations }: Fields): readonly unknown[] {
  const { batch } = raw;
  const reason = !Array.isArray(batch)
    ? 'must be a list of events'
    : batch.length === 0
      ? 'holds no event'
      : batch.length > BATCH_LENGTH_MAX
        ? `holds ${batch.length} events: send them in several requests`
        : undefined;
  if (reason !== undefined) violations.push({ field: 'batch', reason });
  return Array.isArray(batch) ? batch : [];
}

function smallObjectAt(fields: Fields, name: string): JsonObject {
  const value = objectAt(fields, name);
  const problem = problemOf(value);
  if (problem !== undefined) fields.violations.push({ ...problem, field: join(name, problem.field) });
  else if (isLonger([JSON.stringify(value)], BATCH_DEFAULTS_BYTES_MAX)) {
    fields.violations.push({
      field: name,
      reason: `is larger than ${BATCH_DEFAULTS_BYTES_MAX} bytes: it is copied to each event`,
    });
  }
  return value;
}

const join = (name: string, rest: string): string => (rest === '' ? name : `${name}.${rest}`);
