import type { GroupMember, TopicPartition } from '@tutti/log';
import { LogError } from '@tutti/log';
import type { Logger } from '../logger';
import type { SinkTime } from '../sink/time';
import { machineTime } from '../sink/time';
import { reasonOf } from '../told';

/** Work on one owned partition. */
export interface Task {
  /** Offset of the next record to read; for lag displays. */
  readonly position: number;
  /** Grows whenever the task got on or learned that there is nothing to do; one that hangs leaves it as it is. */
  readonly turns: number;
  /** Runs until closed; rejects when it cannot go on. */
  run: () => Promise<void>;
  close: () => Promise<void>;
}

/**
 * Begins work on a partition; `holds` as the group's member has it, for work that reaches beyond the log. `gotOn` is to be
 * called by what takes long within one turn or before the first: filling a cache from the log.
 */
export type OpenTask = (partition: TopicPartition, holds: () => boolean, gotOn?: () => void) => Promise<Task>;

/** `halted`: the partition met something it must not skip; a person has to look (design R7). */
export type TaskState = 'opening' | 'running' | 'retrying' | 'halted';

/** One owned partition as health tells it. */
export interface PartitionState {
  readonly state: TaskState;
  /** Why it began anew or halted, without anything of a record. */
  readonly reason: string | undefined;
  /** For 3 minutes it neither got on nor began anew nor learned that there is nothing to do: it hangs. */
  readonly isStuck: boolean;
}

const BACK_OFF_MS = { first: 200, max: 5_000 };
const REPORT_EVERY_MS = 5_000;
/** Looks, one with each report, at a partition that stands still, before it is taken for stuck. */
const STILL_LOOKS_MAX = 36;

interface Slot {
  readonly partition: TopicPartition;
  state: TaskState;
  reason: string | undefined;
  /** Times it was opened, or got on beside the turns of its task. */
  steps: number;
  /** Both at the last look. */
  seen: string;
  stillLooks: number;
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
  readonly #open: OpenTask;
  readonly #member: GroupMember;
  readonly #logger: Logger;
  #joined = false;
  #stopping = false;
  readonly #after: SinkTime['after'];
  #unreport: () => void = () => undefined;

  constructor(parts: {
    readonly member: GroupMember;
    readonly open: OpenTask;
    readonly logger: Logger;
    /** The machine's timers when absent. */
    readonly after?: SinkTime['after'];
  }) {
    this.#member = parts.member;
    this.#open = parts.open;
    this.#logger = parts.logger;
    this.#after = parts.after ?? machineTime(Date.now).after;
  }

  /** Joins the group; tasks open as partitions are assigned. `failed` is called when membership is lost for good. */
  async start(failed: (error: Error) => void): Promise<void> {
    await this.#member.join({ assigned: (owned) => this.#own(owned), failed });
    this.#reportLater();
  }

  /** Finishes the batches in hand, then leaves the group. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#unreport();
    const last = [...this.#slots.values()].flatMap(({ partition, task }) => (task ? [{ partition, task }] : []));
    for (const slot of this.#slots.values()) this.#release(slot);
    await Promise.all(this.#leaving);
    await this.#report(last);
    await this.#member.leave();
  }

  /** State of each owned partition by `topic/partition`; undefined before the first assignment. */
  states(): ReadonlyMap<string, PartitionState> | undefined {
    if (!this.#joined) return undefined;
    return new Map(
      [...this.#slots].map(([name, { state, reason, stillLooks }]) => {
        return [name, { state, reason, isStuck: state !== 'halted' && stillLooks >= STILL_LOOKS_MAX }];
      }),
    );
  }

  #own(owned: readonly TopicPartition[]): void {
    // A group that rebalances while we drain would have us begin anew; it learns that we are gone in a moment.
    if (this.#stopping) return;
    this.#joined = true;
    const names = new Set(owned.map(nameOf));
    for (const [name, slot] of this.#slots) if (!names.has(name)) this.#release(slot);
    for (const partition of owned) {
      if (this.#slots.has(nameOf(partition))) continue;
      const slot = newSlot(partition);
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
      const gotOn = (): void => void (slot.steps += 1);
      gotOn();
      try {
        slot.task = await this.#open(slot.partition, () => this.#member.holds(), gotOn);
        if (slot.released) return void (await slot.task.close());
        slot.state = 'running';
        slot.reason = undefined;
        from = slot.task.position;
        await slot.task.run();
      } catch (error) {
        slot.state = isRetryable(error) ? 'retrying' : 'halted';
        slot.reason = reasonOf(error);
        this.#tell(slot, error);
      }
      await closeQuietly(slot.task);
      // What got on was no repetition of the trouble before.
      if ((slot.task?.position ?? 0) > from) failures = 0;
      slot.task = undefined;
      if (slot.state === 'halted') return;
      if (!slot.released) await this.#sleep(Math.min(BACK_OFF_MS.first * 2 ** Math.min(failures, 8), BACK_OFF_MS.max));
    }
  }

  #tell({ partition, state, released }: Slot, error: unknown): void {
    if (released) return;
    const where = nameOf(partition);
    if (state === 'halted') this.#logger.error({ err: error, partition: where }, 'partition halted');
    else this.#logger.warn({ reason: reasonOf(error), partition: where }, 'partition will be opened again');
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.#after(ms, resolve));
  }

  #reportLater(): void {
    this.#unreport = this.#after(REPORT_EVERY_MS, () => {
      for (const slot of this.#slots.values()) look(slot);
      void this.#report([...this.#slots.values()]);
      this.#reportLater();
    });
  }

  async #report(slots: readonly Pick<Slot, 'partition' | 'task'>[]): Promise<void> {
    const positions = slots.flatMap(({ partition, task }) =>
      task === undefined ? [] : [{ ...partition, offset: task.position }],
    );
    if (positions.length > 0) await this.#member.report(positions).catch(() => undefined);
  }
}

const newSlot = (partition: TopicPartition): Slot => ({
  ...{ partition, state: 'opening', reason: undefined, task: undefined, released: false, done: Promise.resolve() },
  ...{ steps: 0, seen: '', stillLooks: 0 },
});

/** Counted in looks and not in time, so that a process that was stopped for a while is not taken for one that hangs. */
function look(slot: Slot): void {
  const seen = `${slot.steps}/${slot.task?.turns}`;
  slot.stillLooks = seen === slot.seen ? slot.stillLooks + 1 : 0;
  slot.seen = seen;
}

/** Adapter errors are worth another try, since opening again restores everything; a thrown rule is not. */
const isRetryable = (error: unknown): boolean => error instanceof LogError && error.code !== 'fatal';

const nameOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;

const closeQuietly = async (task: Task | undefined): Promise<void> => {
  await task?.close().catch(() => undefined);
};
