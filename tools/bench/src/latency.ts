import { pause } from '@tutti/stack';
import type { Installation } from './installation';

const WARM_UP_SECONDS = 10;
const USERS = 1_000;
const LAST_MS_MAX = 30_000;

export interface Rate {
  readonly perSecond: number;
  readonly seconds: number;
}

/** Milliseconds. `accepted`: from ingest's 200; `scheduled`: from when the event was due, so that stalls count. */
export interface Latency extends Rate {
  readonly events: number;
  readonly lost: number;
  readonly acknowledged: Quantiles;
  readonly accepted: Quantiles;
  readonly scheduled: Quantiles;
}

export interface Quantiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

interface Sent {
  readonly id: string;
  readonly due: number;
  acceptedAt: number;
}

/** Sends on a fixed schedule, whatever the answers (open loop), after a warm-up that does not count. */
export async function measureLatency(
  installation: Installation,
  { perSecond, seconds }: Rate,
  say: (line: string) => void,
): Promise<Latency> {
  say(`latency: ${perSecond} events/s for ${seconds} s after ${WARM_UP_SECONDS} s of warm-up`);
  await sendAll(installation, 'warm', { perSecond, seconds: WARM_UP_SECONDS });
  const sent = await sendAll(installation, 'run', { perSecond, seconds });
  const { arrived } = installation.receiver;
  const until = performance.now() + LAST_MS_MAX;
  while (sent.some(({ id }) => !arrived.has(id)) && performance.now() < until) await pause(100);
  const delivered = sent.filter(({ id }) => arrived.has(id));
  const quantiles = (from: (event: Sent) => number): Quantiles =>
    quantilesOf(delivered.map((event) => arrived.get(event.id)! - from(event)));
  return {
    ...{ perSecond, seconds, events: sent.length, lost: sent.length - delivered.length },
    acknowledged: quantilesOf(sent.map(({ due, acceptedAt }) => acceptedAt - due)),
    accepted: quantiles(({ acceptedAt }) => acceptedAt),
    scheduled: quantiles(({ due }) => due),
  };
}

async function sendAll(installation: Installation, run: string, { perSecond, seconds }: Rate): Promise<Sent[]> {
  const start = performance.now();
  const sending: Promise<Sent>[] = [];
  while (sending.length < perSecond * seconds) {
    const due = start + (sending.length * 1000) / perSecond;
    const wait = due - performance.now();
    if (wait > 0) await pause(wait);
    sending.push(send(installation, `${run}-${sending.length}`, due));
  }
  return Promise.all(sending);
}

async function send(installation: Installation, id: string, due: number): Promise<Sent> {
  await installation.post('track', eventOf(id, Number(id.split('-')[1]) % USERS));
  return { id, due, acceptedAt: performance.now() };
}

/** About 700 bytes in the shape of a shop's track call. */
const eventOf = (messageId: string, user: number): object => ({
  messageId,
  userId: `user-${user}`,
  anonymousId: `5f0c7a52-7b0e-4c55-9d4f-${String(user).padStart(12, '0')}`,
  event: 'Order Completed',
  timestamp: new Date().toISOString(),
  context: {
    library: { name: 'bench', version: '1' },
    page: {
      path: '/checkout/thanks',
      referrer: 'https://shop.example/cart',
      url: 'https://shop.example/checkout/thanks',
    },
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
  },
  properties: {
    revenue: 42.5,
    currency: 'EUR',
    products: [
      { sku: 'A-100', name: 'Album', price: 20, quantity: 1 },
      { sku: 'B-200', name: 'Single', price: 11.25, quantity: 2 },
    ],
  },
});

function quantilesOf(values: readonly number[]): Quantiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

const round = (value: number): number => Math.round(value * 10) / 10;
