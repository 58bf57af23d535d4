import type { DeadLetter, Event, Key } from '@tutti/contracts';
import { identityIn, keyOf } from '@tutti/contracts';
import type { Headers, NewRecord } from '@tutti/log';
import type { RecordDeps } from './deps';

/** The stage that ingest's dead letters name. */
export const STAGE = 'ingest';

/** An accepted event, on its way to the identifier it entered by. */
export function eventRecord(deps: RecordDeps, event: Event, headers: Headers): NewRecord {
  const value = deps.wire.encode('identity.in', identityIn.event(event));
  return keyed(deps, { topic: deps.topics.identityIn, key: keyOf.identifier(event.entry.key), value, headers });
}

/** A refused event, kept for repair. `id` spreads dead letters over partitions. */
export function deadLetterRecord(
  deps: RecordDeps,
  letter: Omit<DeadLetter, 'stage'>,
  { id, headers }: { readonly id: string; readonly headers: Headers },
): NewRecord {
  const value = deps.wire.encode('dead-letters', { stage: STAGE, ...letter });
  return keyed(deps, { topic: deps.topics.deadLetters, key: keyOf.deadLetter(STAGE, id), value, headers });
}

const keyed = (
  { partitionOf, topics }: RecordDeps,
  record: Omit<NewRecord, 'partition' | 'key'> & { readonly key: Key },
): NewRecord => ({ ...record, partition: partitionOf(record.key, topics.partitions) });
