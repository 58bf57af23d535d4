import { connect } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { fastify } from 'fastify';
import type { GroupMember } from '@tutti/log';
import { freePort } from '@tutti/stack';
import { identityService } from '../services';
import { testPlatform } from '../stage/test-platform';
import { healthOf, healthRoutes } from './health';
import { start } from './run';
import type { Service } from './service';

describe('a process', () => {
  it('is told to end when its membership of a group is lost for good', async () => {
    const platform = await testPlatform();
    const lost = new Error('the group is gone');
    const member = (): GroupMember => ({
      join: async ({ failed }) => failed(lost),
      report: async () => undefined,
      holds: () => false,
      leave: async () => undefined,
    });
    const failures: Error[] = [];
    const log = { ...platform.log, member };
    const running = await start({ ...platform, log }, [identityService], (error) => void failures.push(error));
    expect(failures).toEqual([lost]);
    await running.stop();
    await platform.close();
  });

  it('does not wait for a client that keeps its connection after the last answer', async () => {
    const platform = await testPlatform();
    const port = await freePort();
    const { begun, finish, service } = slowService(port);
    const running = await start(platform, [service], () => undefined);
    const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    client.write('GET /slow HTTP/1.1\r\nhost: tutti\r\n\r\n');
    await begun;
    const stopped = running.stop();
    finish();
    await stopped;
    client.destroy();
    await platform.close();
  });
});

/** A service whose one route answers when it is told to. */
function slowService(port: number) {
  let begin: () => void = () => undefined;
  let finish: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const slow = async (): Promise<object> => {
    begin();
    await finished;
    return { done: true };
  };
  const mount = async (app: FastifyInstance) => {
    app.get('/slow', slow);
    return { release: async () => undefined };
  };
  const service: Service = { name: 'slow', http: { port: () => port, mount } };
  return { begun, finish: () => finish(), service };
}

describe('health over HTTP', () => {
  const answers = async (isStuck: boolean): Promise<readonly number[]> => {
    const app = fastify();
    const states = new Map([['t/0', { state: 'running', reason: undefined, isStuck } as const]]);
    healthRoutes(app, () => healthOf([{ name: 's', states: () => states }], false));
    const codes = await Promise.all(['live', 'ready'].map((what) => app.inject(`/healthz/${what}`)));
    await app.close();
    return codes.map(({ statusCode }) => statusCode);
  };

  it('follows progress', async () => {
    expect(await answers(false)).toEqual([200, 200]);
    expect(await answers(true)).toEqual([503, 503]);
  });
});
