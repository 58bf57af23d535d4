import type { Event, TopicName } from '@tutti/contracts';
import { identityIn, keyOf, topicName } from '@tutti/contracts';
import type { Log, PartitionOf, WireCodec } from '@tutti/log';
import { memoryLog, memoryRegistry, partitionOf as hashedPartitionOf, registerSchemas, wireCodec } from '@tutti/log';
import type { Platform } from '@tutti/runtime';
import { keyedHash, originHeaders, readSettings, Revisions, silentLogger, topicSpecs } from '@tutti/runtime';
import { chance } from '../chance';
import type { FragileCache } from './cache';
import { fragileCache } from './cache';
import type { Parts } from './flaws';
import type { Ticks } from './ticks';
import { ticksOf } from './ticks';

const PREFIX = 's';
const SECRET = 'a secret for simulations';
const START_MS = Date.UTC(2024, 0, 1);
const SETTINGS = {
  TUTTI_BROKERS: 'memory:0',
  TUTTI_REGISTRY_URL: 'http://memory',
  TUTTI_REDIS_URL: 'redis://memory',
  TUTTI_PREFIX: PREFIX,
  TUTTI_SECRET: SECRET,
};

/** The stages in the order of the pipeline, with the topics that their partitions read and keep state in. */
export const STAGES = [
  { stage: 'identity', input: 'identity.in', state: 'identity.state' },
  { stage: 'profile-compute', input: 'profile.in', state: 'profile.state' },
  { stage: 'segment-evaluator', input: 'profiles', state: 'segment.state' },
] as const satisfies readonly { stage: string; input: TopicName; state: TopicName }[];

/** Full name of a topic of the simulation. */
export const topic = (name: TopicName, parameter?: string): string => topicName(PREFIX, name, parameter);

/** What outlives every process, and what happens to it. */
export interface World {
  readonly log: Log;
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
  readonly spoil: (key: string) => Promise<void>;
  /** What was seen to be wrong while it happened. */
  readonly problems: string[];
  readonly commits: { count: number };
  /** How tasks ended, by error code, and how often. */
  readonly endings: Map<string, number>;
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
  const wire = await sharedWire();
  const partitionOf = rememberedPartitionOf();
  const problems: string[] = [];
  const appender = log.appender();
  const append = async (key: string, value: Buffer): Promise<void> => {
    const to = { topic: topic('identity.in'), partition: partitionOf(key, partitions) };
    await appender.append([{ ...to, key, value, headers: originHeaders('live', 0) }]);
  };
  return {
    ...{ log, wire, partitions, random01, clock, problems, commits: { count: 0 }, endings: new Map() },
    partitionOf,
    cache: cacheBehind(log, problems),
    ticks: ticksOf(random01),
    sleep: (ms) => void (now += ms),
    accept: (event) => append(keyOf.identifier(event.entry.key), wire.encode('identity.in', identityIn.event(event))),
    spoil: (key) => append(key, Buffer.from('not avro')),
  };
}

/** Creates every topic of an installation without sources and destinations. */
export async function createTopics(log: Log, partitions: number): Promise<void> {
  await log.createTopics(topicSpecs({ prefix: PREFIX, partitions }, { sources: [], segments: [], destinations: [] }));
}

/** What a service asks of its process, made of simulated parts. */
export async function platformOf(
  { log, store, wire }: Parts,
  { partitions, partitionOf, clock }: Pick<World, 'partitions' | 'partitionOf' | 'clock'>,
): Promise<Platform> {
  const read = readSettings(SETTINGS);
  if ('problems' in read) throw new Error(read.problems.join('; '));
  const logger = silentLogger();
  const config = await Revisions.open({ log, wire, topic: topic('config'), logger });
  const { settings } = read;
  return {
    ...{ settings, log, store, states: store, wire, config, logger, clock, partitions, partitionOf, topic },
    hash: keyedHash(SECRET),
    close: () => config.close(),
  };
}

let wire: Promise<WireCodec> | undefined;

/** Schemas are the same in every world. */
const sharedWire = (): Promise<WireCodec> => (wire ??= wireOf());

/** The hash of Kafka's clients is slow, and there are few keys. */
function rememberedPartitionOf(): PartitionOf {
  const known = new Map<string, number>();
  return (key, partitions) => {
    const partition = known.get(key) ?? hashedPartitionOf(key, partitions);
    known.set(key, partition);
    return partition;
  };
}

async function wireOf(): Promise<WireCodec> {
  const registry = memoryRegistry();
  await registerSchemas(registry, PREFIX);
  return wireCodec({ registry, prefix: PREFIX, strict: false });
}

/** A cache whose every write is compared with the log that it was made of (invariant I4). */
function cacheBehind(log: Log, problems: string[]): FragileCache {
  return fragileCache(async ({ stage, partition }, to) => {
    const state = STAGES.find((it) => it.stage === stage)!.state;
    const { end } = await log.boundsOf({ topic: topic(state), partition });
    if (to > end) problems.push(`cache ahead: ${stage}/${partition} was written up to ${to}, the log ends at ${end}`);
  });
}
