import { describeWith } from '@tutti/testing';
import { chance, shuffled } from './chance';
import type { ProfileDocument, Sent } from './clients';
import { forEach, postUntilAccepted, profile, profileText } from './clients';
import { deleteGroups, flushCache } from './derived';
import { endAll } from './ending';
import { Installation } from './installation';
import { customersByAwk, purchases } from './purchases';
import { Receiver } from './receiver';
import { Rest } from './rest';
import { boundsOf, decodeAll, topicsOf } from './topics';
import { until } from './until';
import { hookWorkspace } from './workspace';

const SEED = 1997;
const BATCH = 200;
const EVENT = 'Order Completed';
const DRAIN_MS_MAX = 150_000;

/** Every purchase, a sixth of them twice, in no order. */
function history(): readonly Sent[] {
  const random01 = chance(SEED);
  const once = purchases();
  return shuffled([...once, ...once.filter(() => random01() < 1 / 6)], random01);
}

const batches = (events: readonly Sent[]): readonly Sent[][] =>
  Array.from({ length: Math.ceil(events.length / BATCH) }, (_, i) => events.slice(i * BATCH, (i + 1) * BATCH));

/** The document without what is known of deliveries, which have their own times. */
const withoutDeliveries = (text: string): string => {
  const { deliveries: _, ...rest } = JSON.parse(text) as ProfileDocument;
  return JSON.stringify(rest);
};

describeWith(['stack'], "CDNOW's purchases, shuffled and with repeats, to a receiver that often answers badly", () => {
  const customers = customersByAwk();
  let receiver: Receiver;
  let tutti: Installation;
  let rest: Rest;

  const restMissing = (): Promise<string | undefined> => rest.missing();
  const documents = (): Promise<string[]> =>
    forEach(customers, async ({ customer }) => (await profileText(tutti, customer)) ?? `nobody is ${customer}`);
  const test = (title: string, part: () => Promise<void>, msMax = 60_000): void =>
    it(title, () => tutti.telling(part), msMax);

  beforeAll(async () => {
    receiver = await Receiver.open({ seed: SEED, fails: 0.05, tooMany: 0.02, silent: 0.005 });
    tutti = await Installation.create({ workspace: hookWorkspace(receiver, EVENT), separate: false });
    rest = new Rest(tutti);
    await tutti.telling(() => tutti.start());
  }, 150_000);

  afterAll(
    () =>
      endAll(
        () => rest?.close(),
        () => tutti?.remove(),
        () => receiver?.close(),
      ),
    150_000,
  );

  test(
    'come to rest',
    async () => {
      for (const batch of batches(history())) await postUntilAccepted(tutti, 'import', batch);
      const drainedMs = await until({
        awaited: 'history to go all the way',
        msMax: DRAIN_MS_MAX,
        missing: restMissing,
      });
      process.stdout.write(`demo: at rest ${drainedMs} ms after the last batch, ${receiver.requests} requests\n`);
    },
    DRAIN_MS_MAX + 60_000,
  );

  test('become one profile for each of 2,357 customers', async () => {
    const ids = new Set((await documents()).map((text) => (JSON.parse(text) as ProfileDocument).id));
    const stats = await (await fetch(`${tutti.apiUrl}/v1/stats`)).json();
    expect(customers).toHaveLength(2_357);
    expect(ids.size).toBe(2_357);
    expect(stats).toMatchObject({ profiles: 2_357 });
  });

  test('are counted and summed for every customer as awk does', async () => {
    const told = await forEach(customers, async ({ customer }) => {
      const { count, revenue } = (await profile(tutti, customer)).events[EVENT]!;
      return { customer, purchases: count, cents: toCents(revenue) };
    });
    expect(told).toEqual(customers);
  });

  test("end at the receiver as every profile's newest state", async () => {
    const { profiles } = receiver.received;
    expect(profiles.size).toBe(2_357);
    for (const text of await documents()) {
      const document = JSON.parse(text) as ProfileDocument;
      const { profile, segments } = profiles.get(document.id)?.newest ?? {};
      const deliveries = [expect.objectContaining({ instance: 'hook', version: document.version, current: true })];
      expect(document).toEqual({ ...profile, segments, deliveries, provenance: {} });
    }
  });

  test('arrive complete, signed, with rising versions, and not before the receiver wants them', async () => {
    expect(receiver.received.lacking(purchases().map(({ messageId }) => messageId))).toBe(0);
    expect(receiver.received.violations).toEqual([]);
    expect(Object.values(receiver.answered).every((count) => count > 0)).toBe(true);
  });

  test('leave nothing in dead letters', async () => {
    const bounds = await boundsOf(tutti, deadLetters());
    expect(bounds.map(({ end }) => end)).toEqual(bounds.map(() => 0));
  });

  test('are the same after a restart with neither cache nor consumer groups, and nothing is delivered again', async () => {
    const before = await documents();
    const delivered = receiver.requests;
    await tutti.stop();
    expect(await flushCache(tutti.settings)).toBeGreaterThan(0);
    expect((await deleteGroups(tutti.settings)).length).toBeGreaterThan(0);
    expect(await tutti.prepareAgain()).toEqual(tutti.schemaIds);
    await tutti.start();
    await until({ awaited: 'services to restore what they keep', msMax: 60_000, missing: restMissing });
    expect((await documents()).map(withoutDeliveries)).toEqual(before.map(withoutDeliveries));
    expect(receiver.requests).toBe(delivered);
  }, 120_000);

  test('take a further purchase after that', async () => {
    const { customer, purchases: known, cents } = customers[0]!;
    const event = {
      type: 'track',
      event: EVENT,
      userId: customer,
      messageId: 'further',
      properties: { revenue: 0.29 },
    };
    await postUntilAccepted(tutti, 'batch', [event]);
    await until({ awaited: 'a further purchase to go all the way', msMax: 30_000, missing: restMissing });
    const { events, version } = await profile(tutti, customer);
    expect(events[EVENT]).toMatchObject({ count: known + 1, revenue: (cents + 29) / 100 });
    expect(receiver.received.lacking(['further'])).toBe(0);
    expect(receiver.received.violations).toEqual([]);
    expect(version).toBeGreaterThan(0);
  });

  test('can still be read from the beginning of every topic, with what the registry knows', async () => {
    const counts = await decodeAll(tutti);
    expect(counts.get('profile.in')).toBeGreaterThanOrEqual(purchases().length + 1);
    expect([...counts.keys()]).toEqual(topicsOf(tutti).map(({ topic }) => topic));
  });

  const deadLetters = (): string => tutti.platform.topic('dead-letters');
});

/** Dollars as they were summed, in cents; not a number when they are no whole number of cents. */
function toCents(dollars: number): number {
  const cents = Math.round(dollars * 100);
  return cents / 100 === dollars ? cents : Number.NaN;
}
