import type { ApiName, Moment, RuleHandle, Verdict } from '@tutti/testing';
import { until } from '../../until';
import type { Ground } from '../ground';
import type { FaultRow } from '../row';
import type { Wire } from '../wires';
import { OWNERS, withAnother } from './process';

const TAKE_OVER_MS_MAX = 10_000;
const REACH_MS_MAX = 150_000;
/** So many requests go by before one is chosen, at most: partitions take turns. */
const PASSED_MAX = 16;
/** Offsets are reported every few seconds. */
const REPORTS_PASSED_MAX = 2;

/** A moment in the life of a batch that shows on the wire. */
interface FailPoint {
  readonly name: string;
  /** What the process has done, for people. */
  readonly title: string;
  /** Calls at the moment; the verdict decides what becomes of the request or of its answer. */
  readonly passedMax?: number;
  readonly arm: (wire: Wire, reached: () => Promise<Verdict | undefined>) => RuleHandle;
}

const atKafka = (api: ApiName, at: Moment): FailPoint['arm'] =>
  function arm({ kafka }, reached) {
    return kafka.rule({ api, action: { kind: 'call', at, run: async () => (await reached()) ?? 'pass' } });
  };

/** Owners send one script once they own something: the one that writes to the cache. */
const atCacheWrite = (at: Moment): FailPoint['arm'] =>
  function arm({ redis }, reached) {
    return redis.rule({
      containing: 'evalsha',
      action: { kind: 'call', at, run: async () => (await reached()) ?? 'pass' },
    });
  };

const POINTS: readonly FailPoint[] = [
  { name: 'before-append', title: 'before it appends', arm: atKafka('Produce', 'request') },
  { name: 'appended', title: 'between append and commit', arm: atKafka('EndTxn', 'request') },
  { name: 'commit-unseen', title: 'with the commit done and its answer not seen', arm: atKafka('EndTxn', 'answer') },
  { name: 'committed', title: 'committed, the cache not written', arm: atCacheWrite('request') },
  { name: 'cached', title: 'with the cache written and its answer not seen', arm: atCacheWrite('answer') },
  {
    name: 'offset',
    title: "as it reports the group's offset",
    arm: atKafka('OffsetCommit', 'request'),
    passedMax: REPORTS_PASSED_MAX,
  },
];

const INGEST_POINTS: readonly FailPoint[] = [
  { name: 'before-append', title: 'before it appends', arm: atKafka('Produce', 'request') },
  { name: 'appended', title: 'with the append done and its answer not seen', arm: atKafka('Produce', 'answer') },
];

const killAt =
  (service: string) =>
  ({ name, title, ...point }: FailPoint): FaultRow => ({
    name: `kill-at:${service}:${name}`,
    title: `kill -9 ${service} ${title}`,
    times: 2,
    pauseMsMax: TAKE_OVER_MS_MAX,
    inflict: async (ground, { strike }) => {
      const victim = ground.tutti.service(service);
      await atPoint(ground, { ...point, service }, async () => {
        strike();
        await victim.kill();
        return 'cut';
      });
      await victim.start();
    },
  });

/** Lets something happen once at a fail point of a service; resolves when it has happened. */
async function atPoint(
  { random01, wires }: Ground,
  { service, arm, passedMax = PASSED_MAX }: Pick<FailPoint, 'arm' | 'passedMax'> & { readonly service: string },
  happen: () => Promise<Verdict>,
): Promise<void> {
  let passes = Math.floor(random01() * passedMax);
  let begun = false;
  let isOver = false;
  const rule = arm(wires.of(service), async () => {
    if (begun || passes-- > 0) return undefined;
    begun = true;
    const verdict = await happen();
    isOver = true;
    return verdict;
  });
  try {
    const missing = (): string | undefined => (isOver ? undefined : 'it was not');
    await until({ awaited: `the fail point of ${service} to be reached`, msMax: REACH_MS_MAX, missing });
  } finally {
    rule.remove();
  }
}

/** What a process that stood still had in hand is let through when another one owns the partition. */
const heldRow = (service: string, { name, title, ...point }: FailPoint): FaultRow => ({
  name: `zombie:${service}:${name}`,
  title: `SIGSTOP ${service} ${title}; its request arrives after another process took over`,
  times: 1,
  pauseMsMax: TAKE_OVER_MS_MAX,
  inflict: (ground, { strike }) =>
    withAnother(ground, service, async () => {
      const victim = ground.tutti.service(service);
      await atPoint(ground, { ...point, service }, async () => {
        strike();
        victim.pause();
        await ground.flowingAgain();
        return 'pass';
      });
      victim.resume();
      await victim.ready();
    }),
});

const held = POINTS.filter(({ name }) => ['before-append', 'appended', 'committed'].includes(name));

/** Processes that die or stand still at a named moment of a batch. */
export const failPointRows: readonly FaultRow[] = [
  ...OWNERS.flatMap((service) => POINTS.map(killAt(service))),
  ...INGEST_POINTS.map(killAt('ingest')),
  ...['identity', 'profile-compute'].flatMap((service) => held.map((point) => heldRow(service, point))),
];
