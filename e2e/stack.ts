import { randomBytes } from 'node:crypto';
import type { Workspace } from '@tutti/core/workspace';
import { confluentRegistry, kafkajsLog, registerSchemas } from '@tutti/log';
import type { Platform, Settings } from '@tutti/runtime';
import { connect, jsonLogger, publishWorkspace, readSettings, topicSpecs } from '@tutti/runtime';
import type { Endpoints } from '@tutti/stack';
import { freePort, givenEndpoints } from '@tutti/stack';

/** Partitions of every keyed topic: as many as on a laptop. */
export const PARTITIONS = 4;

/** The environment of an installation of its own, by default on the stack that the tests were given: nothing is in it yet. */
export async function newEnvironment(
  endpoints: Partial<Endpoints> = givenEndpoints(process.env),
): Promise<Readonly<Record<string, string>>> {
  const { brokers, registryUrl, redisUrl } = endpoints;
  if (brokers === undefined || registryUrl === undefined || redisUrl === undefined) {
    throw new Error('these tests need a stack: run them with ./tutti test, or set TUTTI_BROKERS and the like');
  }
  return {
    TUTTI_BROKERS: brokers,
    TUTTI_REGISTRY_URL: registryUrl,
    TUTTI_REDIS_URL: redisUrl,
    TUTTI_PREFIX: `e${randomBytes(4).toString('hex')}`,
    TUTTI_SECRET: randomBytes(24).toString('hex'),
    TUTTI_WRITE_KEY: randomBytes(12).toString('hex'),
    TUTTI_PROFILE: 'local',
    TUTTI_INGEST_PORT: String(await freePort()),
    TUTTI_API_PORT: String(await freePort()),
  };
}

/** What services make of an environment. */
export function settingsIn(environment: Readonly<Record<string, string>>): Settings {
  const read = readSettings({ ...environment, TUTTI_LOG_LEVEL: 'warn' });
  if ('problems' in read) throw new Error(`setting up an installation: ${read.problems.join(' ')}`);
  return read.settings;
}

/** What `./tutti up` does before it starts services: topics, schemas (whose ids are returned), the workspace. */
export async function prepare(settings: Settings, workspace: Workspace): Promise<ReadonlyMap<string, number>> {
  await createTopics(settings, workspace);
  const ids = await registerAll(settings, workspace);
  const platform = await connected(settings);
  try {
    await publishWorkspace(platform, workspace, 'e2e');
    return ids;
  } finally {
    await platform.close();
  }
}

/** A connection of the test's own to everything that services share. */
export const connected = (settings: Settings, logger = jsonLogger('e2e', 'warn')): Promise<Platform> =>
  connect(settings, logger);

async function createTopics({ brokers, prefix }: Settings, workspace: Workspace): Promise<void> {
  const log = kafkajsLog({ brokers, clientId: prefix });
  try {
    await log.createTopics(topicSpecs({ prefix, partitions: PARTITIONS }, workspace));
  } finally {
    await log.close();
  }
}

async function registerAll(
  { registryUrl, prefix }: Settings,
  { sources, destinations }: Workspace,
): Promise<ReadonlyMap<string, number>> {
  const registration = await registerSchemas(confluentRegistry({ url: registryUrl }), prefix, {
    source: sources.filter(({ topic }) => topic).map(({ name }) => name),
    'destination.state': destinations.map(({ instance }) => instance),
  });
  if (registration.kind === 'registered') return registration.ids;
  throw new Error(`registering schemas of ${prefix}: ${JSON.stringify(registration.refused)}`);
}
