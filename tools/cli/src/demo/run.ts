import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Endpoints } from '../data/endpoints';
import { namedTopic, TopicFollower } from '../data/follow';
import { post } from '../data/ingest-client';
import type { Purchase } from './cdnow';
import { parsePurchases, purchaseEvent, viewEvent } from './cdnow';
import { TallyKeeper, tallyLine } from './tally';

const BATCH = 200;
const LIVE_EVERY_MS = 200;

export interface DemoOptions {
  readonly endpoints: Endpoints;
  /** The purchases file. */
  readonly file: string;
  /** Destination instances whose deliveries are counted. */
  readonly instances: readonly string[];
  /** Shows the newest tally; a terminal overwrites its line, anything else gets one now and then. */
  readonly show: (line: string) => void;
  /** Says a sentence on a line of its own. */
  readonly say: (sentence: string) => void;
  readonly stopped: () => boolean;
}

/** Feeds the purchases as history, then keeps known customers looking at pages, and shows what comes of it. */
export async function runDemo(options: DemoOptions): Promise<void> {
  const { endpoints, file, say, stopped } = options;
  const purchases = parsePurchases(readFileSync(file, 'utf8'));
  const tally = new TallyKeeper();
  const follower = await TopicFollower.open(endpoints);
  const following = follow(follower, tally, options);
  const showing = setInterval(() => options.show(tallyLine(tally.now())), 500);
  try {
    say(`feeding ${purchases.length.toLocaleString('en')} purchases of CDNOW's customers as history (demo/cdnow)`);
    await feedHistory(endpoints, purchases, stopped);
    say('history is in; now a live stream of page views. Look somebody up: ./tutti profile 0001');
    await feedLive(endpoints, purchases, stopped);
  } finally {
    clearInterval(showing);
    await follower.close();
    await following;
  }
}

/** Sends the purchases through `/v1/import`, in batches. */
export async function feedHistory(
  endpoints: Pick<Endpoints, 'ingestUrl' | 'writeKey'>,
  purchases: readonly Purchase[],
  stopped: () => boolean,
): Promise<void> {
  for (let i = 0; i < purchases.length && !stopped(); i += BATCH) {
    const batch = purchases.slice(i, i + BATCH).map(purchaseEvent);
    const { status, body } = await post(endpoints, 'import', { batch });
    if (status !== 200) throw new Error(`feeding the demo: ingest answered ${status} ${JSON.stringify(body)}`);
  }
}

async function feedLive(endpoints: Endpoints, purchases: readonly Purchase[], stopped: () => boolean): Promise<void> {
  const customers = [...new Set(purchases.map(({ customer }) => customer))];
  for (let i = 0; !stopped(); i++) {
    const customer = customers[(i * 7_919) % customers.length]!;
    // A live stream goes on through a restart of ingest; `post` already tries for ten seconds.
    await post(endpoints, 'track', viewEvent(customer, randomUUID())).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, LIVE_EVERY_MS));
  }
}

async function follow(
  follower: TopicFollower,
  tally: TallyKeeper,
  { endpoints, instances }: DemoOptions,
): Promise<void> {
  const updates = { topic: 'updates', name: namedTopic('updates', endpoints.prefix)!.name } as const;
  const counting = instances.map((instance) => {
    const { name } = namedTopic(`destination.${instance}.state`, endpoints.prefix)!;
    return follower.follow({ topic: 'destination.state', name }, 'beginning', ({ value }) => {
      if (value?.state?.outcome === 'delivered') tally.delivery(instance);
    });
  });
  await Promise.all([follower.follow(updates, 'beginning', ({ value }) => value && tally.update(value)), ...counting]);
}
