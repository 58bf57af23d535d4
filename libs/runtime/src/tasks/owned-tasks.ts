import type { GroupMember, TopicPartition } from '@tutti/log';
import { LogError } from '@tutti/log';
import type { Logger } from '../logger';

/** Work on one owned partition. */
export interface Task {
  /** Offset of the next record to read; for lag displays. */
  readonly position: number;
  /** Runs until closed; rejects when it cannot go on. */
  run: () => Promise<void>;
  close: () => Promise<void>;
}

/** `halted`: the partition met something it must not skip; a person has to look (design R7). */
export type TaskState = 'opening' | 'running' | 'retrying' | 'halted';

const BACK_OFF_MS = { first: 200, max: 5_000 };
const REPORT_EVERY_MS = 5_000;

interface Slot {
  readonly partition: TopicPartition;
  state: TaskState;
  task: Task | undefined;
  released: boolean;
  done: Promise<void>;
}

/**
 * One task per partition that the group gives to this member. A task that fails is opened again, which fences, restores
 * and compares progress: the same path as a restart. Only a broken rule halts a partition.
 */
export class OwnedTasks {
  readonly #slots = new Map<string, Slot>();
  /** Partitions that were taken away and are not let go yet. */
  readonly #leaving = new Set<Promise<void>>();
  readonly #open: (partition: TopicPartition) => Promise<Task>;
  readonly #member: GroupMember;
  readonly #logger: Logger;
  #joined = false;
  #stopping = false;
  #reporting: NodeJS.Timeout | undefined;

  constructor(parts: {
    readonly member: GroupMember;
    readonly open: (partition: TopicPartition) => Promise<Task>;
    readonly logger: Logger;
  }) {
    this.#member = parts.member;
    this.#open = parts.open;
    this.#logger = parts.logger;
  }

  /** Joins the group; tasks open as partitions are assigned. `failed` is called when membership is lost for good. */
  async start(failed: (error: Error) => void): Promise<void> {
    await this.#member.join({ assigned: (owned) => this.#own(owned), failed });
    this.#reporting = setInterval(() => void this.#report(), REPORT_EVERY_MS);
  }

  /** Finishes the batches in hand, then leaves the group. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#reporting);
    for (const slot of this.#slots.values()) this.#release(slot);
    await Promise.all(this.#leaving);
    await this.#report();
    await this.#member.leave();
  }

  /** State of each owned partition by `topic/partition`; undefined before the first assignment. */
  states(): ReadonlyMap<string, TaskState> | undefined {
    if (!this.#joined) return undefined;
    return new Map([...this.#slots].map(([name, { state }]) => [name, state]));
  }

  #own(owned: readonly TopicPartition[]): void {
    // A group that rebalances while we drain would have us begin anew; it learns that we are gone in a moment.
    if (this.#stopping) return;
    this.#joined = true;
    const names = new Set(owned.map(nameOf));
    for (const [name, slot] of this.#slots) if (!names.has(name)) this.#release(slot);
    for (const partition of owned) {
      if (this.#slots.has(nameOf(partition))) continue;
      const slot: Slot = { partition, state: 'opening', task: undefined, released: false, done: Promise.resolve() };
      this.#slots.set(nameOf(partition), slot);
      slot.done = this.#keepRunning(slot);
    }
  }

  #release(slot: Slot): void {
    slot.released = true;
    this.#slots.delete(nameOf(slot.partition));
    const leaving = this.#letGo(slot).finally(() => this.#leaving.delete(leaving));
    this.#leaving.add(leaving);
  }

  async #letGo({ partition, task, done }: Slot): Promise<void> {
    try {
      await task?.close();
    } catch (error) {
      this.#logger.error({ err: error, partition: nameOf(partition) }, 'partition could not be let go in order');
      return;
    }
    await done;
  }

  async #keepRunning(slot: Slot): Promise<void> {
    for (let failures = 0; !slot.released; failures++) {
      let from = Infinity;
      try {
        slot.task = await this.#open(slot.partition);
        if (slot.released) return void (await slot.task.close());
        slot.state = 'running';
        from = slot.task.position;
        await slot.task.run();
      } catch (error) {
        slot.state = isRetryable(error) ? 'retrying' : 'halted';
        this.#tell(slot, error);
      }
      await closeQuietly(slot.task);
      // What got on was no repetition of the trouble before.
      if ((slot.task?.position ?? 0) > from) failures = 0;
      slot.task = undefined;
      if (slot.state === 'halted') return;
      if (!slot.released) await sleep(Math.min(BACK_OFF_MS.first * 2 ** Math.min(failures, 8), BACK_OFF_MS.max));
    }
  }

  #tell({ partition, state, released }: Slot, error: unknown): void {
    if (released) return;
    const where = nameOf(partition);
    if (state === 'halted') this.#logger.error({ err: error, partition: where }, 'partition halted');
    else this.#logger.warn({ reason: (error as Error).message, partition: where }, 'partition will be opened again');
  }

  async #report(): Promise<void> {
    const positions = [...this.#slots.values()].flatMap(({ partition, task }) =>
      task === undefined ? [] : [{ ...partition, offset: task.position }],
    );
    if (positions.length > 0) await this.#member.report(positions).catch(() => undefined);
  }
}

/** Adapter errors are worth another try, since opening again restores everything; a thrown rule is not. */
const isRetryable = (error: unknown): boolean => error instanceof LogError && error.code !== 'fatal';

const nameOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;

const closeQuietly = async (task: Task | undefined): Promise<void> => {
  await task?.close().catch(() => undefined);
};

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
