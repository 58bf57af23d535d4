import type { Batch, FencedWriter, Log, LogRecord, NewRecord, PartitionReader } from '@tutti/log';
import { LogError } from '@tutti/log';
import type { Logger } from '../logger';
import type { Task } from '../tasks/owned-tasks';
import { STAGE } from './records';
import type { SourcePartition, SourceRecordDeps } from './source-records';
import { outputsOf } from './source-records';

/** What one partition of a source topic is read with. */
export interface SourceTaskDeps extends SourceRecordDeps {
  readonly log: Log;
  readonly prefix: string;
  readonly logger: Logger;
}

/** The consumer group of a source topic; its offsets are committed with the events. */
export const sourceGroup = (prefix: string, topic: string): string => `${prefix}.${STAGE}.${topic}`;

const READ = { waitMsMax: 5_000, bytesMax: 512 * 1024 };
/** One transaction holds at most so much of a batch. */
const COMMIT_RECORDS_MAX = 500;
const COMMIT_BYTES_MAX = 512 * 1024;

/**
 * One partition of a source topic: accept each record, commit events, dead letters and the group's offset in one
 * transaction. Used up after an error; opening another fences this one and starts from the committed offset.
 */
export class SourceTask implements Task {
  readonly #deps: SourceTaskDeps;
  readonly #from: SourcePartition;
  readonly #writer: FencedWriter;
  readonly #reader: PartitionReader;
  #position: number;
  #turns = 0;
  #inHand: Promise<void> = Promise.resolve();
  #closing = false;

  private constructor(deps: SourceTaskDeps, from: SourcePartition, taken: { writer: FencedWriter; position: number }) {
    this.#deps = deps;
    this.#from = from;
    this.#writer = taken.writer;
    this.#reader = deps.log.reader(from);
    this.#position = taken.position;
  }

  /** Fences every earlier owner of the partition; only then is the committed offset read. */
  static async open(deps: SourceTaskDeps, from: SourcePartition): Promise<SourceTask> {
    const { log, prefix } = deps;
    const writer = log.writer(`${prefix}.${STAGE}.${from.topic}.${from.partition}`);
    try {
      await writer.open();
      const committed = await log.groupOffset(sourceGroup(prefix, from.topic), from);
      return new SourceTask(deps, from, { writer, position: committed ?? (await log.boundsOf(from)).start });
    } catch (error) {
      await writer.close();
      throw error;
    }
  }

  /** Offset of the next record to read. */
  get position(): number {
    return this.#position;
  }

  /** Batches read, empty ones included. */
  get turns(): number {
    return this.#turns;
  }

  /** Runs until closed; rejects when it was fenced, or cannot know whether it committed. */
  async run(): Promise<void> {
    while (!this.#closing) {
      const batch = await this.#read();
      for (const { records, next } of slicesOf(batch)) {
        const outputs = await outputsOf(this.#deps, this.#from, records);
        if (this.#closing) return;
        this.#inHand = this.#commit(outputs, next);
        await this.#inHand;
      }
      if (!this.#closing) this.#position = batch.nextOffset;
      this.#turns += 1;
    }
  }

  /** Ends the loop; a commit in hand is finished first. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#reader.close();
    await this.#inHand.catch(() => undefined);
    await this.#writer.close();
  }

  async #read(): Promise<Batch> {
    try {
      return await this.#reader.read(this.#position, READ);
    } catch (error) {
      if (this.#closing) return { records: [], nextOffset: this.#position, start: 0, end: 0 };
      if (error instanceof LogError && error.code === 'out-of-range') return this.#readFromOldest();
      throw error;
    }
  }

  /** Retention is the source app's affair: what it deleted before it was read is lost, and said to be. */
  async #readFromOldest(): Promise<Batch> {
    const bounds = await this.#deps.log.boundsOf(this.#from);
    const lost = { ...this.#from, asked: this.#position, ...bounds };
    this.#deps.logger.error(
      lost,
      'records of a source were deleted before ingest read them; reading on from the oldest',
    );
    return { records: [], nextOffset: bounds.start, ...bounds };
  }

  async #commit(records: readonly NewRecord[], offset: number): Promise<void> {
    const { topic, partition } = this.#from;
    const group = sourceGroup(this.#deps.prefix, topic);
    const commit = await this.#writer.commit(records, { group, topic, partition, offset });
    const doing = `committing ${records.length} events of ${topic}/${partition}`;
    if (commit.kind === 'fenced') throw new LogError('fenced', `${doing}: another process owns the partition now`);
    if (commit.kind === 'unknown')
      throw new LogError('doubtful', `${doing}: no certain answer`, { cause: commit.cause });
    this.#position = offset;
  }
}

interface Slice {
  readonly records: readonly LogRecord[];
  /** Offset to commit with them. */
  readonly next: number;
}

/** Consecutive records that are committed together; the last slice reaches to the end of the batch. */
function slicesOf({ records, nextOffset }: Batch): readonly Slice[] {
  const slices: LogRecord[][] = [];
  let bytes = 0;
  for (const record of records) {
    const open = slices.at(-1);
    const size = record.value?.length ?? 0;
    const fits = open !== undefined && open.length < COMMIT_RECORDS_MAX && bytes + size <= COMMIT_BYTES_MAX;
    bytes = fits ? bytes + size : size;
    if (fits) open.push(record);
    else slices.push([record]);
  }
  return slices.map((slice, i) => ({ records: slice, next: slices[i + 1]?.[0]?.offset ?? nextOffset }));
}
