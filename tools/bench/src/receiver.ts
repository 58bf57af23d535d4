import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A webhook receiver that notes when each message arrived first. */
export class Receiver {
  readonly arrived = new Map<string, number>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const now = performance.now();
        response.writeHead(200).end();
        this.#note(Buffer.concat(parts).toString(), now);
      });
    });
  }

  static async listen(): Promise<Receiver> {
    const receiver = new Receiver();
    await new Promise<void>((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #note(body: string, now: number): void {
    const { events } = JSON.parse(body) as { readonly events: readonly { readonly messageId: string }[] };
    for (const { messageId } of events) if (!this.arrived.has(messageId)) this.arrived.set(messageId, now);
  }
}
