import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { commandOf, describeWith } from '@tutti/testing';
import { Installation } from '../installation';
import { until } from '../until';

/** The ways in which a page takes Segment's browser library. `shop` holds what the page was told about its source. */
const ways = {
  standard: `
    <script src="/library/index.js"></script>
    <script>analytics = AnalyticsNext.AnalyticsBrowser.load(shop)</script>`,
  batching: `
    <script src="/library/index.js"></script>
    <script>
      deliveryStrategy = { strategy: 'batching', config: { size: 3, timeout: 600000 } };
      analytics = AnalyticsNext.AnalyticsBrowser.load(shop, { integrations: { 'Segment.io': { deliveryStrategy } } });
    </script>`,
  snippet: `
    <script>analytics = []; analytics._writeKey = shop.writeKey; analytics._cdn = shop.cdnURL</script>
    <script src="/library/standalone.js"></script>`,
};

type Way = keyof typeof ways;

/** A page that tells its view at once; `told` counts the events that the library has taken over. */
const pageOf = (way: Way, writeKey: string): string => `<!doctype html>
  <title>Shop</title>
  <script>
    shop = ${JSON.stringify({ writeKey, cdnURL: tutti.ingestUrl })};
    user = new URLSearchParams(location.search).get('user');
    told = 0;
    count = () => told++;
  </script>
  ${ways[way]}
  <script>analytics.page ? analytics.page('Shop', {}, {}, count) : analytics.push(['page', 'Shop', {}, {}, count])</script>
  <button id="sign-in" onclick="analytics.identify(user, { plan: 'pro' }, {}, count)">Sign in</button>
  <button id="buy" onclick="analytics.track('Order Completed', { revenue: 12.5 }, {}, count)">Buy</button>`;

const SLOW_KEY = 'key-of-a-slow-source';
const CHROMIUM = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];
const QUIET = ['--disable-component-update', '--disable-sync'];

let tutti: Installation;
let server: Server;
let shopUrl: string;
let browser: Browser;
let visitor: BrowserContext;
let page: Page;
let hosts: Set<string>;
let troubles: unknown[];

describeWith(['chromium'], "Segment's browser library, unmodified, in Chromium", () => {
  beforeAll(async () => {
    tutti = await Installation.create({
      workspace: (writeKey) => `
        sources:
          - { name: web, writeKey: ${writeKey}, eventsPerSecond: 10000 }
          - { name: slow, writeKey: ${SLOW_KEY}, eventsPerSecond: 1 }`,
      separate: false,
    });
    await tutti.start();
    server = await openShop();
    shopUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await chromium.launch({ executablePath: commandOf('chromium'), args: [...CHROMIUM, ...QUIET] });
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
    await tutti?.remove();
  }, 60_000);

  beforeEach(async () => {
    visitor = await browser.newContext();
    hosts = new Set();
    troubles = [];
    visitor.on('request', (request) => hosts.add(new URL(request.url()).origin));
    visitor.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
    visitor.on('weberror', (error) => troubles.push(error.error()));
    page = await visitor.newPage();
  });

  afterEach(() => visitor.close());

  test.each(Object.keys(ways) as Way[])(
    '%s: a visitor is nobody until the page says who it is, and then a user with traits, purchases and all that was before',
    async (way) => {
      await open(`${way}?user=user-of-${way}`);
      await page.click('#sign-in');
      await told(2);
      await page.click('#buy');
      await eventually(async () => {
        expect(await profile(`user-of-${way}`)).toMatchObject({
          identifiers: [{ type: 'anonymousId' }, { type: 'userId', value: `user-of-${way}` }],
          traits: { plan: 'pro' },
          events: { page: { count: 1 }, identify: { count: 1 }, 'Order Completed': { count: 1, revenue: 12.5 } },
        });
        expect(await profile(await anonymousId())).toMatchObject({ traits: { plan: 'pro' } });
      });
      expect(hosts).toEqual(new Set([shopUrl, tutti.ingestUrl]));
      expect(troubles).toEqual([]);
    },
    60_000,
  );

  test('a visitor who signed in and comes back is still that user', async () => {
    await open('standard?user=regular');
    await page.click('#sign-in');
    await told(2);
    await open('standard');
    await eventually(async () =>
      expect(await profile('regular')).toMatchObject({ events: { identify: { count: 1 }, page: { count: 2 } } }),
    );
  }, 60_000);

  test('batching: what still waits when the page is left is sent', async () => {
    await open('batching?user=leaver');
    await page.click('#sign-in');
    await told(2);
    await page.goto('about:blank');
    await eventually(async () =>
      expect(await profile('leaver')).toMatchObject({ traits: { plan: 'pro' }, events: { identify: { count: 1 } } }),
    );
  }, 60_000);

  test('a page that sends faster than its source may is told to wait, and loses nothing', async () => {
    const waits: Readonly<Record<string, string>>[] = [];
    visitor.on('response', (response) => response.status() === 429 && waits.push(response.headers()));
    await open('standard?user=hasty&key=slow');
    await page.click('#sign-in');
    await told(2);
    for (const _ of [1, 2, 3]) await page.click('#buy');
    await eventually(async () =>
      expect(await profile('hasty')).toMatchObject({ events: { 'Order Completed': { count: 3, revenue: 37.5 } } }),
    );
    // A page may read how long to wait only where it is let.
    const readable = { 'access-control-expose-headers': expect.stringMatching(/\bretry-after\b/i) as unknown };
    expect(waits).toContainEqual(
      expect.objectContaining({ ...readable, 'retry-after': expect.stringMatching(/^\d+$/) as unknown }),
    );
  }, 90_000);
});

async function openShop(): Promise<Server> {
  const library = join(__dirname, '..', '..', 'node_modules', '@segment/analytics-next', 'dist', 'umd');
  const shop = createServer(({ url = '/' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://shop');
    const script = /^\/library\/([\w.-]+\.js)$/.exec(pathname)?.[1];
    const way = (Object.keys(ways) as Way[]).find((name) => pathname === `/${name}`);
    const writeKey = searchParams.get('key') === 'slow' ? SLOW_KEY : tutti.writeKey;
    if (script !== undefined)
      response.setHeader('content-type', 'text/javascript').end(readFileSync(join(library, script)));
    else if (way !== undefined) response.setHeader('content-type', 'text/html').end(pageOf(way, writeKey));
    else response.writeHead(pathname === '/favicon.ico' ? 204 : 404).end();
  });
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  return shop;
}

/** Opens a page of the shop; its view is told before the visitor does anything. */
async function open(path: string): Promise<void> {
  await page.goto(`${shopUrl}/${path}`);
  await told(1);
}

/** Resolves when the library has taken over so many events since the page was opened. */
const told = (events: number): Promise<unknown> => page.waitForFunction(`told >= ${events}`);

async function anonymousId(): Promise<string> {
  const cookie = (await visitor.cookies()).find(({ name }) => name === 'ajs_anonymous_id');
  return `anonymousId:${decodeURIComponent(cookie?.value ?? '')}`;
}

async function profile(identifier: string): Promise<unknown> {
  const answer = await fetch(`${tutti.apiUrl}/v1/profiles/${encodeURIComponent(identifier)}`);
  return answer.json();
}

const eventually = (check: () => Promise<void>): Promise<number> =>
  until({
    ...{ awaited: 'the events to arrive', msMax: 40_000 },
    missing: () => check().then(() => undefined, String),
  });
