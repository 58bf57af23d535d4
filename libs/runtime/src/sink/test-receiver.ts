import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const KEY = Buffer.from('a secret of thirty-two bytes ok?');

/** What the receiver's requests are signed with. */
export const RECEIVER_SECRET = `whsec_${KEY.toString('base64')}`;

/** What the receiver was sent, in the order it came; `answered` when it said 2xx. */
export interface Arrival {
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly events: readonly string[];
  readonly answer: number | undefined;
}

/** An erased profile comes without events. */
interface Body {
  readonly type: string;
  readonly profile: { readonly id: string; readonly version: number };
  readonly events?: readonly { readonly messageId: string }[];
}

/** Another company's endpoint: checks signatures, and answers as `mood` has it; undefined is not at all. */
export class Receiver {
  readonly arrivals: Arrival[] = [];
  mood: (number: number) => number | undefined = () => 204;
  url = '';
  readonly #server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => this.#answer(request.headers, body, response));
  });

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/in`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(headers: Readonly<Record<string, unknown>>, body: string, response: ServerResponse): void {
    const content = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
    const signature = `v1,${createHmac('sha256', KEY).update(content).digest('base64')}`;
    const answer = signature === headers['webhook-signature'] ? this.mood(this.arrivals.length) : 401;
    const { type, profile, events = [] } = JSON.parse(body) as Body;
    const { id, version } = profile;
    this.arrivals.push({ type, id, version, events: events.map(({ messageId }) => messageId), answer });
    if (answer !== undefined)
      response.writeHead(answer, answer === 429 ? { 'retry-after': '1' } : {}).end('as you like');
  }
}
