import { pause } from '@tutti/stack';
import type { Bench } from '../bench';
import { newRun } from '../bench';
import { now } from '../clock';
import type { Values } from '../values';
import { targetOf } from './throughput';

const PER_SECOND = 500;
const SECONDS = 20;
const BEFORE_MS = 6_000;
const LOOK_MS = 500;
const HEALTHY_MS_MAX = 60_000;

/** Every service is asked to end at once, under load, and started again by its supervisor. */
export const measureRestart = (bench: Bench): Promise<Values> => measureOutage(bench, 'SIGTERM');

/** The same with kill -9: whoever comes next has to take over from somebody who did not say goodbye. */
export const measureTakeover = (bench: Bench): Promise<Values> => measureOutage(bench, 'SIGKILL');

async function measureOutage(bench: Bench, signal: 'SIGTERM' | 'SIGKILL'): Promise<Values> {
  const { installation, generator } = bench;
  await installation.look();
  const sending = generator.ask('open', {
    ...{ ...targetOf(bench), run: newRun() },
    ...{ seconds: SECONDS, perSecond: PER_SECOND },
  });
  await pause(BEFORE_MS);
  const since = now();
  for (const { pid } of installation.services) process.kill(pid, signal);
  const { sent, accepted, lost, doubled } = await sending;
  const { pauseMs, caughtUpMs } = await generator.ask('outage', since);
  await untilHealthy(bench);
  return { pause: pauseMs / 1_000, caughtUp: caughtUpMs / 1_000, refused: sent - accepted, lost, doubled };
}

async function untilHealthy({ installation }: Bench): Promise<void> {
  const isHealthy = async (): Promise<boolean> => (await installation.look()).processes.every(({ healthy }) => healthy);
  for (const end = now() + HEALTHY_MS_MAX; now() < end; await pause(LOOK_MS)) if (await isHealthy()) return;
  throw new Error(`the services were not ready again ${HEALTHY_MS_MAX / 1_000} s after they were ended`);
}
