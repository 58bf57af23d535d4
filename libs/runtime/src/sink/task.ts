import type { Flight } from '@tutti/core/sync';
import { DeliveryWindow } from '@tutti/core/sync';
import type { Batch, Log, PartitionReader, TopicPartition } from '@tutti/log';
import { LogError } from '@tutti/log';
import type { Ownership } from '../state/owned-state';
import { OwnedState } from '../state/owned-state';
import type { Task } from '../tasks/owned-tasks';
import { DeliveredVersions } from './delivered';
import type { ChangeSource, Deliverer, Settlement } from './deliverer';
import type { Settled } from './outbox';
import { Outbox } from './outbox';
import type { Arrival, Letter, RecordParts, UpdateEntry } from './records';
import { SinkRecords } from './records';
import type { SinkTime } from './time';
import { Turns } from './turns';

/** Everything one task of a sink works with. */
export interface SinkContext extends RecordParts {
  readonly log: Log;
  readonly ownership: Ownership;
  readonly deliverer: Deliverer;
  readonly time: SinkTime;
  /** Whether nobody else can own the partition by now: a request cannot be fenced as a commit is. */
  readonly holds: () => boolean;
}

const READ = { waitMsMax: 1_000, bytesMax: 1024 * 1024 };
const WINDOW = { updates: 2_000, bytes: 16 * 1024 * 1024 };
/** Updates that need no delivery are no reason to commit, until there are this many. */
const UNCOMMITTED_MAX = 1_000;

/**
 * One partition of one destination instance: reads updates into a window, lets the deliverer take changes from it, and
 * commits what was settled: delivered states, dead letters and progress at once. Used up after an error.
 */
export class SinkTask implements Task, ChangeSource {
  readonly #context: SinkContext;
  readonly #owned: OwnedState;
  readonly #records: SinkRecords;
  readonly #reader: PartitionReader;
  readonly #window: DeliveryWindow<UpdateEntry>;
  readonly #delivered: DeliveredVersions;
  readonly #outbox: Outbox;
  readonly #verify: () => Promise<void>;
  #readAt: number;
  #turns = 0;
  #isWaitingForRoom = false;
  #isClosing = false;
  #closed: Promise<void> | undefined;
  #roomMade: () => void = () => undefined;
  #fail: (error: unknown) => void = () => undefined;

  private constructor(context: SinkContext, owned: OwnedState, window: DeliveryWindow<UpdateEntry>) {
    const records = new SinkRecords(context);
    // A commit moves what a read of states compares with, so they take turns.
    const turns = new Turns();
    this.#context = context;
    this.#owned = owned;
    this.#window = window;
    this.#records = records;
    this.#reader = context.log.reader(inputOf(context));
    this.#readAt = owned.progress.at;
    this.#verify = () => turns.next(() => owned.verify());
    this.#delivered = new DeliveredVersions(
      (keys) => turns.next(() => owned.read(keys)),
      (state) => records.versionIn(state),
    );
    this.#outbox = new Outbox({
      ...{ owned, records, turns, time: context.time },
      reached: () => ({ inputOffset: window.lowWater, at: this.#readAt }),
      committed: (settled, refused) => this.#committed(settled, refused),
      failed: (error) => this.#fail(error),
    });
  }

  /** Takes the partition over: fences the previous owner and restores progress and delivered states. */
  static async open(context: SinkContext): Promise<SinkTask> {
    const owned = await OwnedState.open(context.ownership);
    try {
      const { start, end } = await context.log.boundsOf(inputOf(context));
      const from = firstOffset(owned.progress.inputOffset, { start, end }, context);
      return new SinkTask(context, owned, new DeliveryWindow<UpdateEntry>({ from, end, limits: WINDOW }));
    } catch (error) {
      await owned.close();
      throw error;
    }
  }

  /** Offset of the first update that is not settled. */
  get position(): number {
    return this.#window.lowWater;
  }

  /** Batches read, empty ones included. While the window is full it is the destination that is slow or away, and not we. */
  get turns(): number {
    if (this.#isWaitingForRoom) this.#turns += 1;
    return this.#turns;
  }

  /** Runs until closed; rejects with what made the partition impossible to go on with. */
  async run(): Promise<void> {
    const failed = new Promise<never>((_, reject) => {
      this.#fail = reject;
    });
    this.#context.deliverer.join(this);
    await Promise.race([this.#readOn(), failed]);
  }

  /** Reads no further, finishes requests under way, commits and lets the partition go. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /** Whether changes may be sent. */
  holds(): boolean {
    return this.#context.holds();
  }

  /** The next change to deliver. */
  take(): Flight<UpdateEntry> | undefined {
    return this.#window.take();
  }

  /** A change that was taken has its outcome. */
  settled(flight: Flight<UpdateEntry>, settlement: Settlement): void {
    this.#window.settle(flight);
    this.#outbox.settled(flight, settlement);
  }

  async #readOn(): Promise<void> {
    let position = this.#window.lowWater;
    while (!this.#isClosing) {
      const batch = await this.#read(position);
      if (batch === undefined) return;
      await this.#admit(batch);
      if (batch.nextOffset === position && !this.#isClosing) await this.#verify();
      position = batch.nextOffset;
      this.#turns += 1;
    }
  }

  async #read(position: number): Promise<Batch | undefined> {
    try {
      return await this.#reader.read(position, READ);
    } catch (error) {
      if (this.#isClosing) return undefined;
      throw error instanceof LogError && error.code === 'out-of-range' ? await this.#lost(position) : error;
    }
  }

  /** Nothing but a person can say what became of the updates that are gone. */
  async #lost(position: number): Promise<LogError> {
    const { start, end } = await this.#context.log.boundsOf(inputOf(this.#context));
    return lost(this.#context, position, { start, end });
  }

  async #admit({ records, nextOffset }: Batch): Promise<void> {
    const arrivals: Arrival[] = [];
    for (const record of records) arrivals.push(await this.#records.arrivalOf(record));
    const delivered = await this.#delivered.of(arrivals.flatMap(profileOf));
    for (const [i, record] of records.entries()) {
      await this.#roomFor(arrivals[i]!);
      if (this.#isClosing) return;
      this.#admitOne(arrivals[i]!, delivered);
      this.#readAt = Math.max(this.#readAt, record.timestamp);
      this.#window.readTo(record.offset + 1);
    }
    this.#window.readTo(nextOffset);
    this.#context.deliverer.wake();
    if (this.#window.lowWater - this.#owned.progress.inputOffset >= UNCOMMITTED_MAX) this.#outbox.schedule();
  }

  async #roomFor({ kind }: Arrival): Promise<void> {
    while (kind !== 'nothing' && this.#window.isFull && !this.#isClosing) {
      const room = new Promise<void>((resolve) => {
        this.#roomMade = resolve;
      });
      this.#context.deliverer.wake();
      this.#isWaitingForRoom = true;
      await room;
      this.#isWaitingForRoom = false;
    }
  }

  #admitOne(arrival: Arrival, delivered: ReadonlyMap<string, number>): void {
    switch (arrival.kind) {
      case 'update':
        return this.#window.add(arrival.entry, delivered.get(arrival.entry.update.profile.id) ?? -1);
      case 'letter':
        this.#window.refuse(sizeOf(arrival.letter));
        return this.#outbox.refused(arrival.letter);
      case 'nothing':
        return;
    }
  }

  #committed(settled: readonly Settled[], refused: readonly Letter[]): void {
    for (const letter of refused) this.#window.forget(sizeOf(letter));
    for (const { flight } of settled) {
      this.#delivered.keep(flight.change.key, flight.change.version);
      this.#window.release(flight);
    }
    this.#roomMade();
    this.#context.deliverer.wake();
  }

  async #close(): Promise<void> {
    this.#isClosing = true;
    this.#roomMade();
    await this.#reader.close();
    await this.#context.deliverer.leave(this);
    try {
      await this.#outbox.flush();
    } catch (error) {
      // A newer owner, or a broker that is away: what is not committed is delivered again by whoever comes next.
      if (!(error instanceof LogError)) throw error;
    } finally {
      await this.#owned.close();
    }
  }
}

const inputOf = ({ topics, partition }: SinkContext): TopicPartition => ({ topic: topics.updates, partition });

const sizeOf = ({ record }: Letter): { readonly bytes: number } => ({ bytes: record.value?.length ?? 0 });

const profileOf = (arrival: Arrival): readonly string[] =>
  arrival.kind === 'update' ? [arrival.entry.update.profile.id] : [];

/** A partition that nobody ever owned begins at the oldest update that is left. */
function firstOffset(committed: number, bounds: Bounds, context: SinkContext): number {
  if (committed === 0) return bounds.start;
  if (committed < bounds.start || committed > bounds.end) throw lost(context, committed, bounds);
  return committed;
}

interface Bounds {
  readonly start: number;
  readonly end: number;
}

function lost(context: SinkContext, position: number, { start, end }: Bounds): LogError {
  const { topic, partition } = inputOf(context);
  return new LogError(
    'fatal',
    `reading ${topic}/${partition} from ${position}: the log is ${start} to ${end}, updates are gone that were not delivered; ` +
      'restore them, or reset the sink to accept the loss',
  );
}
