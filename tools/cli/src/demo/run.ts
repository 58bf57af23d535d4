import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pause } from '@tutti/stack';
import type { Endpoints } from '../data/endpoints';
import { namedTopic, TopicFollower } from '../data/follow';
import { post } from '../data/ingest-client';
import type { Purchase } from './cdnow';
import { parsePurchases, purchaseEvent, viewEvent } from './cdnow';
import { TallyKeeper, tallyLine } from './tally';

const BATCH = 200;
/** The demo goes on through a restart of ingest: half a minute of trying. */
const TRIES_MAX = 60;
const LIVE_EVERY_MS = 200;
/** Without a terminal a line of progress comes this often. */
const LINE_EVERY_MS = 5_000;

export interface DemoOptions {
  readonly endpoints: Endpoints;
  /** The purchases file. */
  readonly file: string;
  /** Shows the newest tally; a terminal overwrites its line, anything else gets one now and then. */
  readonly show: (line: string) => void;
  /** Says a sentence on a line of its own. */
  readonly say: (sentence: string) => void;
  readonly stopped: () => boolean;
}

/** Shows the demo on this process's standard output: one line that changes in a terminal, lines elsewhere. */
export function demoOptions({
  endpoints,
  repository,
  out,
  stopped,
}: {
  readonly out: NodeJS.WriteStream;
  readonly endpoints: Endpoints;
  readonly repository: string;
  readonly stopped: () => boolean;
}): DemoOptions {
  let shownAt = 0;
  const show = (line: string): void => {
    if (out.isTTY) return void out.write(`\r\u001b[2K${line.slice(0, out.columns - 1)}`);
    if (Date.now() - shownAt < LINE_EVERY_MS) return;
    shownAt = Date.now();
    out.write(`${line}\n`);
  };
  const say = (sentence: string): void => void out.write(`${out.isTTY ? '\r\u001b[2K' : ''}${sentence}\n`);
  return { endpoints, file: join(repository, 'demo', 'cdnow', 'purchases.txt'), show, say, stopped };
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
    const { status, body } = await post({ ...endpoints, triesMax: TRIES_MAX }, 'import', { batch });
    if (status !== 200) throw new Error(`feeding the demo: ingest answered ${status} ${JSON.stringify(body)}`);
  }
}

async function feedLive(endpoints: Endpoints, purchases: readonly Purchase[], stopped: () => boolean): Promise<void> {
  const customers = [...new Set(purchases.map(({ customer }) => customer))];
  for (let i = 0; !stopped(); i++) {
    const customer = customers[(i * 7_919) % customers.length]!;
    // A live stream goes on, whatever becomes of one page view.
    await post({ ...endpoints, triesMax: TRIES_MAX }, 'track', viewEvent(customer, randomUUID())).catch(
      () => undefined,
    );
    await pause(LIVE_EVERY_MS);
  }
}

/** Counts updates, and deliveries of every destination that has a state topic. */
async function follow(follower: TopicFollower, tally: TallyKeeper, { endpoints }: DemoOptions): Promise<void> {
  const updates = { topic: 'updates', name: namedTopic('updates', endpoints.prefix)!.name } as const;
  const deliveries = (await follower.topicsOf('destination.state', endpoints.prefix)).map(({ name, parameter }) =>
    follower.follow({ topic: 'destination.state', name }, 'beginning', ({ value }) => {
      if (value?.state?.outcome === 'delivered') tally.delivery(parameter);
    }),
  );
  await Promise.all([
    follower.follow(updates, 'beginning', ({ value }) => value && tally.update(value)),
    ...deliveries,
  ]);
}
