import type { Event, TopicName } from '@tutti/contracts';
import { identityIn, keyOf } from '@tutti/contracts';
import type { MemoryLog, PartitionOf, WireCodec } from '@tutti/log';
import { memoryLog, partitionOf as hashedPartitionOf } from '@tutti/log';
import { originHeaders } from '@tutti/runtime';
import { chance } from '../chance';
import type { FragileCache } from './cache';
import { fragileCache } from './cache';
import type { Changes } from './gated';
import { noChanges, noted } from './gated';
import { createTopics, OWNERS, sharedWire, topic } from './installation';
import type { Poisoned } from './poison';
import { somePoison } from './poison';
import { Receiver } from './receiver';
import { Reigns } from './reigns';
import type { Ticks } from './ticks';
import { TICK_MS, ticksOf } from './ticks';

const START_MS = Date.UTC(2024, 0, 1);

/** What outlives every process, and what happens to it. */
export interface World {
  readonly log: MemoryLog;
  readonly wire: WireCodec;
  readonly cache: FragileCache;
  readonly ticks: Ticks;
  readonly partitions: number;
  readonly random01: () => number;
  readonly clock: () => number;
  /** Time passes without anything else. */
  readonly sleep: (ms: number) => void;
  /** Appends as ingest does. */
  readonly accept: (event: Event) => Promise<void>;
  /** Appends what is no value. */
  readonly poison: (name: TopicName, key: string) => Promise<void>;
  readonly poisoned: readonly Poisoned[];
  readonly changes: Changes;
  /** The other side of the sink. */
  readonly receiver: Receiver;
  readonly reigns: Reigns;
  /** Nothing goes wrong any more. */
  readonly weather: { isCalm: boolean };
  /** What was seen to be wrong while it happened. */
  readonly problems: string[];
  readonly commits: { count: number };
  /** How tasks ended, by error code, and how often. */
  readonly endings: Map<string, number>;
  /** What happened, for people. */
  readonly story: string[];
  readonly tell: (happening: string) => void;
  readonly partitionOf: PartitionOf;
}

/** An empty installation of 1 to 4 partitions. */
export async function worldOf(seed: number): Promise<World> {
  const random01 = chance(seed);
  let now = START_MS;
  const clock = (): number => (now += Math.floor(random01() * 6));
  const log = memoryLog({ now: clock });
  const partitions = 1 + Math.floor(random01() * 4);
  await createTopics(log, partitions);
  const ticks = ticksOf(random01, () => void (now += TICK_MS));
  const partitionOf = rememberedPartitionOf();
  const own = { log, partitions, partitionOf, ...(await sharedWire()) };
  const weather = { isCalm: false };
  const [problems, story]: string[][] = [[], []];
  const reigns = new Reigns();
  return {
    ...{ ...own, ticks, random01, clock, weather, reigns, commits: { count: 0 }, endings: new Map() },
    ...{ problems: problems!, story: story! },
    ...inputs(own, random01),
    tell: (happening) => void story!.push(`tick ${ticks.count()}: ${happening}`),
    receiver: new Receiver({ ticks, random01, weather, holderOf: (key) => reigns.of(partitionOf(key, partitions)) }),
    cache: cacheBehind(log, problems!),
    sleep: (ms) => void (now += ms),
  };
}

type Inputs = Pick<World, 'accept' | 'poison' | 'poisoned' | 'changes'>;
type Installed = Pick<World, 'log' | 'partitions' | 'partitionOf'> & Awaited<ReturnType<typeof sharedWire>>;

function inputs({ log, partitions, partitionOf, wire, schemaIdOf }: Installed, random01: () => number): Inputs {
  const changes = noChanges();
  const appender = noted(log.appender(), changes);
  const poisoned: Poisoned[] = [];
  const append = async (
    name: TopicName,
    key: string,
    value: Buffer,
  ): Promise<{ partition: number; offset: number }> => {
    const to = { topic: topic(name), partition: partitionOf(key, partitions) };
    const written = await appender.append([{ ...to, key, value, headers: originHeaders('live', 0) }]);
    return { partition: to.partition, offset: written.get(`${to.topic}/${to.partition}`)!.last };
  };
  return {
    ...{ poisoned, changes },
    accept: async (event) => {
      const value = wire.encode('identity.in', identityIn.event(event));
      await append('identity.in', keyOf.identifier(event.entry.key), value);
    },
    poison: async (name, key) => {
      const poison = somePoison(name, schemaIdOf, random01);
      poisoned.push({ ...poison, name, key, ...(await append(name, key, poison.bytes)) });
    },
  };
}

/** The hash of Kafka's clients is slow, and there are few keys. */
function rememberedPartitionOf(): PartitionOf {
  const known = new Map<string, number>();
  return (key, partitions) => {
    const partition = known.get(key) ?? hashedPartitionOf(key, partitions);
    known.set(key, partition);
    return partition;
  };
}

/** A cache whose every write is compared with the log that it was made of (invariant I4). */
function cacheBehind(log: MemoryLog, problems: string[]): FragileCache {
  return fragileCache(async ({ stage, partition }, to) => {
    const { state } = OWNERS.find((it) => it.stage === stage)!;
    const { end } = await log.boundsOf({ topic: state, partition });
    if (to > end) problems.push(`cache ahead: ${stage}/${partition} was written up to ${to}, the log ends at ${end}`);
  });
}
