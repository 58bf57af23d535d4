import { Analytics } from '@segment/analytics-node';
import type { Appender } from '@tutti/log';
import { LogError } from '@tutti/log';
import type { HttpBench } from './bench';
import { httpBench, SHOP } from './bench';

const listen = ({ app }: HttpBench): Promise<string> => app.listen({ port: 0, host: '127.0.0.1' });

/** Statuses that the library was answered with, in order. */
function statusesOf(analytics: Analytics): number[] {
  const statuses: number[] = [];
  analytics.on('http_response', ({ status }) => statuses.push(Number(status)));
  return statuses;
}

describe('Segment’s library for Node, as it is', () => {
  let bench: HttpBench;
  afterEach(() => bench.app.close());

  it('sends every kind of call', async () => {
    bench = await httpBench();
    const analytics = new Analytics({ writeKey: SHOP.writeKey, host: await listen(bench) });
    const statuses = statusesOf(analytics);
    analytics.identify({ userId: 'u1', traits: { email: 'Ada@Example.com' } });
    analytics.track({
      userId: 'u1',
      event: 'Ordered',
      properties: { revenue: 9.5 },
      timestamp: new Date('2024-04-30T10:00:00Z'),
    });
    analytics.page({ anonymousId: 'a1', name: 'Home' });
    analytics.screen({ anonymousId: 'a1', name: 'Basket' });
    analytics.group({ userId: 'u1', groupId: 'acme', traits: { name: 'Acme' } });
    analytics.alias({ userId: 'u1', previousId: 'a1' });
    await analytics.closeAndFlush();
    expect(statuses).toEqual([200]);
    const events = await bench.events();
    const byType = new Map(events.map((event) => [event.type, event]));
    expect([...byType.keys()].sort()).toEqual(['alias', 'group', 'identify', 'page', 'screen', 'track']);
    expect(byType.get('identify')).toMatchObject({
      userId: 'u1',
      others: [{ type: 'email', value: 'ada@example.com' }],
    });
    expect(byType.get('track')).toMatchObject({
      name: 'Ordered',
      properties: '{"revenue":9.5}',
      originalTimestamp: Date.UTC(2024, 3, 30, 10),
      sentAt: expect.any(Number),
      context: expect.stringContaining('@segment/analytics-node'),
    });
    expect(new Set(events.map(({ messageId }) => messageId)).size).toBe(6);
  });

  it('loses nothing to a log that is away and a rate that is exceeded', async () => {
    let failures = 1;
    const flaky = (inner: Appender): Appender => ({
      close: () => inner.close(),
      append: async (records) => {
        if (failures-- > 0) throw new LogError('doubtful', 'appending: no answer');
        return inner.append(records);
      },
    });
    bench = await httpBench({ appender: flaky, sources: [{ ...SHOP, eventsPerSecond: 2 }] });
    const analytics = new Analytics({ writeKey: SHOP.writeKey, host: await listen(bench), flushAt: 4 });
    // The bench's clock stands still, so the source stays over its rate until the test turns it on.
    analytics.on('http_response', ({ status }) => status === 429 && bench.pass(2_000));
    const statuses = statusesOf(analytics);
    for (let i = 0; i < 4; i++) analytics.track({ userId: 'u1', event: 'Ordered', messageId: `m${i}` });
    await analytics.closeAndFlush({ timeout: 20_000 });
    expect(statuses).toEqual([503, 429, 200]);
    expect((await bench.events()).map(({ messageId }) => messageId)).toEqual(['m0', 'm1', 'm2', 'm3']);
  }, 30_000);

  it('does not send again what was refused for good', async () => {
    bench = await httpBench();
    const analytics = new Analytics({ writeKey: 'wrong', host: await listen(bench) });
    const statuses = statusesOf(analytics);
    analytics.on('error', () => undefined);
    analytics.track({ userId: 'u1', event: 'Ordered' });
    await analytics.closeAndFlush();
    expect(statuses).toEqual([401]);
  });
});

describe('a client over a real connection', () => {
  it('reads why its body was too large, however much it sends', async () => {
    const bench = await httpBench();
    const url = `${await listen(bench)}/v1/batch`;
    for (const size of [600_000, 5_000_000]) {
      const answer = await fetch(url, { method: 'POST', body: 'x'.repeat(size) });
      expect([answer.status, await answer.json()]).toMatchObject([413, { code: 'body-too-large' }]);
    }
    await bench.app.close();
  });
});
