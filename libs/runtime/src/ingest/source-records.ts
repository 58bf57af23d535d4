import type { IdentifierKey, SourceEvent } from '@tutti/contracts';
import type { Acceptance } from '@tutti/core/ingest';
import { acceptSourceEvent } from '@tutti/core/ingest';
import type { Violation } from '@tutti/core/stage';
import type { Headers, LogRecord, NewRecord, TopicPartition } from '@tutti/log';
import { LogError, UnknownSchemaError, WireError } from '@tutti/log';
import { deadLetterOf } from '../dead-letter';
import { causedHeaders } from '../headers';
import type { RecordDeps } from './deps';
import { deadLetterRecord, eventRecord, STAGE } from './records';

/** What it takes to turn records of a source topic into accepted and refused events. */
export interface SourceRecordDeps extends RecordDeps {
  /** Keyed hash of an identifier's type and value. */
  readonly hash: (text: string) => IdentifierKey;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** Where records come from. */
export interface SourcePartition extends TopicPartition {
  /** Name of the source. */
  readonly source: string;
}

/**
 * One output per record, in order: its event, or the dead letter of a record that is none. Rejects with `unavailable`
 * when the registry is away, which is no fault of a record.
 */
export async function outputsOf(
  deps: SourceRecordDeps,
  from: SourcePartition,
  records: readonly LogRecord[],
): Promise<readonly NewRecord[]> {
  const outputs: NewRecord[] = [];
  for (const record of records) outputs.push(outputOf(deps, from, { record, value: await decode(deps, record.value) }));
  return outputs;
}

interface Decoded {
  readonly record: LogRecord;
  readonly value: SourceEvent | WireError;
}

function outputOf(deps: SourceRecordDeps, from: SourcePartition, { record, value }: Decoded): NewRecord {
  const headers = headersOf(deps, from, record);
  const outcome = value instanceof WireError ? undecodable(value) : accept(deps, from, { record, value, headers });
  return outcome.kind === 'accepted'
    ? eventRecord(deps, outcome.event, headers)
    : letterOf(deps, from, { record, headers, ...outcome });
}

const undecodable = ({ code, message }: WireError) =>
  ({ kind: 'refused', code, violations: [{ field: 'value', reason: message }] }) as const;

const accept = (
  { clock, hash, identifiers }: SourceRecordDeps,
  { source, topic, partition }: SourcePartition,
  { record, value, headers }: { readonly record: LogRecord; readonly value: SourceEvent; readonly headers: Headers },
): Acceptance =>
  acceptSourceEvent(value, {
    source,
    receivedAt: record.timestamp,
    acceptedAt: clock(),
    timeRequired: headers['mode'] === 'backfill',
    position: `${topic}/${partition}/${record.offset}`,
    identifiers: identifiers(),
    hash,
  });

/** A source app may say that it writes history; no other mode is its to choose. */
function headersOf({ revision }: SourceRecordDeps, { topic, partition }: SourcePartition, record: LogRecord): Headers {
  const mode = record.headers['mode'] === 'backfill' ? 'backfill' : 'live';
  return causedHeaders({ ...record.headers, mode }, { topic, partition, offset: record.offset }, revision());
}

interface Letter {
  readonly record: LogRecord;
  readonly headers: Headers;
  readonly code: string;
  readonly violations: readonly Violation[];
}

function letterOf(
  deps: SourceRecordDeps,
  from: SourcePartition,
  { record, headers, code, violations }: Letter,
): NewRecord {
  const { topic, partition, source } = from;
  const letter = deadLetterOf({ stage: STAGE, code, violations, topic, partition, record, at: deps.clock() });
  return deadLetterRecord(deps, letter, { id: letter.key, headers: { ...headers, source } });
}

/** The event of a record, or why it holds none. A writer's schema that was not met yet is asked for once. */
async function decode(deps: SourceRecordDeps, value: Buffer | null): Promise<SourceEvent | WireError> {
  if (value === null) return new WireError('no-value', 'a tombstone is no event');
  const decoded = tryDecode(deps, value);
  if (typeof decoded !== 'number') return decoded;
  const trouble = await learn(deps, decoded);
  if (trouble !== undefined) return trouble;
  const again = tryDecode(deps, value);
  return typeof again === 'number' ? new WireError('no-such-schema', `schema ${again} cannot be learned`) : again;
}

/** A number: the id of a schema to learn first. */
function tryDecode({ wire }: SourceRecordDeps, value: Buffer): SourceEvent | WireError | number {
  try {
    return wire.decode('source', value);
  } catch (error) {
    if (error instanceof UnknownSchemaError) return error.schemaId;
    if (error instanceof WireError) return error;
    throw error;
  }
}

async function learn({ wire }: SourceRecordDeps, schemaId: number): Promise<WireError | undefined> {
  try {
    await wire.learn(schemaId);
    return undefined;
  } catch (error) {
    if (error instanceof WireError) return error;
    throw new LogError('unavailable', `asking the registry for schema ${schemaId}`, { cause: error });
  }
}
