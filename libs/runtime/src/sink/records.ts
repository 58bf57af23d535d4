import type { Progress, Update, Violation } from '@tutti/contracts';
import { destinationStateRecord, keyOf, PROGRESS_KEY } from '@tutti/contracts';
import type { Queued } from '@tutti/core/sync';
import { flawOf } from '@tutti/destinations';
import type { LogRecord, NewRecord, PartitionOf, WireCodec } from '@tutti/log';
import { decodeLearning, WireError } from '@tutti/log';
import { deadLetterOf } from '../dead-letter';
import { causedHeaders, modeIn } from '../headers';
import type { Settlement } from './deliverer';

/** An update that waits for delivery, with the record it came in: it may become a dead letter. */
export interface UpdateEntry extends Queued {
  readonly record: LogRecord;
}

/** A record that cannot be delivered. */
export interface Letter {
  readonly record: LogRecord;
  readonly code: string;
  readonly violations: readonly Violation[];
  readonly at: number;
}

/** What one record of `updates` is to a sink; a tombstone is nothing. */
export type Arrival =
  | { readonly kind: 'update'; readonly entry: UpdateEntry }
  | { readonly kind: 'letter'; readonly letter: Letter }
  | { readonly kind: 'nothing' };

/** Where a task's records go, and how they are written. */
export interface RecordParts {
  readonly wire: WireCodec;
  readonly service: string;
  /** Full names. */
  readonly topics: { readonly updates: string; readonly deadLetters: string };
  readonly partition: number;
  readonly partitions: number;
  readonly partitionOf: PartitionOf;
}

const REASON_LENGTH_MAX = 200;

/** Bytes to values and back for one sink task: what it reads, what it keeps, what it gives up on. */
export class SinkRecords {
  constructor(private readonly parts: RecordParts) {}

  /** Decodes one record of `updates`; asks the registry for a schema not met yet. */
  async arrivalOf({ value, ...rest }: LogRecord): Promise<Arrival> {
    if (value === null) return { kind: 'nothing' };
    // A copy: the bytes of one record must not keep a whole fetch in memory while it waits.
    const record = { ...rest, value: Buffer.from(value) };
    const refused = (code: string, ...violations: readonly Violation[]): Arrival => ({
      kind: 'letter',
      letter: { record, code, violations, at: record.timestamp },
    });
    try {
      const update = await decodeLearning(this.parts.wire, 'updates', record.value);
      // Its state would be kept in a partition that is another sink's, or under a key of no profile.
      if (update.profile.id !== record.key || record.key === PROGRESS_KEY)
        return refused('wrong-key', { field: 'key', reason: 'is not the id of the profile' });
      const flaw = flawOf(update);
      if (flaw !== undefined) return refused('bad-value', flaw);
      return { kind: 'update', entry: entryOf(record, update) };
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      return refused(error.code, { field: 'value', reason: error.message });
    }
  }

  /** The delivered state of a profile, encoded. */
  stateOf(version: number, { outcome, reason, attempts, at }: Settlement): Buffer {
    const short = reason?.slice(0, REASON_LENGTH_MAX) ?? null;
    const state = { version, outcome, reason: short, attempts, at };
    return this.parts.wire.encode('destination.state', destinationStateRecord.state(state));
  }

  /** Version of a delivered state; -1 where there is none. */
  versionIn(bytes: Buffer | undefined): number {
    if (bytes === undefined) return -1;
    return this.parts.wire.decode('destination.state', bytes).state?.version ?? -1;
  }

  /** A dead letter as a record for its partition. */
  deadLetter({ record, code, violations, at }: Letter, revision: number): NewRecord {
    const { wire, service, topics, partition, partitions, partitionOf } = this.parts;
    const from = { topic: topics.updates, partition };
    const letter = deadLetterOf({ stage: service, code, violations, ...from, record, at });
    const letterKey = keyOf.deadLetter(service, letter.key);
    return {
      topic: topics.deadLetters,
      partition: partitionOf(letterKey, partitions),
      key: letterKey,
      value: wire.encode('dead-letters', letter),
      headers: causedHeaders(record.headers, { topic: 'updates', partition, offset: record.offset }, revision),
    };
  }
}

const entryOf = (record: LogRecord & { readonly value: Buffer }, update: Update): UpdateEntry => ({
  ...{ offset: record.offset, mode: modeIn(record.headers), bytes: record.value.length },
  ...{ record, update },
});

/** Progress as a record of the destination's state topic, and back. */
export const progressRecords = (
  wire: WireCodec,
): {
  readonly encodeProgress: (progress: Progress) => Buffer;
  readonly decodeProgress: (bytes: Buffer) => Progress;
} => ({
  encodeProgress: (progress) => wire.encode('destination.state', destinationStateRecord.progress(progress)),
  decodeProgress: (bytes) => {
    const { progress } = wire.decode('destination.state', bytes);
    if (progress === null) throw new Error('reading progress of a sink: the record holds none');
    return progress;
  },
});
