import { fastify } from 'fastify';
import type { GroupMember } from '@tutti/log';
import { identityService } from '../services';
import { testPlatform } from '../stage/test-platform';
import { healthOf, healthRoutes } from './health';
import { start } from './run';

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
});

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
