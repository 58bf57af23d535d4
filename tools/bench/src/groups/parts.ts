import { freePort } from '@tutti/stack';
import type { Bench } from '../bench';
import { everything, newRun } from '../bench';
import { Child } from '../child';
import type { Rung } from '../lab/hop';
import type { LabCalls } from '../lab/lab';
import { newPrefix } from '../lab/lab';
import { logBytes, watched } from '../usage';
import type { Values } from '../values';

const WARM_UP_SECONDS = 2;
const HOP_SECONDS = 5;
/** What hops read over and over again. */
const HOP_EVENTS = 20_000;
const MICROS = 1_000_000;
/** The services of the installation rest meanwhile. */
const TAKES_PART = new Set(['ingest', 'kafka', 'generator']);
const WRITE_KEY = 'bench-write-key-of-the-lab';

/** One rung of the ladder: a reader and what is done to each batch, on four partitions, for some seconds. */
export const measureHop =
  (rung: Rung) =>
  (bench: Bench): Promise<Values> =>
    inLab(bench, async (lab) => {
      await lab.ask('prepare', undefined);
      await lab.ask('feed', { events: HOP_EVENTS, who: 'users' });
      await lab.ask('hop', { rung, seconds: WARM_UP_SECONDS });
      return costs(bench, { lab }, async () => lab.ask('hop', { rung, seconds: HOP_SECONDS }));
    });

/** Ingest without anybody who reads what it wrote; the next request goes when the last is answered. */
export const measureIngest =
  ({ batch, connections }: { readonly batch: number; readonly connections: number }) =>
  (bench: Bench): Promise<Values> =>
    inLab(bench, async (lab, ingestUrl) => {
      const plan = (seconds: number) => ({
        ...{ ingestUrl, writeKey: WRITE_KEY, run: newRun(), seconds },
        ...{ connections, batch, pendingMax: undefined },
      });
      await lab.ask('prepare', undefined);
      await lab.ask('ingest', undefined);
      await bench.generator.ask('closed', plan(WARM_UP_SECONDS));
      const processes = [...everything(bench), { name: 'ingest', pid: lab.pid }];
      const { answer, usage } = await watched(processes, () => bench.generator.ask('closed', plan(HOP_SECONDS)));
      const { accepted, sent, acceptedPerSecond, acknowledgement } = answer;
      const used = [...usage.cpuSeconds].filter(([name]) => TAKES_PART.has(name));
      const each = used.map(([name, seconds]) => [`cpu.${name}`, (seconds * MICROS) / accepted]);
      const { p50, p99 } = acknowledgement;
      return {
        rate: acceptedPerSecond,
        refused: sent - accepted,
        p50,
        p99,
        others: usage.otherCores,
        ...Object.fromEntries(each),
      };
    });

/** A part of the product in a process of its own, on topics of its own. */
export async function inLab<Answer>(
  bench: Bench,
  work: (lab: Child<LabCalls>, ingestUrl: string) => Promise<Answer>,
): Promise<Answer> {
  const port = await freePort();
  const lab = labIn(bench, newPrefix(), { TUTTI_INGEST_PORT: String(port) });
  try {
    return await work(lab, `http://127.0.0.1:${port}`);
  } finally {
    lab.stop();
  }
}

/** Another process for a lab; those of one prefix share topics, and so the work. */
export const labIn = (
  { installation: { status } }: Bench,
  prefix: string,
  more: Readonly<Record<string, string>> = {},
): Child<LabCalls> =>
  new Child<LabCalls>('lab', {
    TUTTI_BROKERS: status.brokers,
    TUTTI_REGISTRY_URL: status.registryUrl,
    TUTTI_REDIS_URL: status.redisUrl,
    TUTTI_PREFIX: prefix,
    TUTTI_SECRET: 'bench-secret-of-the-lab',
    TUTTI_WRITE_KEY: WRITE_KEY,
    TUTTI_PROFILE: 'local',
    ...more,
  });

interface Moved {
  readonly records: number;
  readonly seconds: number;
}

/** Labs by what they do. */
export type Labs = Readonly<Record<string, Child<LabCalls>>>;

/** Records a second and what each cost, in the processes of these labs and at the broker; of several labs also each. */
export async function costs(bench: Bench, labs: Labs, move: () => Promise<Moved>): Promise<Values> {
  const { logFolder } = bench.installation;
  const before = logBytes(logFolder);
  const own = Object.entries(labs).map(([part, { pid }]) => ({ part, name: `lab ${part}`, pid }));
  const { answer, usage } = await watched([...everything(bench), ...own], move);
  const { records, seconds } = answer;
  const micros = (name: string): number => ((usage.cpuSeconds.get(name) ?? 0) * MICROS) / records;
  const parts = own.flatMap(({ part, name }) => [
    [`cpu.${part}`, micros(name)],
    [`memory.${part}`, usage.peakMiB.get(name) ?? 0],
  ]);
  return {
    rate: records / seconds,
    cpu: own.reduce((sum, { name }) => sum + micros(name), 0),
    brokerCpu: micros('kafka'),
    brokerBytes: (logBytes(logFolder) - before) / records,
    others: usage.otherCores,
    ...(own.length > 1 ? Object.fromEntries(parts) : {}),
  };
}
