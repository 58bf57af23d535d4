import { anEvent } from '@tutti/testing';
import type { Log } from '@tutti/log';
import { LogError } from '@tutti/log';
import { TestInstallation, who } from './test-installation';

const merge = { action: 'merge', identifiers: [who('a')], with: who('b') };

let tutti: TestInstallation;
beforeEach(async () => (tutti = await TestInstallation.start(anEvent)));
afterEach(() => tutti.stop());

describe('an operator', () => {
  it('is refused a command for a version that is no more', async () => {
    await tutti.comesUp('a');
    const { body } = await tutti.ask({ action: 'erase', identifiers: [who('a')], expectedVersion: 4711 });
    expect(body).toMatchObject({ outcome: 'refused', code: 'version' });
    expect((await tutti.profile('a')).status).toBe(200);
  });

  it('hears of everybody who cannot be found', async () => {
    await tutti.comesUp('a');
    const { status, body } = await tutti.ask({ ...merge, identifiers: ['userId:x'], with: 'email:no-address' });
    expect([status, body['code']]).toEqual([404, 'no-profile']);
    expect(body.violations.map(({ field }) => field)).toEqual(['identifiers.0', 'with']);
    const split = await tutti.ask({ action: 'split', identifiers: [who('a'), 'profile:nonsense'] });
    expect(split.body.violations.map(({ field }) => field)).toEqual(['identifiers.1']);
    expect(await tutti.audit()).toEqual([]);
  });

  it('cannot split what is not one profile, nor name a profile that went into another', async () => {
    await tutti.comesUp('a', 'b', 'c');
    const b = await tutti.profileIdOf('b');
    expect((await tutti.ask({ action: 'split', identifiers: [who('a'), who('c')] })).body.violations).toEqual([
      { field: 'identifiers', reason: 'are not all of one profile: a split takes some out of one profile' },
    ]);
    await tutti.ask(merge);
    const { body } = await tutti.ask({ action: 'erase', identifiers: [`profile:${b}`] });
    expect(body.violations[0]?.reason).toContain(
      `went into another profile: ask for profile:${await tutti.profileIdOf('a')}`,
    );
  });

  it('is told where to ask about a command of which nobody knows whether it was written', async () => {
    await tutti.stop();
    const silent: Log['appender'] = () => ({
      append: () => Promise.reject(new LogError('doubtful', 'no answer')),
      close: async () => undefined,
    });
    tutti = await TestInstallation.start(anEvent, ({ log }) => ({ log: { ...log, appender: silent } }));
    await tutti.comesUp('a', 'b');
    const { status, body } = await tutti.ask(merge);
    expect([status, body['code']]).toEqual([503, 'unavailable']);
    expect(body.message).toContain(`GET /v1/identity/commands/${body.id}`);
  });
});

describe('the api', () => {
  const statusOf = async (authorization: string | undefined, payload: object | string): Promise<number> => {
    const headers = { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) };
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
    return (await tutti.app.inject({ method: 'POST', url: '/v1/identity/commands', headers, payload: text }))
      .statusCode;
  };

  it('takes commands only from those who may', async () => {
    const erase = { action: 'erase', identifiers: [who('a')], why: 'w' };
    expect(await statusOf(undefined, merge)).toBe(401);
    expect(await statusOf('Bearer wrong', { nonsense: true })).toBe(401);
    expect(await statusOf('Bearer ops-key', erase)).toBe(403);
    expect(await statusOf('Bearer ops-key', { ...erase, dryRun: true })).toBe(404);
    expect(await statusOf('Bearer ops-key', { nonsense: true })).toBe(400);
    expect(await statusOf('Bearer ops-key', '{"action":')).toBe(400);
    expect(await statusOf('Bearer ops-key', ' '.repeat(70_000))).toBe(413);
    expect((await tutti.app.inject('/v1/identity/a/audit')).statusCode).toBe(401);
    expect((await tutti.app.inject('/v1/identity/commands/x')).statusCode).toBe(401);
    expect((await tutti.get('/v1/identity/commands/x')).status).toBe(404);
  });
});
