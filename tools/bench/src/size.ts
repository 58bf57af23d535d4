import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryFolder, pause } from '@tutti/stack';
import type { Installation, Process } from './installation';

const BATCH = 200;
const DRAIN_MS_MAX = 180_000;

/** Memory after the CDNOW purchases went through, in MiB per process, and how long they took. */
export interface Size {
  readonly residentMiB: Readonly<Record<string, number>>;
  readonly purchases: number;
  readonly drainedInSeconds: number;
}

export async function measureSize(installation: Installation, say: (line: string) => void): Promise<Size> {
  const file = join(repositoryFolder(process.env), 'demo', 'cdnow', 'purchases.txt');
  const rows = readFileSync(file, 'utf8').trim().split('\n');
  say(`memory: feeding ${rows.length} purchases`);
  const start = performance.now();
  for (let i = 0; i < rows.length; i += BATCH) {
    await installation.post('import', { batch: rows.slice(i, i + BATCH).map((row, j) => eventOf(row, i + j + 1)) });
  }
  const { arrived } = installation.receiver;
  const missing = (): boolean => rows.some((_, i) => !arrived.has(`cdnow-${i + 1}`));
  while (missing() && performance.now() - start < DRAIN_MS_MAX) await pause(200);
  if (missing()) throw new Error(`not every purchase was delivered within ${DRAIN_MS_MAX / 1000} s`);
  const residentMiB = Object.fromEntries(installation.status.processes.map((it) => [it.name, resident(it)]));
  return { residentMiB, purchases: rows.length, drainedInSeconds: Math.round((performance.now() - start) / 100) / 10 };
}

function eventOf(row: string, line: number): object {
  const [, customer, date = '', quantity, revenue] = row.trim().split(/\s+/);
  const timestamp = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6, 8)}T12:00:00Z`;
  const properties = { revenue: Number(revenue), quantity: Number(quantity) };
  return {
    type: 'track',
    event: 'Order Completed',
    userId: customer,
    messageId: `cdnow-${line}`,
    timestamp,
    properties,
  };
}

function resident({ pid }: Process): number {
  const kib = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kib) / 1024);
}
