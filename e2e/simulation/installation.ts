import type { TopicName } from '@tutti/contracts';
import { topicName } from '@tutti/contracts';
import type { Instance } from '@tutti/core/workspace';
import { EMPTY_WORKSPACE } from '@tutti/core/workspace';
import type { Log, StateStore, WireCodec } from '@tutti/log';
import { memoryRegistry, registerSchemas, subjectOf, wireCodec } from '@tutti/log';
import type { Platform } from '@tutti/runtime';
import { keyedHash, readSettings, Revisions, silentLogger, topicSpecs } from '@tutti/runtime';
import type { World } from './world';

const PREFIX = 's';
const SECRET = 'a secret for simulations';

/** Full name of a topic of the simulation. */
export const topic = (name: TopicName, parameter?: string): string => topicName(PREFIX, name, parameter);

/** The one destination, a webhook that takes up to three changes in a request. */
export const CRM: Instance = {
  instance: 'crm',
  destination: 'webhook',
  settings: {
    url: 'https://crm.example/changes',
    secrets: [`whsec_${Buffer.alloc(32).toString('base64')}`],
    ...{ batchMax: 3, perSecond: 10_000, concurrency: 4 },
  },
  allow: [],
};

/** A service of the pipeline: the topics that its partitions read and keep state in, by short and by full name. */
export interface Owner {
  readonly stage: string;
  readonly reads: TopicName;
  readonly keeps: TopicName;
  readonly input: string;
  readonly state: string;
}

const owner = (stage: string, reads: TopicName, keeps: TopicName): Owner => ({
  ...{ stage, reads, keeps, input: topic(reads) },
  state: topic(keeps, keeps === 'destination.state' ? CRM.instance : undefined),
});

/** The stages in the order of the pipeline. */
export const STAGES: readonly Owner[] = [
  owner('identity', 'identity.in', 'identity.state'),
  owner('profile-compute', 'profile.in', 'profile.state'),
  owner('segment-evaluator', 'profiles', 'segment.state'),
];

export const SINK: Owner = owner('sink.crm', 'updates', 'destination.state');

/** Everybody who owns partitions. */
export const OWNERS: readonly Owner[] = [...STAGES, SINK];

/** Creates every topic of an installation with one destination and no sources. */
export async function createTopics(log: Log, partitions: number): Promise<void> {
  await log.createTopics(topicSpecs({ prefix: PREFIX, partitions }, { ...EMPTY_WORKSPACE, destinations: [CRM] }));
}

/** What a process works with, and what a flaw takes apart. */
export interface Parts {
  readonly log: Log;
  readonly store: StateStore;
  readonly wire: WireCodec;
}

/** What a service asks of its process, made of simulated parts. */
export async function platformOf(
  { log, store, wire }: Parts,
  { partitions, partitionOf, clock }: Pick<World, 'partitions' | 'partitionOf' | 'clock'>,
): Promise<Platform> {
  const config = await Revisions.open({ log, wire, topic: topic('config'), logger });
  return {
    ...{ settings, log, store, states: store, wire, config, logger, clock, partitions, partitionOf, topic },
    hash,
    close: () => config.close(),
  };
}

const hash = keyedHash(SECRET);
const silent = silentLogger();
const logger: Platform['logger'] = Object.assign(silent, { child: () => silent });

const settings = settingsOf({
  TUTTI_BROKERS: 'memory:0',
  TUTTI_REGISTRY_URL: 'http://memory',
  TUTTI_REDIS_URL: 'redis://memory',
  TUTTI_PREFIX: PREFIX,
  TUTTI_SECRET: SECRET,
});

function settingsOf(environment: Readonly<Record<string, string>>): Platform['settings'] {
  const read = readSettings(environment);
  if ('problems' in read) throw new Error(read.problems.join('; '));
  return read.settings;
}

/** A codec, and the ids of the schemas that topics are written with. */
export interface SharedWire {
  readonly wire: WireCodec;
  readonly schemaIdOf: (topic: TopicName) => number;
}

let shared: Promise<SharedWire> | undefined;

/** Schemas are the same in every world. */
export const sharedWire = (): Promise<SharedWire> => (shared ??= wireOf());

async function wireOf(): Promise<SharedWire> {
  const registry = memoryRegistry();
  await registerSchemas(registry, PREFIX);
  const ids = new Map<TopicName, number>();
  for (const name of ['config', ...OWNERS.map(({ reads }) => reads)] as const) {
    ids.set(name, (await registry.versions(subjectOf(PREFIX, name))).at(-1)!.id);
  }
  const wire = await wireCodec({ registry, prefix: PREFIX, strict: false });
  return { wire, schemaIdOf: (name) => ids.get(name)! };
}
