import type { Target } from './connection';
import { headOf } from './connection';
import { EVENT_BYTES, EventWriter } from './events';
import { doingOf, textOfPeople } from './people';

const OPEN = '{"batch":[';
const CLOSE = ']}';

/** A request whose bytes are used again and again: only the digits in its events change. */
export class RequestBytes {
  readonly #bytes: Buffer;
  readonly #firstAt: number;
  readonly #events: EventWriter;

  /** `batch` of 1: a single `track`; otherwise a batch with 5 % identify. */
  constructor(
    target: Target,
    private readonly shape: { readonly run: string; readonly batch: number },
  ) {
    const { batch, run } = shape;
    const events = Array.from({ length: batch }, () => ' '.repeat(EVENT_BYTES)).join(',');
    const body = batch === 1 ? events : `${OPEN}${events}${CLOSE}`;
    const head = headOf(target, batch === 1 ? '/v1/track' : '/v1/batch', body.length);
    this.#bytes = Buffer.from(head + body);
    this.#firstAt = head.length + (batch === 1 ? 0 : OPEN.length);
    this.#events = new EventWriter(run);
  }

  /** The request with the events from this number on; valid until the next call. */
  from(first: number): Buffer {
    const { batch } = this.shape;
    for (let i = 0; i < batch; i++) {
      const at = this.#firstAt + i * (EVENT_BYTES + 1);
      this.#events.write(this.#bytes, at, { number: first + i, mixed: batch > 1 });
    }
    return this.#bytes;
  }
}

/** Single calls of the crowd, which are of two kinds. */
export class CrowdBytes {
  readonly #heads: Readonly<Record<'track' | 'identify', string>>;

  constructor(
    target: Target,
    private readonly run: string,
  ) {
    const head = (type: string): string => headOf(target, `/v1/${type}`, EVENT_BYTES);
    this.#heads = { track: head('track'), identify: head('identify') };
  }

  /** The request with the event of this number. */
  from(number: number): Buffer {
    const type = doingOf(this.run, number).step === 'login' ? 'identify' : 'track';
    return Buffer.from(this.#heads[type] + textOfPeople(this.run, number));
  }
}
