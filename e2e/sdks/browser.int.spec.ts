import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import type { Workspace } from '@tutti/core/workspace';
import { commandOf, describeWith } from '@tutti/testing';
import type { Started } from '/tmp/sdks/start';
import { startTutti } from '/tmp/sdks/start';

const WRITE_KEY = 'web-key';

const workspace: Workspace = {
  sources: [{ name: 'web', writeKey: WRITE_KEY, eventsPerSecond: 10_000, topic: false }],
  segments: [],
  destinations: [],
};

const library = join(dirname(require.resolve('@segment/analytics-next/package.json')), 'dist', 'umd');

/** The ways in which a page takes Segment's browser library, each as the scripts of a page. */
const ways = {
  standard: (cdnUrl: string) => `
    <script src="/library/index.js"></script>
    <script>
      var analytics = AnalyticsNext.AnalyticsBrowser.load({ writeKey: '${WRITE_KEY}', cdnURL: '${cdnUrl}' });
    </script>`,
  batching: (cdnUrl: string) => `
    <script src="/library/index.js"></script>
    <script>
      var deliveryStrategy = { strategy: 'batching', config: { size: 3, timeout: 60000 } };
      var analytics = AnalyticsNext.AnalyticsBrowser.load(
        { writeKey: '${WRITE_KEY}', cdnURL: '${cdnUrl}' },
        { integrations: { 'Segment.io': { deliveryStrategy: deliveryStrategy } } },
      );
    </script>`,
  standalone: (cdnUrl: string) => `
    <script>
      var analytics = [];
      analytics._writeKey = '${WRITE_KEY}';
      analytics._cdn = '${cdnUrl}';
    </script>
    <script src="/library/standalone.js"></script>`,
};

type Way = keyof typeof ways;

const pageOf = (way: Way, cdnUrl: string): string => `<!doctype html>
  <title>Shop</title>
  ${ways[way](cdnUrl)}
  <script>analytics.page ? analytics.page('Front') : analytics.push(['page', 'Front']);</script>
  <button id="sign-in" onclick="analytics.identify(new URLSearchParams(location.search).get('user'), { plan: 'pro' })">
    Sign in</button>
  <button id="buy" onclick="analytics.track('Order Completed', { revenue: 12.5 })">Buy</button>`;

let tutti: Started;
let server: Server;
let shopUrl: string;
let browser: Browser;

function serveShop(): Server {
  return createServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://shop');
    const script = /^\/library\/([\w.-]+\.js)$/.exec(pathname)?.[1];
    const way = (Object.keys(ways) as Way[]).find((name) => pathname === `/${name}`);
    if (script !== undefined) {
      response.setHeader('content-type', 'text/javascript').end(readFileSync(join(library, script)));
    } else if (way !== undefined) {
      response.setHeader('content-type', 'text/html').end(pageOf(way, tutti.ingestUrl));
    } else {
      response.writeHead(pathname === '/favicon.ico' ? 204 : 404).end();
    }
  });
}

async function profile(identifier: string): Promise<unknown> {
  const answer = await fetch(`${tutti.apiUrl}/v1/profiles/${encodeURIComponent(identifier)}`);
  return answer.json();
}

async function eventually(check: () => Promise<void>): Promise<void> {
  for (const deadline = Date.now() + 20_000; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}

describeWith(['chromium'], "Segment's browser library, unmodified, in Chromium", () => {
  beforeAll(async () => {
    tutti = await startTutti(workspace);
    server = serveShop();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    shopUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await chromium.launch({
      executablePath: commandOf('chromium'),
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    });
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
    await tutti?.stop();
  }, 60_000);

  let visitor: BrowserContext;
  let page: Page;
  let hosts: Set<string>;
  let troubles: unknown[];

  beforeEach(async () => {
    visitor = await browser.newContext();
    page = await visitor.newPage();
    hosts = new Set();
    troubles = [];
    visitor.on('request', (request) => hosts.add(new URL(request.url()).origin));
    visitor.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
    page.on('pageerror', (error) => troubles.push(error));
  });

  afterEach(() => visitor.close());

  test.each(Object.keys(ways) as Way[])('%s: page view, identify and track end in the right profiles', async (way) => {
    const userId = `user of ${way}`;
    await page.goto(`${shopUrl}/${way}?user=${encodeURIComponent(userId)}`);
    await page.waitForFunction('analytics.initialized || analytics.instance');
    await page.click('#sign-in');
    await page.click('#buy');
    await eventually(async () =>
      expect(await profile(userId)).toMatchObject({
        identifiers: [{ type: 'userId', value: userId }],
        traits: { plan: 'pro' },
        events: { 'Order Completed': { count: 1, revenue: 12.5 }, identify: { count: 1 } },
      }),
    );
    const cookie = (await visitor.cookies()).find(({ name }) => name === 'ajs_anonymous_id');
    await eventually(async () =>
      expect(await profile(`anonymousId:${cookie?.value}`)).toMatchObject({ events: { page: { count: 1 } } }),
    );
    expect(hosts).toEqual(new Set([shopUrl, tutti.ingestUrl]));
    expect(troubles).toEqual([]);
  });
});
