import type Broker from 'kafkajs/src/broker';
import type { GroupMember, GroupSettings, MemberListener, TopicPartition } from '../ports';
import { LogError } from '../ports';
import { Brokers } from './brokers';
import type { Client } from './client';
import { grouped } from './grouped';
import { assignmentsOf, decodeAssignment, encodeMembership, partitionCounts } from './membership';
import { isPassing, logError, patiently, refusalOf } from './trouble';

const PROTOCOL = 'tutti-sticky';
/** The group gives a silent member's partitions away after this long; Kafka allows no less by default. */
const SESSION_MS_MAX = 6_000;
/** How long a rebalance waits for members that have not noticed it. They notice with their next heartbeat. */
const REBALANCE_MS_MAX = 6_000;
const HEARTBEAT_MS = 500;
/** A member that could not reach the group for this long gives up, so that its process starts afresh. */
const ABSENCE_MS_MAX = 60_000;

/** The group has moved on without us: join again, some of these as a stranger. */
const REJOIN = new Set(['ILLEGAL_GENERATION', 'REBALANCE_IN_PROGRESS', 'UNKNOWN_MEMBER_ID']);

interface Place {
  readonly memberId: string;
  readonly generation: number;
}

/**
 * Membership in a consumer group, and nothing else of a consumer: kafkajs' own would fetch, keep positions, and wait for
 * its fetches before it leaves.
 */
export class KafkaMember implements GroupMember {
  #brokers: Brokers | undefined;
  #coordinator: Broker | undefined;
  #place: Place = { memberId: '', generation: -1 };
  #owned: readonly TopicPartition[] = [];
  /** By the clock that goes on while a process is stopped; see `holds`. */
  #heldUntil = 0;
  #left = false;
  #wake: (() => void) | undefined;
  #stay: Promise<void> | undefined;

  constructor(
    private readonly client: Client,
    private readonly settings: GroupSettings,
    private readonly forget: () => void,
  ) {}

  async join(listener: MemberListener): Promise<void> {
    if (this.#stay !== undefined || this.#left) throw new LogError('fatal', `${this.#doing()}: joined already`);
    await this.#enter(listener, (error) => isPassing(error) && refusalOf(error) !== 'UNKNOWN_TOPIC_OR_PARTITION');
    this.#stay = this.#stayIn(listener);
  }

  async report(positions: readonly (TopicPartition & { readonly offset: number })[]): Promise<void> {
    const { memberId, generation } = this.#place;
    if (this.#coordinator === undefined || memberId === '' || positions.length === 0) return;
    const topics = [...grouped(positions, ({ topic }) => topic)].map(([topic, ofTopic]) => ({
      topic,
      partitions: ofTopic.map(({ partition, offset }) => ({ partition, offset: String(offset) })),
    }));
    const request = { groupId: this.settings.group, groupGenerationId: generation, memberId, topics };
    // Best effort: what it tells is for displays only, and the next report tells it again.
    await this.#coordinator.offsetCommit(request).catch(() => undefined);
  }

  holds(): boolean {
    return performance.now() < this.#heldUntil;
  }

  async leave(): Promise<void> {
    if (this.#left) return;
    this.#left = true;
    this.#heldUntil = 0;
    this.forget();
    this.#wake?.();
    await this.#sayGoodbye();
    await this.#release();
    await this.#stay;
  }

  close(): Promise<void> {
    return this.leave();
  }

  /** Heartbeats until left. */
  async #stayIn(listener: MemberListener): Promise<void> {
    try {
      while (!this.#left) {
        await this.#pause(HEARTBEAT_MS);
        if (!this.#left && !(await this.#isWelcome())) await this.#enter(listener, isPassing);
      }
    } catch (error) {
      if (!this.#left) listener.failed(logError(this.#doing(), error));
    }
  }

  /** False when we have to join again. */
  async #isWelcome(): Promise<boolean> {
    const { memberId, generation } = this.#place;
    try {
      this.#coordinator ??= await this.#find();
      const asked = performance.now();
      await this.#coordinator.heartbeat({ groupId: this.settings.group, groupGenerationId: generation, memberId });
      this.#heldUntil = asked + SESSION_MS_MAX;
      return true;
    } catch (error) {
      this.#learnFrom(error);
      if (REJOIN.has(refusalOf(error) ?? '') || isPassing(error)) return false;
      throw error;
    }
  }

  /** Joins, and tells the listener what this member owns now. */
  async #enter(listener: MemberListener, passes: (error: unknown) => boolean): Promise<void> {
    const again = (error: unknown): boolean => !this.#left && (REJOIN.has(refusalOf(error) ?? '') || passes(error));
    const pause = (ms: number): Promise<void> => this.#pause(ms);
    this.#heldUntil = 0;
    await patiently({ doing: this.#doing(), again, pause, msMax: ABSENCE_MS_MAX }, async () => {
      if (this.#left) throw new LogError('closed', `${this.#doing()}: left`);
      try {
        this.#owned = await this.#joinOnce();
      } catch (error) {
        this.#learnFrom(error);
        throw error;
      }
    });
    if (!this.#left) listener.assigned(this.#owned);
  }

  async #joinOnce(): Promise<readonly TopicPartition[]> {
    const groupId = this.settings.group;
    const coordinator = (this.#coordinator ??= await this.#find());
    const counts = await partitionCounts(this.#connected(), this.settings.topics);
    const joined = await coordinator.joinGroup({
      groupId,
      sessionTimeout: SESSION_MS_MAX,
      rebalanceTimeout: REBALANCE_MS_MAX,
      memberId: this.#place.memberId,
      groupProtocols: [{ name: PROTOCOL, metadata: this.#membership() }],
    });
    const { memberId, generationId: generation } = joined;
    this.#place = { memberId, generation };
    const groupAssignment = joined.leaderId === memberId ? assignmentsOf(joined, counts) : [];
    const asked = performance.now();
    const synced = await coordinator.syncGroup({ groupId, generationId: generation, memberId, groupAssignment });
    this.#heldUntil = asked + SESSION_MS_MAX;
    return decodeAssignment(synced.memberAssignment);
  }

  #membership(): Buffer {
    const owned = [...new Set(this.#owned.map(({ partition }) => partition))];
    return encodeMembership(this.settings.topics, { generation: this.#place.generation, owned });
  }

  #learnFrom(error: unknown): void {
    const refusal = refusalOf(error);
    if (refusal === 'UNKNOWN_MEMBER_ID') this.#place = { ...this.#place, memberId: '' };
    if (refusal === undefined || isPassing(error)) void this.#release();
  }

  #find(): Promise<Broker> {
    return this.#connected().coordinator('group', this.settings.group);
  }

  #connected(): Brokers {
    return (this.#brokers ??= new Brokers(this.client));
  }

  /** On a connection of its own: a join that waits for others would hold it up. */
  async #sayGoodbye(): Promise<void> {
    const { memberId } = this.#place;
    if (memberId === '') return;
    const brokers = new Brokers(this.client);
    try {
      const coordinator = await brokers.coordinator('group', this.settings.group);
      await coordinator.leaveGroup({ groupId: this.settings.group, memberId });
    } catch {
      // The session's end says it for us.
    } finally {
      await brokers.close();
    }
  }

  async #release(): Promise<void> {
    const brokers = this.#brokers;
    this.#brokers = undefined;
    this.#coordinator = undefined;
    await brokers?.cut(new LogError('closed', `${this.#doing()}: the connection was given up`));
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #doing(): string {
    return `being a member of ${this.settings.group}`;
  }
}
