import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chance } from './chance';
import { Moments } from './moments';
import type { Body } from './received';
import { Received } from './received';
import { signatureProblem } from './signature';

/** How often a receiver answers badly; the rest is answered with 200. */
export interface Misbehaviour {
  readonly seed: number;
  /** Shares of all requests. */
  readonly fails: number;
  readonly tooMany: number;
  readonly silent: number;
  /** Answers a letter at a time and comes to no end. */
  readonly drips?: number;
}

/** Ways to answer. `silent`: never. */
export type Manner = 'well' | 'fails' | 'tooMany' | 'silent' | 'drips';

/** What a receiver that says 429 asks for. */
const RETRY_AFTER_S = 1;
const DRIP_EVERY_MS = 300;
/** Timers of two processes may differ by this much. */
const TIMER_MS = 20;

/** A webhook receiver that answers by a seeded schedule, checks every signature and remembers what came. */
export class Receiver {
  readonly secret = `whsec_${randomBytes(32).toString('base64')}`;
  readonly received = new Received();
  /** A change was answered with 200. */
  readonly acknowledgements = new Moments('a change to be delivered');
  /** Requests by answer; what drips counts as silent. */
  readonly answered = { well: 0, fails: 0, tooMany: 0, silent: 0 };
  /** Told of every change as it is answered with 200. */
  heard: (body: Body) => void = () => undefined;
  readonly #server: Server;
  #schedule: () => Manner;
  /** When a change that was answered with 429 may come again, by its id. */
  readonly #notBefore = new Map<string, number>();

  private constructor(misbehaviour: Misbehaviour) {
    this.#schedule = scheduleOf(misbehaviour);
    this.#server = createServer((request, response) => void this.#receive(request, response));
  }

  /** Listens on a free port of the loopback. */
  static async open(misbehaviour: Misbehaviour): Promise<Receiver> {
    const receiver = new Receiver(misbehaviour);
    await new Promise<void>((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
  }

  /** From now on it answers like this. */
  behave(misbehaviour: Misbehaviour): void {
    this.#schedule = scheduleOf(misbehaviour);
  }

  /** Requests so far. */
  get requests(): number {
    return Object.values(this.answered).reduce((sum, count) => sum + count, 0);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const bytes = await wholeBody(request);
    if (bytes === undefined) return;
    const problem = signatureProblem(request.headers, bytes, this.secret);
    if (problem !== undefined) {
      this.received.violations.push(`a request was ${problem}`);
      return void response.writeHead(401).end();
    }
    const body = JSON.parse(bytes.toString()) as Body;
    this.received.came(body);
    if (Date.now() < (this.#notBefore.get(body.id) ?? 0)) this.received.violations.push(`${body.id} came too early`);
    this.#answer(body, response);
  }

  #answer(body: Body, response: ServerResponse): void {
    const manner = this.#schedule();
    this.answered[manner === 'drips' ? 'silent' : manner] += 1;
    switch (manner) {
      case 'well':
        this.received.acknowledged(body);
        this.heard(body);
        return void response.writeHead(200).end(() => this.acknowledgements.now());
      case 'fails':
        return void response.writeHead(500).end();
      case 'tooMany':
        this.#notBefore.set(body.id, Date.now() + RETRY_AFTER_S * 1000 - TIMER_MS);
        return void response.writeHead(429, { 'retry-after': String(RETRY_AFTER_S) }).end();
      case 'silent':
        return;
      case 'drips':
        return drip(response);
    }
  }
}

/** The beginning of a good answer, a letter at a time, until the sender has had enough. */
function drip({ socket }: ServerResponse): void {
  socket?.write('HTTP/1.1 200 OK\r\nslow: ');
  const timer = setInterval(() => socket?.write('z'), DRIP_EVERY_MS);
  socket?.once('close', () => clearInterval(timer));
}

function scheduleOf({ seed, fails, tooMany, silent, drips = 0 }: Misbehaviour): () => Manner {
  const random01 = chance(seed);
  return () => {
    const drawn = random01();
    if (drawn < fails) return 'fails';
    if (drawn < fails + tooMany) return 'tooMany';
    if (drawn < fails + tooMany + silent) return 'silent';
    return drawn < fails + tooMany + silent + drips ? 'drips' : 'well';
  };
}

/** Undefined when the sender went away in the middle. */
async function wholeBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks);
}
