import type { SourceEvent } from '@tutti/contracts';
import type { Violation } from '@tutti/core/stage';
import type { Acceptance, Circumstances } from './accept';
import { acceptEvent } from './accept';

/** Circumstances of a record: its position is the id of an event without one. */
export type RecordCircumstances = Omit<Circumstances, 'newMessageId' | 'bytesAtMost' | 'type' | 'ip' | 'defaults'> & {
  /** topic/partition/offset. */
  readonly position: string;
};

/** The same rules as for a request, for a record of a source topic. Never throws. */
export function acceptSourceEvent(value: SourceEvent, circumstances: RecordCircumstances): Acceptance {
  const violations: Violation[] = [];
  const { type, properties, traits, context, integrations, ...rest } = value;
  const parsed = Object.entries({ properties, traits, context, integrations }).map(([field, text]) => {
    const json = parseJson(text);
    if (json === undefined) violations.push({ field, reason: 'is not JSON' });
    return [field, json] as const;
  });
  if (violations.length > 0) {
    return { kind: 'refused', code: 'invalid-event', messageId: value.messageId ?? undefined, violations };
  }
  const bytesAtMost = Number.POSITIVE_INFINITY;
  const newMessageId = (): string => circumstances.position;
  return acceptEvent({ type, ...rest, ...Object.fromEntries(parsed) }, { ...circumstances, bytesAtMost, newMessageId });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
