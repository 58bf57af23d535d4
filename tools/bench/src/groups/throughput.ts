import type { Bench } from '../bench';
import { everything, newRun } from '../bench';
import type { ClosedPlan } from '../load/loops';
import type { Usage } from '../usage';
import { logBytes, watched } from '../usage';
import type { Values } from '../values';

/** A broker and services that have just started are still being compiled for so long. */
const WARM_UP_SECONDS = 15;
const CONNECTIONS = 16;
const BATCH = 20;
/** About two seconds of work: the generator sends on as events arrive, so that the rate is one that lasts. */
const PENDING_MAX = 10_000;
const MICROS = 1_000_000;

/** The whole pipeline, from batches over HTTP to the webhook, as fast as it goes. */
export async function measureThroughput(bench: Bench): Promise<Values> {
  const { installation, generator, seconds } = bench;
  await installation.look();
  const plan = (length: number): ClosedPlan => ({
    ...{ ...targetOf(bench), run: newRun(), seconds: length },
    ...{ connections: CONNECTIONS, batch: BATCH, pendingMax: PENDING_MAX },
  });
  await generator.ask('closed', plan(WARM_UP_SECONDS));
  const before = logBytes(installation.logFolder);
  const { answer, usage } = await watched(everything(bench), () => generator.ask('closed', plan(seconds)));
  const { delivered, lost, doubled, deliveredPerSecond, delivery } = answer;
  return {
    ...{ rate: deliveredPerSecond, lost, doubled, p50: delivery.p50, p99: delivery.p99 },
    ...partsOf(bench, usage, delivered),
    brokerBytes: (logBytes(installation.logFolder) - before) / delivered,
  };
}

/** CPU of each process, and the memory of the services. */
function partsOf({ installation }: Bench, { cpuSeconds, peakMiB, otherCores }: Usage, events: number): Values {
  const services = installation.services.map(({ name }) => name);
  const sum = (of: ReadonlyMap<string, number>): number => services.reduce((all, name) => all + (of.get(name) ?? 0), 0);
  const micros = (seconds: number): number => (seconds * MICROS) / events;
  const each = [...cpuSeconds].map(([name, seconds]) => [`cpu.${name}`, micros(seconds)] as const);
  return {
    ...{ cpu: micros(sum(cpuSeconds)), brokerCpu: micros(cpuSeconds.get('kafka') ?? 0), memory: sum(peakMiB) },
    others: otherCores,
    ...Object.fromEntries(each),
  };
}

export const targetOf = ({ installation: { status } }: Bench): { ingestUrl: string; writeKey: string } => ({
  ingestUrl: status.ingestUrl,
  writeKey: status.writeKey,
});
