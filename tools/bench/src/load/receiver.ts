import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { now } from '../clock';

/** A webhook that answers 200 at once and shows each body to whoever listens. */
export async function listen(seen: (body: Buffer, at: number) => void): Promise<string> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const at = now();
      response.writeHead(200, { 'content-length': 0 }).end();
      seen(parts.length === 1 ? parts[0]! : Buffer.concat(parts), at);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return urlOf(server);
}

const urlOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
