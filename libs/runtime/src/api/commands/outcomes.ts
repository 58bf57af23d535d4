import type { AuditRecord } from '@tutti/contracts';
import type { PartitionReader } from '@tutti/log';
import { LogError } from '@tutti/log';
import type { AuditPlatform } from './audit';
import { auditPartitions, auditRecordsIn } from './audit';

const READ = { waitMsMax: 5_000, bytesMax: 256 * 1024 };
const RETRY_MS = 1_000;
/** How many commands may wait for their outcome at once. */
const WAITING_MAX = 100;

type Told = (record: AuditRecord) => void;

/** A command that is waited for. */
export interface Watch {
  /** What came of it, or undefined when that did not appear within so many milliseconds. Ends the watch. */
  readonly outcome: (withinMs: number) => Promise<AuditRecord | undefined>;
  /** Ends the watch without waiting. */
  readonly end: () => void;
}

/** Follows all of the audit topic while somebody waits: commands go from profile to profile, so any partition may answer. */
export class Outcomes {
  readonly #platform: AuditPlatform;
  readonly #waiting = new Map<string, Set<Told>>();
  #readers: PartitionReader[] = [];
  #started: Promise<unknown> | undefined;
  #closed = false;

  constructor(platform: AuditPlatform) {
    this.#platform = platform;
  }

  /**
   * Begins to look for the outcome of a command that is not yet asked for: what is appended after this resolved is
   * seen. Rejects `unavailable` when too many wait already, and when the broker is away.
   */
  async watch(command: string): Promise<Watch> {
    if (this.#closed || this.#waiting.size >= WAITING_MAX)
      throw new LogError('unavailable', `waiting for command ${command}: ${this.#waiting.size} commands wait already`);
    let told: Told = () => undefined;
    const outcome = new Promise<AuditRecord>((resolve) => (told = resolve));
    this.#waiting.set(command, (this.#waiting.get(command) ?? new Set()).add(told));
    const end = (): void => this.#leave(command, told);
    try {
      await (this.#started ??= this.#start());
    } catch (error) {
      end();
      throw error;
    }
    return { end, outcome: (withinMs) => within(outcome, withinMs).finally(end) };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#waiting.clear();
    await this.#stop();
  }

  #leave(command: string, told: Told): void {
    const waiting = this.#waiting.get(command);
    waiting?.delete(told);
    if (waiting?.size === 0) this.#waiting.delete(command);
    if (this.#waiting.size === 0) void this.#stop();
  }

  async #start(): Promise<void> {
    const { log } = this.#platform;
    const partitions = auditPartitions(this.#platform);
    const ends = await Promise.all(partitions.map((partition) => log.boundsOf(partition)));
    if (this.#closed) throw new LogError('closed', 'following the audit trail: the api is shutting down');
    this.#readers = partitions.map((partition) => log.reader(partition));
    this.#readers.forEach((reader, i) => void this.#follow(reader, ends[i]!.end));
  }

  async #stop(): Promise<void> {
    const readers = this.#readers;
    this.#readers = [];
    this.#started = undefined;
    await Promise.all(readers.map((reader) => reader.close()));
  }

  async #follow(reader: PartitionReader, end: number): Promise<void> {
    let position = end;
    while (this.#readers.includes(reader)) {
      try {
        const { records, nextOffset } = await reader.read(position, READ);
        (await auditRecordsIn(this.#platform, records)).forEach((record) => this.#tell(record));
        position = nextOffset;
      } catch {
        // The broker is away or the reader was closed; whoever waits can ask again.
        if (this.#readers.includes(reader)) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  #tell(record: AuditRecord): void {
    if (!isOutcome(record) || record.command === null) return;
    for (const told of this.#waiting.get(record.command) ?? []) told(record);
  }
}

/** Whether a record of the audit trail says what came of something. */
export const isOutcome = ({ outcome }: AuditRecord): boolean => outcome !== 'asked' && outcome !== 'unknown';

function within<Value>(promise: Promise<Value>, ms: number): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(resolve, ms, undefined)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
