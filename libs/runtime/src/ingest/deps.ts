import type { IdentifierKey } from '@tutti/contracts';
import type { IdentifierReader } from '@tutti/core/ingest';
import type { Source } from '@tutti/core/workspace';
import type { Appender, PartitionOf, WireCodec } from '@tutti/log';
import type { Logger } from '../logger';

/** Where ingest writes: full names, and the partition count of both topics. */
export interface IngestTopics {
  readonly identityIn: string;
  readonly deadLetters: string;
  readonly partitions: number;
}

/** What it takes to make records of accepted and refused events. */
export interface RecordDeps {
  readonly wire: WireCodec;
  readonly topics: IngestTopics;
  readonly partitionOf: PartitionOf;
  /** Configuration revision in force. */
  readonly revision: () => number;
  /** How that revision reads identifiers; the same as long as nothing changed. */
  readonly identifiers: () => IdentifierReader;
}

/** What the HTTP half of ingest works with. */
export interface IngestDeps extends RecordDeps {
  /** Sources in force, their write keys resolved; the same list as long as nothing changed. */
  readonly sources: () => readonly Source[];
  readonly appender: Appender;
  /** Keyed hash of an identifier's type and value (design I10). */
  readonly hash: (text: string) => IdentifierKey;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** A new unique id. */
  readonly newId: () => string;
  readonly logger: Logger;
}
