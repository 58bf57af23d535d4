import { chance } from '../chance';
import type { Sent } from '../clients';
import { postUntilAccepted } from '../clients';
import type { Installation } from '../installation';
import { Moments } from '../moments';
import { pause } from '../until';

const BATCH = 20;
const REPEATS = 0.02;
/** Repeats are drawn from so many of the last events: few enough to be remembered as repeats. */
const REPEATED_MAX = 100;
const RECENT_MAX = 4_000;

/** What a messageId of a feed says about its event. */
export interface EventName {
  /** The identifier that it enters by: type, NUL, value. */
  readonly entry: string;
  /** Those of later events are higher. */
  readonly number: number;
}

/** What a feed is to be; `seed` decides everything that is drawn. */
export interface FeedPlan {
  readonly seed: number;
  readonly eventsPerSecond: number;
  /** Events in one request. */
  readonly batch?: number;
  /** Share of events that are sent twice. */
  readonly repeats?: number;
  /** Nothing is sent while this says so: whoever reads is too far behind. */
  readonly isAhead?: () => boolean;
  readonly newEvent: (number: number, random01: () => number) => Sent;
  readonly nameIn: (messageId: string) => EventName;
}

/**
 * Events to one installation. A batch that is not answered with 200 is sent again, as Segment's libraries do, until it
 * is; so whatever was in doubt is accepted in the end.
 */
export class Feed {
  readonly messageIds = new Set<string>();
  /** A batch was answered with 200. */
  readonly answers = new Moments('a batch to be accepted');
  /** How often a batch had to be sent again. */
  sentAgain = 0;
  /** Changes events, or orders them anew, while it is set; their messageIds have to stay. */
  season: ((batch: readonly Sent[]) => readonly Sent[]) | undefined;
  /** Share of events that are sent twice. */
  repeats: number;
  readonly nameIn: FeedPlan['nameIn'];
  readonly #installation: Installation;
  readonly #plan: FeedPlan;
  readonly #random01: () => number;
  #recent: Sent[] = [];
  #next = 0;
  #stopped = true;
  #ended: Promise<void> = Promise.resolve();

  constructor(installation: Installation, plan: FeedPlan) {
    this.#installation = installation;
    this.#plan = plan;
    this.#random01 = chance(plan.seed);
    this.nameIn = plan.nameIn;
    this.repeats = plan.repeats ?? REPEATS;
  }

  /** The number of the next new event; those of later ones are higher. */
  get next(): number {
    return this.#next;
  }

  /** Sends until stopped. */
  start(): void {
    this.#stopped = false;
    this.#ended = this.#send();
    this.#ended.catch(() => undefined); // told by `stop`
  }

  /** Resolves when the last batch is accepted; rejects when the feed broke off before. It may be started again. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#ended;
  }

  /** Sends so many batches; resolves when all are accepted. */
  async sendBatches(count: number): Promise<void> {
    for (let i = 0; i < count; i++) await this.#untilAccepted(this.#batch());
  }

  async #send(): Promise<void> {
    const { batch = BATCH, eventsPerSecond, isAhead = () => false } = this.#plan;
    const everyMs = (batch * 1000) / eventsPerSecond;
    while (!this.#stopped) {
      if (isAhead()) {
        await pause(everyMs);
        continue;
      }
      const dueAt = Date.now() + everyMs;
      await this.#untilAccepted(this.#batch());
      await pause(Math.max(0, dueAt - Date.now()));
    }
  }

  #batch(): readonly Sent[] {
    const batch = Array.from({ length: this.#plan.batch ?? BATCH }, () => this.#event());
    return this.season?.(batch) ?? batch;
  }

  #event(): Sent {
    const recent = this.#recent.slice(-REPEATED_MAX);
    if (recent.length > 0 && this.#random01() < this.repeats) {
      return recent[Math.floor(this.#random01() * recent.length)]!;
    }
    const event = this.#plan.newEvent(this.#next++, this.#random01);
    this.#recent.push(event);
    if (this.#recent.length > RECENT_MAX) this.#recent = this.#recent.slice(-REPEATED_MAX);
    return event;
  }

  async #untilAccepted(batch: readonly Sent[]): Promise<void> {
    this.sentAgain += (await postUntilAccepted(this.#installation, 'batch', batch)) - 1;
    for (const { messageId } of batch) {
      this.messageIds.add(messageId);
    }
    this.answers.now();
  }
}
