import type { TopicName, TopicValue } from '@tutti/contracts';

/** One partition of a topic, by its full name (with prefix and version). */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** Envelope of a record: cause, mode, revision, trace. Values are UTF-8. */
export type Headers = Readonly<Record<string, string>>;

/** A record as it was read. `value` is null for a tombstone; `timestamp` is the broker's append time in milliseconds. */
export interface LogRecord {
  readonly offset: number;
  readonly timestamp: number;
  readonly key: string | null;
  readonly value: Buffer | null;
  readonly headers: Headers;
}

/** A record to be written. The partition is explicit: no client re-computes it. */
export interface NewRecord extends TopicPartition {
  readonly key: string | null;
  readonly value: Buffer | null;
  readonly headers: Headers;
}

/**
 * What one read returned: committed records in offset order. `nextOffset` is where to read on; it may lie beyond the
 * last record, because markers, aborted and compacted records have offsets too. `end` is the log end (high watermark)
 * and `start` the first retained offset at the time of the read.
 */
export interface Batch {
  readonly records: readonly LogRecord[];
  readonly nextOffset: number;
  readonly start: number;
  readonly end: number;
}

/** How long and how much one read may take. */
export interface ReadLimits {
  /** How long to wait for a first record; the answer is empty when none came. */
  readonly waitMsMax: number;
  /** About how many bytes of records to return; at least one batch is returned whole. */
  readonly bytesMax: number;
  /** So many may be waited for, as long as `waitMsMax` allows; 1 when absent. */
  readonly bytesMin?: number;
}

/** Reads one partition from any offset, committed records only. Not for concurrent use: one read at a time. */
export interface PartitionReader {
  /** Rejects with `LogError` code `out-of-range` when `from` lies before the log start or beyond its end. */
  read: (from: number, limits: ReadLimits) => Promise<Batch>;
  /** Ends a read under way (it resolves empty or rejects with code `closed`) and frees the connection. */
  close: () => Promise<void>;
}

/** Where the records of one commit begin, per partition: `${topic}/${partition}` to its first and last offset. */
export type WrittenOffsets = ReadonlyMap<string, { readonly first: number; readonly last: number }>;

/**
 * How a commit ended. `fenced`: a newer owner exists, stop. `unknown`: the broker's answer was lost or doubtful; the
 * writer is used up, and only a reader of the state topic can tell whether the commit happened (design R4).
 */
export type Commit =
  | { readonly kind: 'committed'; readonly offsets: WrittenOffsets }
  | { readonly kind: 'fenced' }
  | { readonly kind: 'unknown'; readonly cause: Error };

/** A consumer group's position, committed inside a transaction (only ingest needs it). */
export interface GroupOffset extends TopicPartition {
  readonly group: string;
  readonly offset: number;
}

/** Writes all or nothing, as the only living owner of its transactional id. One strike: after `unknown`, open a new one. */
export interface FencedWriter {
  /** Fences every predecessor with the same id and ends its open transaction; only then is it safe to read progress. */
  open: () => Promise<void>;
  /** One transaction; no records with an offset are allowed. Rejects `fatal`, used up, when refused for good (too large). */
  commit: (records: readonly NewRecord[], offset?: GroupOffset) => Promise<Commit>;
  close: () => Promise<void>;
}

/** Appends without transactions: acks from all in-sync replicas, each partition's ack verified, no hidden retry. */
export interface Appender {
  /** Resolves when every record is acknowledged; rejects `doubtful` when any may be missing, `fatal` when refused for good. */
  append: (records: readonly NewRecord[]) => Promise<WrittenOffsets>;
  close: () => Promise<void>;
}

/** Told which partition numbers this member owns. Every subscribed topic has the same partition count. */
export interface MemberListener {
  /** Called with the complete ownership after each rebalance: open what is new, close what is gone. */
  assigned: (owned: readonly TopicPartition[]) => void;
  /** The member cannot go on (design: the process exits non-zero). */
  failed: (error: Error) => void;
}

/** Membership in a consumer group: assignment only. Positions come from the owner's own progress. */
export interface GroupMember {
  join: (listener: MemberListener) => Promise<void>;
  /** Tells the group where this member is, for lag displays only; never read back. Best effort. */
  report: (positions: readonly (TopicPartition & { readonly offset: number })[]) => Promise<void>;
  /** Whether nobody else can own what this member was told it owns: not after a session without answer, nor while it joins. */
  holds: () => boolean;
  leave: () => Promise<void>;
}

/** A consumer group and what it shares out. */
export interface GroupSettings {
  readonly group: string;
  readonly topics: readonly string[];
}

/** A topic as it should exist. */
export interface TopicSpec {
  readonly topic: string;
  readonly partitions: number;
  readonly config: Readonly<Record<string, string>>;
}

/** The log: Kafka in life, memory in tests. The same laws hold for both (`logLaws`). */
export interface Log {
  reader: (partition: TopicPartition) => PartitionReader;
  writer: (transactionalId: string) => FencedWriter;
  appender: () => Appender;
  member: (settings: GroupSettings) => GroupMember;
  /** Name of this log, unlike any other's: what is derived from it belongs to it alone. */
  id: () => Promise<string>;
  /** Number of partitions; rejects with code `no-topic` when the topic does not exist. */
  partitionsOf: (topic: string) => Promise<number>;
  /** First retained offset and end of one partition. */
  boundsOf: (partition: TopicPartition) => Promise<{ readonly start: number; readonly end: number }>;
  /** The group's committed offset, or undefined. Only for groups whose offsets are committed in transactions. */
  groupOffset: (group: string, partition: TopicPartition) => Promise<number | undefined>;
  /** Creates what is missing; returns the names it created. Never changes an existing topic. */
  createTopics: (specs: readonly TopicSpec[]) => Promise<readonly string[]>;
  /** Topics that exist, by full name. */
  topics: () => Promise<readonly string[]>;
  close: () => Promise<void>;
}

/** Closed list of what can go wrong in a log adapter; `retryable` errors are worth another try later. */
export type LogErrorCode = 'out-of-range' | 'closed' | 'doubtful' | 'fenced' | 'no-topic' | 'unavailable' | 'fatal';

/** What an adapter rejects with; `code` decides whether another try makes sense. */
export class LogError extends Error {
  constructor(
    readonly code: LogErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'LogError';
  }
}

/** The key's partition: Java's murmur2, so that every Kafka client agrees. Keys are never null here. */
export type PartitionOf = (key: string, partitions: number) => number;

/** One partition of one stage's state, as cached. */
export interface StatePartition {
  /** Service (or sink instance) that owns the state, such as `identity`. */
  readonly stage: string;
  readonly partition: number;
}

/** How much of the state topic the cache holds. `stateOffset`: next state-topic offset to apply. */
export interface Watermark {
  readonly epoch: number;
  readonly stateOffset: number;
  /** Encoded Progress record of that moment. */
  readonly progress: Buffer;
  /** Wall-clock milliseconds of the last write; old watermarks mean rebuild. */
  readonly at: number;
  /** False while the cache is filled from the log: what is there is not all there is. */
  readonly isWhole: boolean;
}

/** One write to the cache: what a commit changed, and the watermarks before and after it. */
export interface CacheWrite extends Omit<Watermark, 'stateOffset'> {
  /** The watermark's stateOffset before this write; anything else in the cache is a gap. */
  readonly from: number;
  readonly to: number;
  /** Key to encoded state; null removes the entry. */
  readonly entries: ReadonlyMap<string, Buffer | null>;
}

/** `stateOffset` is the watermark's, undefined when there is none: an owner compares it with what it wrote last. */
export interface CachedStates {
  readonly stateOffset: number | undefined;
  readonly states: ReadonlyMap<string, Buffer>;
}

/** What became of a write; only `written` moved the watermark. */
export type CacheResult = 'written' | 'fenced' | 'gap';

/** The read-only half: what the api may use. */
export interface StateReader {
  watermark: (partition: StatePartition) => Promise<Watermark | undefined>;
  /** Encoded states of those keys that are cached, read atomically with the watermark they belong to. */
  read: (partition: StatePartition, keys: readonly string[]) => Promise<CachedStates>;
  /** Number of cached entries. */
  count: (partition: StatePartition) => Promise<number>;
  close: () => Promise<void>;
}

/** A complete, verifiable cache of a state topic's partition: may be behind the log, never ahead of it. */
export interface StateStore extends StateReader {
  /** A new owner announces itself: writes of older epochs are refused from now on. Returns `fenced` if it is the older. */
  claim: (partition: StatePartition, epoch: number) => Promise<'claimed' | 'fenced'>;
  /** After the commit only. Refuses an older epoch and a gap; large writes go in chunks, the watermark with the last. */
  write: (partition: StatePartition, write: CacheWrite) => Promise<CacheResult>;
  /** Empties the partition and sets the watermark to `from`, under the claim of `epoch`. First step of a rebuild: not whole. */
  reset: (partition: StatePartition, epoch: number, from: number) => Promise<CacheResult>;
}

/**
 * Confluent wire format (0x00, 4-byte schema id, Avro body) over schemas already known; synchronous. `strict` refuses
 * fields that the schema does not know.
 */
export interface WireCodec {
  encode: <Topic extends TopicName>(topic: Topic, value: TopicValue[Topic]) => Buffer;
  /** Throws `UnknownSchemaError` when the id was not learned yet, `WireError` when the bytes are not a value. */
  decode: <Topic extends TopicName>(topic: Topic, bytes: Buffer) => TopicValue[Topic];
  /** Asks the registry for a writer's schema. Rejects with `WireError` when there is none of that id. */
  learn: (schemaId: number) => Promise<void>;
}

/** The bytes were written with a schema that this process has not learned yet. */
export class UnknownSchemaError extends Error {
  constructor(readonly schemaId: number) {
    super(`schema ${schemaId} is not known here yet`);
    this.name = 'UnknownSchemaError';
  }
}

/** `code`: why the bytes are not a value of the topic. */
export class WireError extends Error {
  constructor(
    readonly code: 'no-value' | 'bad-magic' | 'no-such-schema' | 'bad-schema' | 'bad-body' | 'undeclared-field',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'WireError';
  }
}
