import type { Platform } from '@tutti/runtime';
import type { Body } from '../received';
import type { Feed } from './feed';

/** One partition at the beginning or at the end of the way, and what was seen of it since somebody watches. */
interface Lane {
  lastAt: number;
  longestMs: number;
  /** When the first of the awaited events came; undefined until then. */
  flowsAt: number | undefined;
}

/** How long partitions stood still, in milliseconds. */
export interface Standstill {
  /** The longest time in which nothing came out of one of the partitions. */
  readonly pauseMs: number;
  /** When every partition had let one of the awaited events through. */
  readonly flowsAt: number;
}

/**
 * Sees at the receiver whether every partition flows: each delivered event came through one partition of `identity.in`,
 * which its entry decides, and one of `updates`, which its profile decides.
 */
export class Flow {
  readonly #platform: Platform;
  readonly #nameIn: Feed['nameIn'];
  readonly #lanes = new Map<string, Lane>();
  readonly #entries = new Map<string, string>();
  #awaited = 0;

  constructor(platform: Platform, { nameIn }: Pick<Feed, 'nameIn'>) {
    this.#platform = platform;
    this.#nameIn = nameIn;
  }

  /** A change was delivered. */
  delivered({ profile, events = [] }: Body): void {
    const exit = `updates/${this.#platform.partitionOf(profile.id, this.#platform.partitions)}`;
    for (const { messageId } of events) {
      const { entry, number } = this.#nameIn(messageId);
      this.#saw(exit, number);
      this.#saw(this.#laneOf(entry), number);
    }
  }

  /** From now on standstill is measured, and events from that number on are awaited. */
  watch(number: number): void {
    for (const lane of this.#lanes.values()) lane.longestMs = 0;
    this.awaitFrom(number);
  }

  /** Events from that number on are awaited, in every partition; standstill is measured on. */
  awaitFrom(number: number): void {
    this.#awaited = number;
    for (const lane of this.#lanes.values()) lane.flowsAt = undefined;
  }

  /** Which partitions have not let an awaited event through; undefined when all have. */
  missing(): string | undefined {
    const { partitions } = this.#platform;
    const names = ['identity.in', 'updates'].flatMap((topic) =>
      Array.from({ length: partitions }, (_, partition) => `${topic}/${partition}`),
    );
    const still = names.filter((name) => this.#lanes.get(name)?.flowsAt === undefined);
    return still.length === 0 ? undefined : `nothing came through ${still.join(', ')}`;
  }

  /** What was measured since `watch`; to be asked when nothing is missing. */
  standstill(): Standstill {
    const lanes = [...this.#lanes.values()];
    return {
      pauseMs: Math.max(...lanes.map(({ longestMs }) => longestMs)),
      flowsAt: Math.max(...lanes.map(({ flowsAt }) => flowsAt ?? 0)),
    };
  }

  /** When something last came through a partition, in milliseconds since 1970. */
  lastAt(name: string): number {
    return this.#lanes.get(name)?.lastAt ?? 0;
  }

  #laneOf(entry: string): string {
    const { hash, partitionOf, partitions } = this.#platform;
    const known = this.#entries.get(entry) ?? `identity.in/${partitionOf(hash(entry), partitions)}`;
    this.#entries.set(entry, known);
    return known;
  }

  #saw(name: string, number: number): void {
    const now = Date.now();
    const lane = this.#lanes.get(name) ?? { lastAt: now, longestMs: 0, flowsAt: undefined };
    this.#lanes.set(name, lane);
    // Once a partition flows again, the wait for others that do not is none of its own.
    if (lane.flowsAt === undefined) lane.longestMs = Math.max(lane.longestMs, now - lane.lastAt);
    lane.lastAt = now;
    if (number >= this.#awaited) lane.flowsAt ??= now;
  }
}
