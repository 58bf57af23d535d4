import type { Transport } from '@tutti/runtime';
import type { Reign } from './reigns';
import type { Life, Ticks } from './ticks';
import { newLife } from './ticks';

/** A change as the destination reads it: what the webhook documents, as far as it is checked. */
export interface Message {
  readonly id: string;
  readonly version: number;
  readonly profile: {
    readonly id: string;
    readonly traits: Readonly<Record<string, unknown>>;
    readonly events: Readonly<Record<string, { readonly count: number }>>;
  };
  readonly segments: readonly { readonly name: string }[];
  readonly events: readonly { readonly messageId: string }[];
}

/** A change on its way: the reign it was sent in, and the one that was in force then. */
export interface Sending {
  readonly message: Message;
  readonly reign: number;
  readonly current: number;
}

/** What becomes of a request. */
type Fate = 'taken' | 'unanswered' | 'lost' | 'slow' | 'busy' | 'broken' | 'refused';

interface Surroundings {
  readonly ticks: Ticks;
  readonly random01: () => number;
  readonly weather: { readonly isCalm: boolean };
  readonly holderOf: (key: string) => Reign;
}

const NETWORK_TICKS = { usual: 4, slow: 60 };

/** A destination with moods. It keeps what it was sent, in the order of sending, and what arrived, in that order. */
export class Receiver {
  readonly sendings: Sending[] = [];
  readonly taken: Message[] = [];
  /** Ids that were refused for good. */
  readonly refused = new Set<string>();
  /** Ids that failed at least once. */
  readonly failed = new Set<string>();
  /** Requests that are still on their way belong to nobody. */
  readonly #network = newLife();

  constructor(private readonly around: Surroundings) {}

  /** The way to it from one process. */
  transport(life: Life): Transport {
    return {
      send: async (request) => {
        await this.around.ticks.gate(life);
        const messages = request.kind === 'http' ? messagesIn(request.body) : [];
        for (const message of messages) this.#send(message, life);
        const fate = this.#fate();
        await this.around.ticks.wait(this.#network, this.#ticks(fate));
        this.#arrive(messages, fate);
        await this.around.ticks.gate(life);
        return answerTo(fate);
      },
      close: () => Promise.resolve(),
    };
  }

  #send(message: Message, life: Life): void {
    const { current, lastOf } = this.around.holderOf(message.profile.id);
    this.sendings.push({ message, current, reign: lastOf(life) });
  }

  #arrive(messages: readonly Message[], fate: Fate): void {
    if (fate === 'taken' || fate === 'slow' || fate === 'unanswered') this.taken.push(...messages);
    if (fate === 'taken' || fate === 'slow') return;
    const { refused, failed } = this;
    for (const { id } of messages) (fate === 'refused' ? refused : failed).add(id);
  }

  #fate(): Fate {
    const luck = this.around.random01();
    if (this.around.weather.isCalm || luck >= 0.2) return 'taken';
    return FATES[Math.floor(luck * 5 * FATES.length)]!;
  }

  #ticks(fate: Fate): number {
    const max = fate === 'slow' ? NETWORK_TICKS.slow : NETWORK_TICKS.usual;
    return 1 + Math.floor(this.around.random01() * max);
  }
}

const FATES: readonly Fate[] = ['unanswered', 'unanswered', 'lost', 'slow', 'busy', 'broken', 'refused'];

const messagesIn = (body: string): readonly Message[] =>
  (JSON.parse(body) as { readonly batch: readonly Message[] }).batch;

function answerTo(fate: Fate): Awaited<ReturnType<Transport['send']>> {
  if (fate === 'unanswered' || fate === 'lost') return { kind: 'failed', reason: 'no answer' };
  const status = { taken: 200, slow: 200, busy: 429, broken: 500, refused: 422 }[fate];
  const headers = fate === 'busy' ? { 'retry-after': '1' } : {};
  return { kind: 'answered', response: { status, headers: { ...headers }, body: '' } };
}
