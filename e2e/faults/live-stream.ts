import { chance } from '../chance';
import type { Sent } from '../clients';
import { postUntilAccepted } from '../clients';
import type { Installation } from '../installation';
import { Moments } from '../moments';
import { pause } from '../until';

const USERS = 60;
const BATCH = 20;
const EVENTS_PER_SECOND = 240;
/** An event costs some cents, so that what is missing or double shows in the sum as well. */
const CENTS = 101;
/** Repeats are drawn from so many of the last events: few enough to be remembered as repeats. */
const REPEATED_MAX = 100;
const RECENT_MAX = 4_000;

/** The name that every tracked event of a stream has. */
export const STREAM_EVENT = 'Paid';

/** What a stream is to be. Shares are of all events; `seed` decides users, repeats and kinds. */
export interface StreamPlan {
  readonly name: string;
  readonly seed?: number;
  readonly eventsPerSecond?: number;
  readonly repeats?: number;
  readonly identifies?: number;
}

/** What was accepted of one user: tracked events, each counted once however often it was sent. */
export interface Accepted {
  readonly user: string;
  readonly count: number;
  readonly cents: number;
}

/**
 * Events of users, some of whom do much and most little, to one installation. A batch that is not answered with 200 is
 * sent again, as Segment's libraries do, until it is; so whatever was in doubt is accepted in the end.
 */
export class LiveStream {
  readonly messageIds = new Set<string>();
  /** A batch was answered with 200. */
  readonly answers = new Moments('a batch to be accepted');
  /** How often a batch had to be sent again. */
  sentAgain = 0;
  /** Changes events, or orders them anew, while it is set; their messageIds have to stay. */
  season: ((batch: readonly Sent[]) => readonly Sent[]) | undefined;
  /** Share of events that are sent twice. */
  repeats: number;
  readonly #installation: Installation;
  readonly #plan: Required<Omit<StreamPlan, 'repeats'>>;
  readonly #random01: () => number;
  #recent: Sent[] = [];
  #next = 0;
  #stopped = true;
  #ended: Promise<void> = Promise.resolve();

  constructor(installation: Installation, plan: StreamPlan) {
    this.#installation = installation;
    this.#plan = { seed: 1, eventsPerSecond: EVENTS_PER_SECOND, identifies: 0.05, ...plan };
    this.#random01 = chance(this.#plan.seed);
    this.repeats = plan.repeats ?? 0.02;
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

  /** Resolves when the last batch is accepted; rejects when the stream broke off before. It may be started again. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#ended;
  }

  /** Sends so many batches; resolves when all are accepted. */
  async sendBatches(count: number): Promise<void> {
    for (let i = 0; i < count; i++) await this.#untilAccepted(this.#batch());
  }

  /** Every tracked event that was answered with 200, by user. */
  accepted(): readonly Accepted[] {
    const counts = new Map<string, number>();
    for (const id of this.messageIds) {
      const { user, tracked } = partsOf(id);
      if (tracked) counts.set(user, (counts.get(user) ?? 0) + 1);
    }
    return [...counts].map(([user, count]) => ({ user, count, cents: count * CENTS }));
  }

  async #send(): Promise<void> {
    const everyMs = (BATCH * 1000) / this.#plan.eventsPerSecond;
    while (!this.#stopped) {
      const dueAt = Date.now() + everyMs;
      await this.#untilAccepted(this.#batch());
      await pause(Math.max(0, dueAt - Date.now()));
    }
  }

  #batch(): readonly Sent[] {
    const batch = Array.from({ length: BATCH }, () => this.#event());
    return this.season?.(batch) ?? batch;
  }

  #event(): Sent {
    const recent = this.#recent.slice(-REPEATED_MAX);
    if (recent.length > 0 && this.#random01() < this.repeats) {
      return recent[Math.floor(this.#random01() * recent.length)]!;
    }
    const event = this.#newEvent();
    this.#recent.push(event);
    if (this.#recent.length > RECENT_MAX) this.#recent = this.#recent.slice(-REPEATED_MAX);
    return event;
  }

  #newEvent(): Sent {
    const number = this.#next++;
    const user = `${this.#plan.name}-${oftenTheFirst(this.#random01())}`;
    if (this.#random01() < this.#plan.identifies) {
      return { type: 'identify', userId: user, messageId: `${user}/i${number}`, traits: { seen: number } };
    }
    const properties = { revenue: CENTS / 100 };
    return { type: 'track', event: STREAM_EVENT, userId: user, messageId: `${user}/${number}`, properties };
  }

  async #untilAccepted(batch: readonly Sent[]): Promise<void> {
    this.sentAgain += (await postUntilAccepted(this.#installation, 'batch', batch)) - 1;
    for (const { messageId } of batch) this.messageIds.add(messageId);
    this.answers.now();
  }
}

/** What a messageId of a stream says about its event. */
export function partsOf(messageId: string): {
  readonly user: string;
  readonly number: number;
  readonly tracked: boolean;
} {
  const [user = '', rest = ''] = messageId.split('/');
  const tracked = !rest.startsWith('i');
  return { user, tracked, number: Number(tracked ? rest : rest.slice(1)) };
}

/** Zipf's law with exponent 1, by its inverse in the continuous case. */
const oftenTheFirst = (random01: number): number => Math.floor((USERS + 1) ** random01) - 1;
