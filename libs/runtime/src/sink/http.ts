import type { IncomingHttpHeaders } from 'node:http';
import type { HttpRequest, Response } from '@tutti/destinations';
import type { Dispatcher } from 'undici';
import { Agent } from 'undici';
import type { AddressRule } from './addresses';
import { AddressRefused, checkedLookup, refusalOf } from './addresses';
import type { Sent, Transport } from './transport';

/** How much of an answer is read; the rest is not waited for. */
const BODY_BYTES_MAX = 64 * 1024;
const IDLE_MS_MAX = 10_000;

/** HTTP without redirects, over kept connections, to addresses that the rule permits. */
export function httpTransport(settings: {
  readonly rule: AddressRule;
  readonly connections: number;
}): Transport<HttpRequest> {
  const agent = new Agent({
    connections: settings.connections,
    pipelining: 1,
    keepAliveTimeout: IDLE_MS_MAX,
    connect: { lookup: checkedLookup(settings.rule) },
  });
  return {
    send: async (asked, timeoutMs) => {
      const url = new URL(asked.url);
      const reason = refusalOf(url, settings.rule);
      if (reason !== undefined) return { kind: 'failed', reason };
      const exchange = new Exchange();
      const timer = setTimeout(() => exchange.giveUp(new TimedOut(timeoutMs)), timeoutMs);
      try {
        const { method, headers, body } = asked;
        agent.dispatch({ origin: url.origin, path: url.pathname + url.search, method, headers, body }, exchange);
        return { kind: 'answered', response: await exchange.response };
      } catch (error) {
        return failed(error);
      } finally {
        clearTimeout(timer);
      }
    },
    close: () => agent.destroy(),
  };
}

class TimedOut extends Error {
  constructor(ms: number) {
    super(`no complete answer within ${ms} ms`);
  }
}

/** One request under way. Undici's `request` makes a stream and signals of each, which cost more than the request. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly response: Promise<Response>;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #status = 0;
  #headers: Readonly<Record<string, string>> = {};
  #controller: Dispatcher.DispatchController | undefined;
  #resolve!: (response: Response) => void;
  #reject!: (error: Error) => void;
  #ended: Error | undefined;

  constructor() {
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // It has waited too long for a connection: it must not be sent any more.
    if (this.#ended !== undefined) controller.abort(this.#ended);
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    this.#status = status;
    this.#headers = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes < BODY_BYTES_MAX) return;
    this.onResponseEnd();
    this.giveUp(new Error('enough was read'));
  }

  onResponseEnd(): void {
    const body = Buffer.concat(this.#chunks).subarray(0, BODY_BYTES_MAX).toString('utf8');
    this.#resolve({ status: this.#status, headers: this.#headers, body });
  }

  onResponseError(_: unknown, error: Error): void {
    this.#reject(error);
  }

  /** Waits no longer; the connection is closed if the request is on it. */
  giveUp(reason: Error): void {
    this.#ended = reason;
    this.#reject(reason);
    this.#controller?.abort(reason);
  }
}

/** What went wrong, in words that name neither URL nor header. */
function failed(error: unknown): Sent {
  if (error instanceof AddressRefused || error instanceof TimedOut) return { kind: 'failed', reason: error.message };
  const { name, code } = error as NodeJS.ErrnoException;
  return { kind: 'failed', reason: `no answer: ${code ?? name}` };
}
