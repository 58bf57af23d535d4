import { spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import type { ServerPlan } from './plan';

/** What a local Redis is made of. */
export interface RedisSite {
  readonly folder: string;
  readonly command: string;
  readonly port: number;
}

const VERSION_MIN = [6, 2] as const;

/** Address of the local Redis. */
export const redisUrl = (port: number): string => `redis://127.0.0.1:${port}`;

/** Redis as a cache that is never evicted and never written to disk: the log rebuilds it. */
export function redisPlan({ folder, command, port }: RedisSite): ServerPlan {
  const settings = {
    bind: '127.0.0.1',
    port: String(port),
    dir: folder,
    save: '',
    appendonly: 'no',
    'maxmemory-policy': 'noeviction',
    daemonize: 'no',
    loglevel: 'warning',
  };
  return {
    ...{ name: 'redis', title: 'Redis', version: redisVersion(command) ?? 'unknown', folder },
    command,
    arguments: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    ports: [port],
    ready: () => answersPing(port),
    ended: () => undefined,
    prepare: () => undefined,
  };
}

/** The `redis-server` of the PATH, if it is new enough for us. */
export function redisOnPath(): string | undefined {
  const version = redisVersion('redis-server');
  return version !== undefined && isNewEnough(version) ? 'redis-server' : undefined;
}

/** Whether a Redis of this version has what the state cache needs. */
export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > VERSION_MIN[0] || (major === VERSION_MIN[0] && minor >= VERSION_MIN[1]);
}

function redisVersion(command: string): string | undefined {
  const { stdout } = spawnSync(command, ['--version'], { encoding: 'utf8', timeout: 10_000 });
  return /v=(\d+\.\d+\.\d+)/.exec(stdout ?? '')?.[1];
}

/** A Redis that is loading or full of errors accepts connections too; only one that serves answers PONG. */
function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1_000 });
    const end = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('connect', () => socket.write('PING\r\n'));
    socket.on('data', (chunk) => end(chunk.toString().startsWith('+PONG'))());
    socket.on('error', end(false)).on('timeout', end(false)).on('close', end(false));
  });
}
