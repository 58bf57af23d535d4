import type { Address } from './addresses';
import type { Ends } from './relay';
import { addressIn, cut, pump, Relay, write } from './relay';
import type { Action, RuleHandle } from './rules';
import { pause, Rules, verdictOf } from './rules';

/** What every chunk of bytes meets, in both directions, from now on. */
export interface Weather {
  /** Each chunk waits `delayMs` ± `jitterMs`; order is kept. */
  readonly delayMs: number;
  readonly jitterMs: number;
  /** Chance, 0 to 1, that a chunk is lost and its connection with it: what TCP makes of losses that last. */
  readonly cutChance: number;
}

/** Bytes from the client, as rules and callbacks see them. */
export interface Chunk {
  /** With the end of what came before it on the same connection: what is looked for may begin there. */
  readonly bytes: Buffer;
  readonly freshAt: number;
}

/** What to do with chunks from the client that contain some bytes, and with the next chunk from upstream after them. */
export interface TcpRule {
  /** At most 256 bytes. */
  readonly containing: string | Buffer;
  /** How often; always, unless told. */
  readonly times?: number;
  readonly action: Action<Chunk>;
}

/** How to open a proxy. `random01`: seeded chance for jitter and cuts; without it there is neither. */
export interface TcpProxySettings {
  readonly upstream: string;
  readonly random01?: () => number;
}

const CALM: Weather = { delayMs: 0, jitterMs: 0, cutChance: 0 };
const OVERLAP_BYTES = 255;

/** Stands between clients and a server that speaks in questions and answers, such as Redis or HTTP. */
export class TcpProxy {
  readonly #rules = new Rules<Chunk, Action<Chunk>>();
  #relay: Relay | undefined;
  #weather = CALM;

  private constructor(private readonly random01: (() => number) | undefined) {}

  static async open({ upstream, random01 }: TcpProxySettings): Promise<TcpProxy> {
    const proxy = new TcpProxy(random01);
    proxy.#relay = await Relay.open(addressIn(upstream), (ends) => proxy.#join(ends));
    return proxy;
  }

  get address(): Address {
    return this.#open.address;
  }

  /** `host:port`, for URLs. */
  get hostPort(): string {
    return `${this.address.host}:${this.address.port}`;
  }

  /** What is not named is calm. Throws when it asks for chance and the proxy was opened without. */
  weather(weather: Partial<Weather>): void {
    this.#weather = { ...CALM, ...weather };
    const { jitterMs, cutChance } = this.#weather;
    if (this.random01 !== undefined || (jitterMs === 0 && cutChance === 0)) return;
    throw new Error('jitter or cuts by chance: open the proxy with random01, a seeded source');
  }

  /** Of several rules for a chunk the one made first acts, and no other. */
  rule({ containing, times = Infinity, action }: TcpRule): RuleHandle {
    const wanted = Buffer.from(containing);
    if (wanted.length > OVERLAP_BYTES + 1)
      throw new Error(`looking for ${wanted.length} bytes: at most 256 are allowed`);
    const matches = ({ bytes, freshAt }: Chunk): boolean =>
      bytes.indexOf(wanted, Math.max(0, freshAt - wanted.length + 1)) >= 0;
    return this.#rules.add({ matches, times, action });
  }

  /** Ends every connection now. */
  cutAll(): void {
    this.#open.cutAll();
  }

  /** As long as it is on, no new connection is made. */
  refuse(on: boolean): void {
    this.#open.refuse(on);
  }

  close(): Promise<void> {
    return this.#open.close();
  }

  get #open(): Relay {
    if (this.#relay === undefined) throw new Error('using a proxy that is not open');
    return this.#relay;
  }

  #join(ends: Ends): void {
    let before: Buffer = Buffer.alloc(0);
    let due: { readonly action: Action<Chunk>; readonly chunk: Chunk } | undefined;
    void pump(ends, 'client', async (bytes) => {
      if (await this.#isLost()) return cut(ends);
      const chunk = { bytes: Buffer.concat([before, bytes]), freshAt: before.length };
      before = chunk.bytes.subarray(-OVERLAP_BYTES);
      const action = this.#rules.actionFor(chunk);
      const verdict = await verdictOf(action, 'request', chunk);
      if (verdict === 'cut') return cut(ends);
      if (verdict === 'drop') return;
      if (action?.at === 'answer') due = { action, chunk };
      await write(ends.upstream, bytes);
      if (action?.at === 'forwarded') ends.client.destroy();
    });
    void pump(ends, 'upstream', async (bytes) => {
      const asked = due;
      due = undefined;
      if (await this.#isLost()) return cut(ends);
      const verdict = asked === undefined ? 'pass' : await verdictOf(asked.action, 'answer', asked.chunk);
      if (verdict === 'cut') return cut(ends);
      if (verdict === 'pass') await write(ends.client, bytes);
    });
  }

  /** Lets a chunk wait; says whether it gets no further. */
  async #isLost(): Promise<boolean> {
    const { delayMs, jitterMs, cutChance } = this.#weather;
    const random01 = this.random01 ?? (() => 0.5);
    const waitMs = delayMs + (2 * random01() - 1) * jitterMs;
    if (waitMs > 0) await pause(waitMs);
    return random01() < cutChance;
  }
}
