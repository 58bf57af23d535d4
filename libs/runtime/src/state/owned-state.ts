import type { Progress } from '@tutti/contracts';
import { PROGRESS_KEY } from '@tutti/contracts';
import type {
  Batch,
  CacheWrite,
  FencedWriter,
  Log,
  NewRecord,
  StatePartition,
  StateStore,
  TopicPartition,
  Watermark,
} from '@tutti/log';
import { LogError } from '@tutti/log';
import { lastProgress, splitStateBatch } from './state-log';

/** How a service writes and reads the two kinds of record of its state topic. */
export interface StateRecords {
  readonly encodeProgress: (progress: Progress) => Buffer;
  readonly decodeProgress: (bytes: Buffer) => Progress;
}

/** What it takes to own one partition of a state topic. */
export interface Ownership {
  readonly log: Log;
  readonly store: StateStore;
  readonly records: StateRecords;
  readonly stateTopic: string;
  readonly partition: StatePartition;
  readonly transactionalId: string;
  readonly clock: () => number;
  /** A cache whose watermark is older than this is rebuilt: tombstones it missed may be gone from the log. */
  readonly cacheAgeMsMax: number;
  /** Called with each part of the log that is in the cache again: a rebuild may take minutes. */
  readonly gotOn?: (() => void) | undefined;
}

/** What one commit does, all or nothing. Keys map to encoded state records; null deletes the key. */
export interface StateCommit {
  readonly states: ReadonlyMap<string, Buffer | null>;
  readonly progress: Omit<Progress, 'ownerEpoch'>;
  readonly outputs: readonly NewRecord[];
}

const NOTHING: Omit<Progress, 'ownerEpoch'> = { inputOffset: 0, revision: 0, at: 0, sweep: null };
const READ = { waitMsMax: 1_000, bytesMax: 4 * 1024 * 1024 };
const NO_HEADERS = {};

/**
 * One owned partition of a state topic: fenced, restored, cached (design R3, R4, R8). Opening, a flushed cache, a
 * restart and a fail-over are one path: fence, read the newest progress from the log, replay what the cache misses.
 * After any error the object is used up: close it and open another.
 */
export class OwnedState {
  readonly #own: Ownership;
  readonly #writer: FencedWriter;
  readonly #state: TopicPartition;
  #progress: Progress = { ...NOTHING, ownerEpoch: 0 };
  #watermark = 0;
  /** The newest progress record that the cache's content goes up to: what a catch-up leaves in the watermark. */
  #seen: Buffer = Buffer.alloc(0);

  private constructor(own: Ownership) {
    this.#own = own;
    this.#writer = own.log.writer(own.transactionalId);
    this.#state = { topic: own.stateTopic, partition: own.partition.partition };
  }

  /** Rejects with `LogError` code `fenced` when a newer owner is already at work. */
  static async open(own: Ownership): Promise<OwnedState> {
    const state = new OwnedState(own);
    try {
      await state.#takeOver();
      return state;
    } catch (error) {
      await state.close();
      throw error;
    }
  }

  /** Progress of the last commit; zeros when the partition was never owned. */
  get progress(): Progress {
    return this.#progress;
  }

  /** End of the state topic as far as this owner wrote or replayed it. */
  get stateEnd(): number {
    return this.#watermark;
  }

  /** Encoded states of those keys that have one. Repairs the cache first when it is not what this owner left there. */
  async read(keys: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
    for (let attempt = 0; attempt < 3; attempt++) {
      const { stateOffset, states } = await this.#own.store.read(this.#own.partition, keys);
      if (stateOffset === this.#watermark) return states;
      await this.#catchUp();
    }
    throw new LogError('unavailable', `reading state of ${this.#name}: the cache does not stay at ${this.#watermark}`);
  }

  /** An idle owner looks after its cache as well: one that was emptied or rolled back is replayed. */
  async verify(): Promise<void> {
    const watermark = await this.#own.store.watermark(this.#own.partition);
    if (watermark?.stateOffset !== this.#watermark) await this.#catchUp();
  }

  /** Commits in one transaction, then moves the cache. Rejects `fenced` or `doubtful`; both use the object up. */
  async commit({ states, progress, outputs }: StateCommit): Promise<void> {
    const next = { ...progress, ownerEpoch: this.#progress.ownerEpoch };
    const encoded = this.#own.records.encodeProgress(next);
    const changed = [...states].map(([key, value]) => this.#record(key, value));
    const commit = await this.#writer.commit([...changed, this.#record(PROGRESS_KEY, encoded), ...outputs]);
    if (commit.kind === 'fenced') throw new LogError('fenced', `committing ${this.#name}: a newer owner exists`);
    if (commit.kind === 'unknown') {
      throw new LogError('doubtful', `committing ${this.#name}: the broker's answer is unknown`, {
        cause: commit.cause,
      });
    }
    const written = commit.offsets.get(`${this.#state.topic}/${this.#state.partition}`);
    if (written === undefined) throw new LogError('doubtful', `committing ${this.#name}: no ack for its state`);
    const to = written.last + 1;
    await this.#cache({ from: this.#watermark, to, progress: encoded, entries: states, isWhole: true });
    this.#progress = next;
  }

  async close(): Promise<void> {
    await this.#writer.close();
  }

  async #takeOver(): Promise<void> {
    await this.#writer.open();
    const watermark = await this.#own.store.watermark(this.#own.partition);
    const latest = await this.#latestProgress(watermark);
    // Above whatever the cache was claimed with as well: a log made anew must not be locked out by its predecessor.
    const ownerEpoch = Math.max(latest?.ownerEpoch ?? 0, watermark?.epoch ?? 0) + 1;
    this.#progress = { ...(latest ?? NOTHING), ownerEpoch };
    const claim = await this.#own.store.claim(this.#own.partition, this.#progress.ownerEpoch);
    if (claim === 'fenced') {
      // Unless a newer owner exists, which fences this commit, an epoch was claimed that never came into the log: whoever
      // opens next counts on from here, and gets past it.
      await this.commit({ states: new Map(), progress: this.#progress, outputs: [] });
      throw new LogError('fenced', `taking over ${this.#name}: the cache has a newer owner`);
    }
    await this.#catchUp();
    // Burns the epoch: a next owner counts on from here even if this one never commits anything else.
    await this.commit({ states: new Map(), progress: this.#progress, outputs: [] });
  }

  async #latestProgress(watermark: Watermark | undefined): Promise<Progress | undefined> {
    const { log, records } = this.#own;
    const bounds = await log.boundsOf(this.#state);
    const reader = log.reader(this.#state);
    try {
      // A watermark beyond the end of the log belongs to another life of it; one without progress says nothing either.
      const isOfThisLog = watermark !== undefined && watermark.stateOffset <= bounds.end;
      const known = isOfThisLog && watermark.progress.length > 0 ? watermark : undefined;
      const floor = Math.max(known?.stateOffset ?? bounds.start, bounds.start);
      const bytes = (await lastProgress(reader, { floor, end: bounds.end })) ?? known?.progress;
      return bytes === undefined ? undefined : records.decodeProgress(bytes);
    } finally {
      await reader.close();
    }
  }

  /** Replays the state topic into the cache from its watermark, or from the start when it has none to trust. */
  async #catchUp(): Promise<void> {
    const { log, store, partition, clock, cacheAgeMsMax } = this.#own;
    const [watermark, bounds] = await Promise.all([store.watermark(partition), log.boundsOf(this.#state)]);
    const usable =
      watermark !== undefined &&
      watermark.stateOffset >= bounds.start &&
      watermark.stateOffset <= bounds.end &&
      clock() - watermark.at <= cacheAgeMsMax;
    this.#watermark = usable ? watermark.stateOffset : bounds.start;
    this.#seen = usable ? watermark.progress : Buffer.alloc(0);
    if (!usable) this.#expect(await store.reset(partition, this.#progress.ownerEpoch, bounds.start), 'emptying');
    const reader = log.reader(this.#state);
    try {
      while (this.#watermark < bounds.end) await this.#replay(await reader.read(this.#watermark, READ), bounds.end);
    } finally {
      await reader.close();
    }
  }

  async #replay(batch: Batch, end: number): Promise<void> {
    if (batch.nextOffset === this.#watermark) return;
    const { entries, progress } = splitStateBatch(batch);
    this.#seen = progress ?? this.#seen;
    // Until the end is reached nobody may take what is there for all there is.
    const isWhole = batch.nextOffset >= end;
    await this.#cache({ from: this.#watermark, to: batch.nextOffset, progress: this.#seen, entries, isWhole });
    this.#own.gotOn?.();
  }

  async #cache(write: Omit<CacheWrite, 'epoch' | 'at'>): Promise<void> {
    const { store, partition, clock } = this.#own;
    const result = await store.write(partition, { ...write, epoch: this.#progress.ownerEpoch, at: clock() });
    if (result === 'gap') return this.#catchUp();
    this.#expect(result, 'writing');
    this.#watermark = write.to;
  }

  #expect(result: 'written' | 'fenced' | 'gap', doing: string): void {
    if (result === 'written') return;
    const code = result === 'fenced' ? 'fenced' : 'unavailable';
    throw new LogError(code, `${doing} the cache of ${this.#name}: ${result}`);
  }

  #record(key: string, value: Buffer | null): NewRecord {
    const { topic, partition } = this.#state;
    return { topic, partition, key, value, headers: NO_HEADERS };
  }

  get #name(): string {
    return `${this.#state.topic}/${this.#state.partition}`;
  }
}
