import { Analytics } from '@segment/analytics-node';
import { Installation } from '../installation';
import { until } from '../until';

let tutti: Installation;
let analytics: Analytics;
let troubles: unknown[];

beforeAll(async () => {
  tutti = await Installation.create({
    workspace: (writeKey) => `sources: [{ name: shop, writeKey: ${writeKey}, eventsPerSecond: 10000 }]`,
    separate: false,
  });
  await tutti.start();
}, 120_000);

afterAll(() => tutti?.remove(), 60_000);

beforeEach(() => {
  troubles = [];
  analytics = new Analytics({ writeKey: tutti.writeKey, host: tutti.ingestUrl });
  analytics.on('error', (error) => troubles.push(error));
});

afterEach(async () => {
  await analytics.closeAndFlush();
  expect(troubles).toEqual([]);
});

describe("Segment's server library, unmodified", () => {
  test('brings all six calls to the profile of the user', async () => {
    const userId = 'ada';
    const [earlier, later] = [new Date('2026-01-01T12:00:00Z'), new Date('2026-01-01T12:05:00Z')];
    analytics.identify({ userId, traits: { plan: 'pro', rank: null }, timestamp: later });
    analytics.identify({ userId, traits: { email: 'ada@example.com', plan: 'free', rank: 3 }, timestamp: earlier });
    analytics.track({ userId, event: 'Order Completed', properties: { revenue: 19.99 } });
    analytics.track({ userId, event: 'Order Completed', properties: { revenue: 0.01 } });
    analytics.page({ userId, name: 'Home', category: 'Shop' });
    analytics.screen({ userId, name: 'Basket' });
    analytics.group({ userId, groupId: 'analytical-engines', traits: { name: 'Analytical Engines' } });
    analytics.alias({ userId, previousId: 'countess' });
    await analytics.flush();
    await eventually(async () =>
      expect(await profile('ada')).toMatchObject({
        identifiers: expect.arrayContaining([{ type: 'userId', value: 'ada' }]),
        traits: { email: 'ada@example.com', plan: 'pro' },
        events: {
          'Order Completed': { count: 2, revenue: 20 },
          alias: { count: 1 },
          group: { count: 1 },
          identify: { count: 2 },
          page: { count: 1 },
          screen: { count: 1 },
        },
      }),
    );
    expect(await profile('ada')).not.toHaveProperty('traits.name');
  });

  test('keeps people apart, named or not', async () => {
    analytics.identify({ userId: 'grace', traits: { rank: 'admiral' } });
    analytics.track({ userId: 'grace', event: 'Bug Found' });
    analytics.track({ userId: 'katherine', event: 'Orbit Computed' });
    analytics.track({ anonymousId: 'somebody', event: 'Page Left' });
    await analytics.flush();
    const once = { count: 1 };
    await eventually(async () => {
      expect(await profile('grace')).toMatchObject({ traits: { rank: 'admiral' }, events: { 'Bug Found': once } });
      expect(await profile('katherine')).toMatchObject({ traits: {}, events: { 'Orbit Computed': once } });
      expect(await profile('anonymousId:somebody')).toMatchObject({ events: { 'Page Left': once } });
    });
  });

  test('sends many events in many requests, and none is lost or counted twice', async () => {
    const revenues = Array.from({ length: 200 }, (_, i) => i / 100);
    for (const revenue of revenues) analytics.track({ userId: 'mary', event: 'Fossil Sold', properties: { revenue } });
    await analytics.flush();
    await eventually(async () =>
      expect(await profile('mary')).toMatchObject({ events: { 'Fossil Sold': { count: 200, revenue: 199 } } }),
    );
  });

  test('counts an event that the app sends twice once', async () => {
    const order = { userId: 'lise', event: 'Order Completed', messageId: 'order-7', properties: { revenue: 7 } };
    analytics.track(order);
    await analytics.flush();
    analytics.track(order);
    analytics.track({ userId: 'lise', event: 'Receipt Printed' });
    await analytics.flush();
    await eventually(async () =>
      expect(await profile('lise')).toMatchObject({
        events: { 'Order Completed': { count: 1, revenue: 7 }, 'Receipt Printed': { count: 1 } },
      }),
    );
  });

  test('tells when something happened, and that is what the profile remembers', async () => {
    const timestamp = new Date('1997-01-01T12:00:00Z');
    analytics.track({ userId: 'cecilia', event: 'Star Classified', timestamp });
    await analytics.flush();
    const thatDay = expect.stringMatching(/^1997-01-01T12:/) as unknown;
    await eventually(async () =>
      expect(await profile('cecilia')).toMatchObject({
        firstSeen: thatDay,
        events: { 'Star Classified': { first: thatDay, last: thatDay } },
      }),
    );
  });

  test('hears of a wrong write key', async () => {
    const stranger = new Analytics({ writeKey: 'no-such-key', host: tutti.ingestUrl, maxRetries: 0 });
    const refused = new Promise<unknown>((resolve) => stranger.on('error', resolve));
    stranger.track({ userId: 'mallory', event: 'Door Tried' });
    await stranger.closeAndFlush();
    expect(await refused).toMatchObject({ code: 'delivery_failure' });
    expect(await profile('mallory')).toMatchObject({ code: 'no-profile' });
  });
});

async function profile(identifier: string): Promise<unknown> {
  const answer = await fetch(`${tutti.apiUrl}/v1/profiles/${encodeURIComponent(identifier)}`);
  return answer.json();
}

const eventually = (check: () => Promise<void>): Promise<number> =>
  until({
    ...{ awaited: 'the events to arrive', msMax: 20_000 },
    missing: () => check().then(() => undefined, String),
  });
