import type { AddressInfo, Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import type { Address } from './addresses';

/** One connection through a proxy: its two ends. */
export interface Ends {
  readonly client: Socket;
  readonly upstream: Socket;
}

/** Listens on this machine and connects each client to one address upstream. `join` moves the bytes. */
export class Relay {
  readonly #server: Server;
  readonly #open = new Set<Ends>();
  #refusing = false;

  private constructor(
    private readonly target: Address,
    private readonly join: (ends: Ends) => void,
  ) {
    this.#server = createServer({ noDelay: true }, (client) => this.#accept(client));
  }

  static async open(target: Address, join: (ends: Ends) => void): Promise<Relay> {
    const relay = new Relay(target, join);
    await new Promise<void>((resolve, reject) => {
      relay.#server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return relay;
  }

  get address(): Address {
    return { host: '127.0.0.1', port: (this.#server.address() as AddressInfo).port };
  }

  /** While refusing, a new connection is closed as soon as it is made. */
  refuse(on: boolean): void {
    this.#refusing = on;
  }

  cutAll(): void {
    this.#open.forEach(cut);
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.cutAll();
    await closed;
  }

  #accept(client: Socket): void {
    client.on('error', () => undefined);
    if (this.#refusing) return void client.resetAndDestroy();
    const upstream = connect({ ...this.target, noDelay: true });
    upstream.on('error', () => undefined);
    const ends = { client, upstream };
    this.#open.add(ends);
    const look = (): void => {
      if (client.destroyed && upstream.destroyed) this.#open.delete(ends);
    };
    client.once('close', look);
    upstream.once('close', look);
    this.join(ends);
  }
}

/** Where `host:port` is. */
export function addressIn(hostPort: string): Address {
  const colon = hostPort.lastIndexOf(':');
  return { host: hostPort.slice(0, colon), port: Number(hostPort.slice(colon + 1)) };
}

/** Ends both sides at once. */
export function cut({ client, upstream }: Ends): void {
  client.destroy();
  upstream.destroy();
}

/**
 * Gives every chunk to `take`, one after the other, then ends the other side: what one side has said before it went away
 * still arrives, however late, as on a real network. Trouble in `take` ends both.
 */
export async function pump(ends: Ends, from: keyof Ends, take: (chunk: Buffer) => Promise<void>): Promise<void> {
  try {
    for await (const chunk of ends[from]) await take(chunk as Buffer);
  } catch (error) {
    // That a connection has ended is none of the proxy's troubles.
    if (!ends.client.destroyed && !ends.upstream.destroyed) {
      cut(ends);
      process.emitWarning(error instanceof Error ? error : String(error));
    }
  } finally {
    // Upstream may still be answering: closing at once could take back what was sent.
    if (from === 'client') ends.upstream.end();
    else ends.client.destroySoon();
  }
}

/** Resolves when the bytes are handed over, or can no longer be. */
export const write = (to: Socket, bytes: Buffer): Promise<void> =>
  new Promise((resolve) => {
    if (to.destroyed || to.writableEnded) resolve();
    else to.write(bytes, () => resolve());
  });
