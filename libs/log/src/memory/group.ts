import { sharesOf } from '../kafkajs/assignment';
import type { GroupMember, GroupSettings, MemberListener, TopicPartition } from '../ports';
import { LogError } from '../ports';
import type { MemoryStore } from './store';
import { groupOffsetName } from './store';

interface Seat {
  readonly member: string;
  readonly topics: readonly string[];
  readonly listener: MemberListener;
  readonly partitions: number;
  owned: readonly number[];
  /** The newest generation of which it was told what it owns. */
  told: number;
}

/** A consumer group: shares partitions among the members of this process, by the rule that Kafka's members follow. */
export class MemoryGroup {
  readonly #seats = new Map<string, Seat>();
  #generation = 0;
  #joined = 0;

  join(topics: readonly string[], partitions: number, listener: MemberListener): string {
    this.#joined += 1;
    const member = `member-${String(this.#joined).padStart(6, '0')}`;
    this.#seats.set(member, { member, topics, listener, partitions, owned: [], told: -1 });
    this.#rebalance();
    return member;
  }

  holds(member: string): boolean {
    return this.#seats.get(member)?.told === this.#generation;
  }

  leave(member: string): void {
    if (this.#seats.delete(member) && this.#seats.size > 0) this.#rebalance();
  }

  #rebalance(): void {
    const seats = [...this.#seats.values()];
    const claims = seats.map(({ member, owned }) => ({ member, owned, generation: this.#generation }));
    const shares = sharesOf(Math.max(...seats.map(({ partitions }) => partitions)), claims);
    this.#generation += 1;
    const generation = this.#generation;
    for (const seat of seats) {
      seat.owned = shares.get(seat.member) ?? [];
      queueMicrotask(() => this.#tell(seat, generation));
    }
  }

  /** A rebalance that was overtaken by the next one is not told. */
  #tell(seat: Seat, generation: number): void {
    if (generation !== this.#generation || !this.#seats.has(seat.member)) return;
    seat.told = generation;
    seat.listener.assigned(
      seat.topics.flatMap((topic) => seat.owned.map((partition): TopicPartition => ({ topic, partition }))),
    );
  }
}

/** One member; the group's members must subscribe to the same topics. */
export class MemoryMember implements GroupMember {
  #member: string | undefined;

  constructor(
    private readonly store: MemoryStore,
    private readonly settings: GroupSettings,
  ) {}

  async join(listener: MemberListener): Promise<void> {
    const { group, topics } = this.settings;
    if (this.#member !== undefined) throw new LogError('fatal', `joining ${group}: joined already`);
    const partitions = Math.max(...topics.map((topic) => this.store.partitions(topic).length));
    this.#member = this.store.group(group).join(topics, partitions, listener);
  }

  async report(positions: readonly (TopicPartition & { readonly offset: number })[]): Promise<void> {
    for (const position of positions) {
      this.store.groupOffsets.set(groupOffsetName(this.settings.group, position), position.offset);
    }
  }

  holds(): boolean {
    return this.#member !== undefined && this.store.group(this.settings.group).holds(this.#member);
  }

  async leave(): Promise<void> {
    if (this.#member !== undefined) this.store.group(this.settings.group).leave(this.#member);
  }

  close(): Promise<void> {
    return this.leave();
  }
}
