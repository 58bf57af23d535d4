import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pause, repositoryFolder } from '@tutti/stack';
import type { Bench } from '../bench';
import { newRun } from '../bench';
import { messageIdOf } from '../load/events';
import { residentMiB } from '../usage';
import type { Values } from '../values';

const BATCH = 200;
const LOOK_MS = 100;
const DRAIN_MS_MAX = 180_000;

/** The purchases of the demo: how long until all of them are delivered, and memory after that. */
export async function measureSize({ installation, generator }: Bench): Promise<Values> {
  const file = join(repositoryFolder(process.env), 'demo', 'cdnow', 'purchases.txt');
  const rows = readFileSync(file, 'utf8').trim().split('\n');
  await installation.look();
  const run = newRun();
  await generator.ask('expect', run);
  const start = performance.now();
  for (let i = 0; i < rows.length; i += BATCH) {
    await installation.post('import', {
      batch: rows.slice(i, i + BATCH).map((row, j) => eventOf(row, messageIdOf(run, i + j))),
    });
  }
  while ((await generator.ask('seen', undefined)) < rows.length) {
    if (performance.now() - start > DRAIN_MS_MAX)
      throw new Error(`not all purchases were delivered in ${DRAIN_MS_MAX} ms`);
    await pause(LOOK_MS);
  }
  const seconds = (performance.now() - start) / 1_000;
  return { seconds, memory: installation.services.reduce((sum, it) => sum + residentMiB(it), 0) };
}

function eventOf(row: string, messageId: string): object {
  const [, userId, date = '', quantity, revenue] = row.trim().split(/\s+/);
  const timestamp = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6, 8)}T12:00:00Z`;
  const properties = { revenue: Number(revenue), quantity: Number(quantity) };
  return { type: 'track', event: 'Order Completed', userId, messageId, timestamp, properties };
}
