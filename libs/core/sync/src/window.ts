import type { Change, Pending } from './change';
import { nextChange } from './change';

/** A pending update with its place in the partition. */
export interface Queued extends Pending {
  readonly offset: number;
}

/** A record that is no update, by its size on the log. */
export type Refused = Pick<Pending, 'bytes'>;

/** A change under way, with the updates it settles (repeats that were skipped included). */
export interface Flight<Entry extends Queued> {
  readonly change: Change;
  readonly entries: readonly Entry[];
}

/** How much a window holds before its owner stops reading. */
export interface WindowLimits {
  readonly updates: number;
  readonly bytes: number;
}

/** `from`: committed progress. `end`: end of the partition when it was taken over. */
export interface WindowStart {
  readonly from: number;
  readonly end: number;
  readonly limits: WindowLimits;
}

interface Lane<Entry> {
  readonly queue: Entry[];
  /** Version of the newest entry that was queued here, or what was delivered before. */
  newest: number;
  /** Version of the newest change settled. */
  delivered: number;
  /** A change is under way or not released yet. */
  busy: boolean;
}

/**
 * The unsettled updates of one partition, for as long as one owner has it: a queue per profile, one change of a profile
 * at a time, profiles independent of each other. A change is taken, settled (delivered, rejected or skipped), and
 * released when that is committed.
 *
 * Versions do not fall at the destination even when an owner dies: a profile goes on only after its last change is
 * committed, so a successor repeats at most one change of it; and a successor first reads what its predecessor may
 * have read, so that the repeated change reaches at least as far. That needs the same limits and `isFull` asked before
 * each `add`: what is held then depends on the log and the commits alone, not on how it was read.
 */
export class DeliveryWindow<Entry extends Queued> {
  readonly #lanes = new Map<string, Lane<Entry>>();
  readonly #ready = new Set<string>();
  // In offset order, because a Set keeps the order of insertion: its first is the low-water mark.
  readonly #unsettled = new Set<number>();
  readonly #end: number;
  readonly #limits: WindowLimits;
  #position: number;
  #started = false;
  #updates = 0;
  #bytes = 0;

  constructor({ from, end, limits }: WindowStart) {
    this.#position = from;
    this.#end = end;
    this.#limits = limits;
  }

  /** Offsets must rise. `delivered`: newest committed version of the profile that the caller knows, -1 for none. */
  add(entry: Entry, delivered: number): void {
    const { id, version } = entry.update.profile;
    const lane = this.#lanes.get(id) ?? { queue: [], newest: delivered, delivered, busy: false };
    if (version <= lane.newest) return;
    lane.newest = version;
    this.#lanes.set(id, lane);
    lane.queue.push(entry);
    this.#unsettled.add(entry.offset);
    this.#hold([entry], 1);
    if (!lane.busy) this.#ready.add(id);
  }

  /** A record that is no update takes room as well, until its dead letter is committed; nothing waits for it. */
  refuse(record: Refused): void {
    this.#hold([record], 1);
  }

  /** Once for each record refused, after the commit of its dead letter. */
  forget(record: Refused): void {
    this.#hold([record], -1);
  }

  /** Everything below `offset` was read; at rest, progress moves up to here. */
  readTo(offset: number): void {
    this.#position = offset;
  }

  /** The next change of the profile that has waited longest; undefined when none may go. */
  take(): Flight<Entry> | undefined {
    this.#started ||= this.#position >= this.#end || this.isFull;
    if (!this.#started) return undefined;
    for (const key of this.#ready) return this.#takeFrom(key, this.#lanes.get(key)!);
    return undefined;
  }

  /** Once for each flight taken. */
  settle({ change, entries }: Flight<Entry>): void {
    const lane = this.#lanes.get(change.key)!;
    lane.delivered = change.version;
    lane.queue.splice(0, entries.length);
    for (const { offset } of entries) this.#unsettled.delete(offset);
  }

  /** Once for each flight settled, after the commit of its outcome. */
  release({ change: { key }, entries }: Flight<Entry>): void {
    this.#hold(entries, -1);
    const lane = this.#lanes.get(key)!;
    lane.busy = false;
    if (lane.queue.length === 0) this.#lanes.delete(key);
    else this.#ready.add(key);
  }

  /** Where a successor has to read on: the lowest offset that is not settled. */
  get lowWater(): number {
    for (const offset of this.#unsettled) return offset;
    return this.#position;
  }

  /** Time to stop reading; an entry that comes now has to wait. */
  get isFull(): boolean {
    return this.#updates >= this.#limits.updates || this.#bytes >= this.#limits.bytes;
  }

  /** Updates that are not released yet. */
  get size(): number {
    return this.#updates;
  }

  #takeFrom(key: string, lane: Lane<Entry>): Flight<Entry> | undefined {
    this.#ready.delete(key);
    lane.busy = true;
    const { change, covers } = nextChange(lane.delivered, lane.queue);
    return change && { change, entries: lane.queue.slice(0, covers) };
  }

  #hold(entries: readonly Refused[], sign: 1 | -1): void {
    this.#updates += sign * entries.length;
    this.#bytes += sign * entries.reduce((total, { bytes }) => total + bytes, 0);
  }
}
