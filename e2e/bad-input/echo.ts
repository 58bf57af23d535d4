import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const FAILURES = 3;

/**
 * A webhook receiver that says everything it hears back to who sent it, as careless ones do: it fails at first, refuses
 * events named `Refused`, and takes the rest.
 */
export class Echo {
  /** Message ids of what it took. */
  readonly taken = new Set<string>();
  readonly #server: Server = createServer((request, response) => void this.#answer(request, response));
  #failures = 0;

  /** Listens on a free port of the loopback. */
  static async open(): Promise<Echo> {
    const echo = new Echo();
    await new Promise<void>((resolve) => echo.#server.listen(0, '127.0.0.1', resolve));
    return echo;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const part of request.setEncoding('utf8')) body += part as string;
    response.statusCode = this.#statusOf(body);
    if (response.statusCode === 200) for (const [, id] of body.matchAll(/"messageId":"([^"]+)"/g)) this.taken.add(id!);
    response.end(body);
  }

  #statusOf(body: string): number {
    if (this.#failures++ < FAILURES) return 500;
    return body.includes('"event":"Refused"') ? 400 : 200;
  }
}
