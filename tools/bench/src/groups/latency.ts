import type { Bench } from '../bench';
import { everything, newRun } from '../bench';
import { watched } from '../usage';
import type { Values } from '../values';
import { targetOf } from './throughput';

const WARM_UP_SECONDS = 30;
const PER_SECOND = 500;

/** Single `track` calls on a schedule: from when each was due to its 200 and to the webhook. */
export async function measureLatency(bench: Bench): Promise<Values> {
  const plan = (seconds: number) => ({ ...targetOf(bench), run: newRun(), seconds, perSecond: PER_SECOND });
  await bench.installation.look();
  await bench.generator.ask('open', plan(WARM_UP_SECONDS));
  const { answer, usage } = await watched(everything(bench), () => bench.generator.ask('open', plan(bench.seconds)));
  const { lost, acknowledgement, delivery } = answer;
  return {
    ...{ p50: delivery.p50, p95: delivery.p95, p99: delivery.p99, max: delivery.max, lost },
    ...{ 'ack.p50': acknowledgement.p50, 'ack.p99': acknowledgement.p99 },
    others: usage.otherCores,
  };
}
