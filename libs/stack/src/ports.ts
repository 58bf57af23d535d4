import { randomInt } from 'node:crypto';
import { connect, createServer } from 'node:net';

/** Whether a server of this machine could listen on the port now. */
export async function isFree(port: number): Promise<boolean> {
  return !(await answers(port)) && (await canListen(port));
}

/** Below the ports that a system gives to clients (from 32,768): one of those may be taken before its server listens. */
const FREE_PORTS = { from: 20_000, below: 32_000 };
const LOOKS_MAX = 100;

/** A port that nobody uses at this moment, and that no client is given. */
export async function freePort(): Promise<number> {
  for (let look = 0; look < LOOKS_MAX; look++) {
    const port = randomInt(FREE_PORTS.from, FREE_PORTS.below);
    if (await isFree(port)) return port;
  }
  throw new Error(
    `looking for a free port from ${FREE_PORTS.from} on: ${LOOKS_MAX} of them are in use; end what listens there`,
  );
}

/** Whether something accepts connections on the port. */
export function answers(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host, timeout: 1_000 });
    const end = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('connect', end(true)).on('error', end(false)).on('timeout', end(false));
  });
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
