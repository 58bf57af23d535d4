import { decodeWorkspace, EMPTY_WORKSPACE } from '@tutti/core/workspace';
import type { Workspace } from '@tutti/core/workspace';
import type { Log, PartitionReader, WireCodec } from '@tutti/log';
import { LogError, decodeLearning } from '@tutti/log';
import type { Logger } from '../logger';

const READ = { waitMsMax: 5_000, bytesMax: 1024 * 1024 };
const RETRY_MS = 1_000;
/** A revision that somebody has met in another topic is here in a moment, or cannot be read at all. */
const ARRIVAL_MS_MAX = 10_000;

/** What the configuration is read with; `topic` is its full name. */
export interface RevisionsParts {
  readonly log: Log;
  readonly wire: WireCodec;
  readonly topic: string;
  readonly logger: Logger;
}

/** The configuration topic as a table: every revision, the newest in force. Follows the topic while the process lives. */
export class Revisions {
  readonly #log: Log;
  readonly #topic: string;
  readonly #reader: PartitionReader;
  readonly #wire: WireCodec;
  readonly #logger: Logger;
  readonly #workspaces = new Map<number, Workspace>([[0, EMPTY_WORKSPACE]]);
  readonly #waiting = new Set<() => void>();
  #current = 0;
  #fingerprint = '';
  #position = 0;
  #closed = false;

  private constructor({ log, wire, topic, logger }: RevisionsParts) {
    this.#log = log;
    this.#topic = topic;
    this.#reader = log.reader({ topic, partition: 0 });
    this.#wire = wire;
    this.#logger = logger;
  }

  /** Reads what is published so far, then follows. */
  static async open(parts: RevisionsParts): Promise<Revisions> {
    const { log, topic } = parts;
    const revisions = new Revisions(parts);
    const { end } = await log.boundsOf({ topic, partition: 0 });
    while (revisions.#position < end) await revisions.#readOn();
    void revisions.#follow();
    return revisions;
  }

  /** Number of the newest revision; 0 before the first. */
  current(): number {
    return this.#current;
  }

  /** What the workspace secret makes of a fixed text; empty before the first revision. */
  fingerprint(): string {
    return this.#fingerprint;
  }

  /** The compiled workspace of a revision; throws for one that was never published here: await `has` first. */
  workspace(revision: number = this.#current): Workspace {
    const workspace = this.#workspaces.get(revision);
    if (workspace === undefined)
      throw new LogError('unavailable', `configuration revision ${revision} is not here yet`);
    return workspace;
  }

  /** Resolves when the revision is known here; rejects `unavailable` when it does not come within 10 s. */
  async has(revision: number): Promise<void> {
    await this.#until(() => this.#workspaces.has(revision));
    // Says what is missing, should it be so.
    this.workspace(revision);
  }

  /** Resolves when everything that was published before this call is known here; rejects `unavailable` after 10 s. */
  async caughtUp(): Promise<void> {
    const { end } = await this.#log.boundsOf({ topic: this.#topic, partition: 0 });
    if (await this.#until(() => this.#position >= end)) return;
    throw new LogError(
      'unavailable',
      `reading the configuration: ${this.#topic} is known up to ${this.#position} of ${end}`,
    );
  }

  /** Resolves when another revision than `known` is in force. */
  async changed(known: number): Promise<number> {
    while (this.#current === known && !this.#closed) {
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
    return this.#current;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#wake();
    await this.#reader.close();
  }

  /** Whether it came to be so in time, and before closing. */
  async #until(isSo: () => boolean): Promise<boolean> {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.#wake();
    }, ARRIVAL_MS_MAX);
    while (!isSo() && !this.#closed && !late) await new Promise<void>((resolve) => this.#waiting.add(resolve));
    clearTimeout(timer);
    return isSo();
  }

  async #follow(): Promise<void> {
    while (!this.#closed) {
      try {
        await this.#readOn();
      } catch {
        // The broker is away: what is known stays in force until it is back.
        if (!this.#closed) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  async #readOn(): Promise<void> {
    const { records, nextOffset } = await this.#reader.read(this.#position, READ);
    for (const { value, offset } of records) if (value !== null) await this.#take(value, offset);
    const isFurther = nextOffset > this.#position;
    this.#position = nextOffset;
    if (isFurther) this.#wake();
  }

  /** A revision that cannot be read is told and passed over: what was in force stays in force. */
  async #take(value: Buffer, offset: number): Promise<void> {
    try {
      // A release that is newer than this process may have published with a schema of its own.
      const { revision, workspace, secret } = await decodeLearning(this.#wire, 'config', value);
      this.#workspaces.set(revision, decodeWorkspace(workspace));
      this.#current = Math.max(this.#current, revision);
      this.#fingerprint = secret;
    } catch (error) {
      // The registry is away: the record is read again.
      if (error instanceof LogError) throw error;
      this.#logger.error(
        { err: error, offset },
        'a configuration revision cannot be read; the one before stays in force',
      );
    }
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve();
  }
}
