import { pause } from '@tutti/stack';
import type { Bench } from '../bench';
import { watched } from '../usage';
import type { Values } from '../values';

const SETTLE_MS = 8_000;
const WATCH_MS = 15_000;

/** CPU at rest, in percent of one core. */
export async function measureIdle({ installation }: Bench): Promise<Values> {
  await pause(SETTLE_MS);
  const { processes } = await installation.look();
  const { usage } = await watched(processes, () => pause(WATCH_MS));
  const shares = [...usage.cpuSeconds].map(([name, seconds]) => [name, (seconds / usage.seconds) * 100] as const);
  const total = shares.reduce((sum, [, share]) => sum + share, 0);
  return { total, ...Object.fromEntries(shares.map(([name, share]) => [`share.${name}`, share])) };
}
