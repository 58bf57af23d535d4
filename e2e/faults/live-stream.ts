import type { Sent } from '../clients';
import { postUntilAccepted } from '../clients';
import type { Installation } from '../installation';
import { Moments } from '../moments';
import { pause } from '../until';

const USERS = 60;
const BATCH = 20;
const EVERY_MS = 80;
/** An event costs some cents, so that what is missing or double shows in the sum as well. */
const CENTS = 101;

/** The name that every event of a stream has. */
export const STREAM_EVENT = 'Paid';

/** What was accepted of one user. */
export interface Accepted {
  readonly user: string;
  readonly count: number;
  readonly cents: number;
}

/**
 * About 200 events a second to one installation. A batch that is not answered with 200 is sent again, as Segment's
 * libraries do, until it is; so whatever was in doubt is accepted in the end.
 */
export class LiveStream {
  readonly messageIds = new Set<string>();
  /** A batch was answered with 200. */
  readonly answers = new Moments('a batch to be accepted');
  /** How often a batch had to be sent again. */
  sentAgain = 0;
  readonly #installation: Installation;
  readonly #name: string;
  #next = 0;
  #stopped = false;
  #ended: Promise<void> = Promise.resolve();

  constructor(installation: Installation, name: string) {
    this.#installation = installation;
    this.#name = name;
  }

  /** Sends until stopped. */
  start(): void {
    this.#ended = this.#send();
    this.#ended.catch(() => undefined); // told by `stop`
  }

  /** Resolves when the last batch is accepted; rejects when the stream broke off before. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#ended;
  }

  /** Sends so many batches; resolves when all are accepted. */
  async sendBatches(count: number): Promise<void> {
    for (let i = 0; i < count; i++) await this.#untilAccepted(this.#batch());
  }

  /** Everything that was answered with 200, by user. */
  accepted(): readonly Accepted[] {
    const counts = new Map<string, number>();
    for (const id of this.messageIds) counts.set(userOf(id), (counts.get(userOf(id)) ?? 0) + 1);
    return [...counts].map(([user, count]) => ({ user, count, cents: count * CENTS }));
  }

  async #send(): Promise<void> {
    while (!this.#stopped) {
      await this.#untilAccepted(this.#batch());
      await pause(EVERY_MS);
    }
  }

  #batch(): readonly Sent[] {
    return Array.from({ length: BATCH }, () => {
      const number = this.#next++;
      const messageId = `${this.#name}-${number % USERS}/${number}`;
      const properties = { revenue: CENTS / 100 };
      return { type: 'track', event: STREAM_EVENT, userId: userOf(messageId), messageId, properties };
    });
  }

  async #untilAccepted(batch: readonly Sent[]): Promise<void> {
    this.sentAgain += (await postUntilAccepted(this.#installation, 'batch', batch)) - 1;
    for (const { messageId } of batch) this.messageIds.add(messageId);
    this.answers.now();
  }
}

const userOf = (messageId: string): string => messageId.slice(0, messageId.indexOf('/'));
