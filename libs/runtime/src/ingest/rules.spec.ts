import { fastify } from 'fastify';
import type { Event } from '@tutti/contracts';
import { EMPTY_WORKSPACE } from '@tutti/core/workspace';
import { someRules } from '@tutti/testing';
import { hashedText } from '../api/identifier';
import type { TestPlatform } from '../stage/test-platform';
import { testPlatform } from '../stage/test-platform';
import { AUTHORISED, SHOP } from './bench';
import { mountIngest } from './mount';

const workspace = {
  ...{ ...EMPTY_WORKSPACE, sources: [{ ...SHOP, topic: false }] },
  identifiers: someRules([
    { type: 'userId', block: ['guest'], normalise: 'lower' },
    { type: 'loyalty', from: ['properties.card'] },
  ]).known,
};

const fail = (error: Error): never => {
  throw error;
};

async function eventsOf({ readAll, wire }: TestPlatform): Promise<readonly Event[]> {
  const records = await readAll('identity.in');
  return records.flatMap(({ value }) => wire.decode('identity.in', value ?? Buffer.alloc(0)).event ?? []);
}

describe('ingest reads identifiers', () => {
  it('by the rules of the revision that the record names', async () => {
    const platform = await testPlatform(workspace);
    const { config, publish } = platform;
    const app = fastify();
    await publish({ ...workspace, identifiers: [] });
    await config.caughtUp();
    const { release } = await mountIngest(app, platform, fail);
    const payload = { type: 'track', event: 'Paid', userId: 'Guest', anonymousId: 'a1', properties: { card: 'C7' } };
    const post = () => app.inject({ method: 'POST', url: '/v1/track', headers: AUTHORISED, payload });
    expect((await post()).statusCode).toBe(200);
    await publish(workspace);
    await config.caughtUp();
    expect((await post()).statusCode).toBe(200);
    await release();
    await app.close();
    const events = await eventsOf(platform);
    expect(
      events.map(({ entry, others, blocked }) => [entry.value, others.map(({ value }) => value), blocked]),
    ).toEqual([
      ['Guest', ['a1'], []],
      ['C7', ['a1'], ['userId']],
    ]);
    const records = await platform.readAll('identity.in');
    expect(records.map(({ headers }) => headers['revision'])).toEqual(['1', '2']);
    await platform.close();
  });

  it('as the api does when it looks for somebody', () => {
    expect(hashedText('ADA', workspace)).toBe('userId\u0000ada');
    expect(hashedText('ADA', EMPTY_WORKSPACE)).toBe('userId\u0000ADA');
    expect(hashedText('email: Ada@Example.com', workspace)).toBe('email\u0000ada@example.com');
    expect(hashedText('email:nobody', workspace)).toBeUndefined();
    expect(hashedText('crm:X 1 ', workspace)).toBe('crm\u0000X 1');
  });
});
