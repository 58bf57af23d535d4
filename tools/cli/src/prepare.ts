import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { segmentProblems } from '@tutti/core/segment';
import type { Workspace } from '@tutti/core/workspace';
import { compileWorkspace, formatProblems } from '@tutti/core/workspace';
import { confluentRegistry, kafkajsLog, registerSchemas } from '@tutti/log';
import type { Published, Settings } from '@tutti/runtime';
import {
  connect,
  hasOtherSecret,
  jsonLogger,
  openInstance,
  OTHER_SECRET,
  publishWorkspace,
  topicSpecs,
} from '@tutti/runtime';
import type { Endpoints } from '@tutti/stack';
import { Problem } from '@tutti/stack';
import { destinationProblems } from './destinations';
import type { Site } from './site';

/** Partitions of every keyed topic where nothing else is asked for; fixed at birth (design §2). */
const PARTITIONS = '4';
const PARTITIONS_MAX = 10_000;

/** Reads and compiles every YAML file of a workspace folder; a problem lists all that is wrong. */
export function readWorkspace(site: Site, folder: string): Workspace {
  if (!existsSync(folder)) throw new Problem(`there is no workspace folder ${folder}: name another with --workspace`);
  const names = readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort();
  if (names.length === 0) throw new Problem(`there is no YAML file in the workspace folder ${folder}`);
  const files = names.map((name) => join(folder, name));
  const compiled = compileWorkspace(
    files.map((file) => ({ name: relative(site.repository, file), text: readFileSync(file, 'utf8') })),
    { segmentProblems, destinationProblems },
  );
  if ('problems' in compiled) throw new Problem(`the workspace cannot be used:\n${formatProblems(compiled.problems)}`);
  return compiled.workspace;
}

/** Refuses, before anything is started, destinations whose settings or environment would stop their sink. */
export function refuseUnfitInstances({ environment }: Site, { destinations }: Workspace): void {
  try {
    for (const instance of destinations) openInstance(instance, environment);
  } catch (error) {
    throw new Problem((error as Error).message);
  }
}

/** Creates the topics that are missing. The broker answers already. */
export async function createTopics(site: Site, { brokers }: Endpoints, workspace: Workspace): Promise<number> {
  const log = kafkajsLog({ brokers: brokers.split(','), clientId: site.prefix });
  try {
    const sizes = { prefix: site.prefix, partitions: partitionsFor(site) };
    const created = await log.createTopics(topicSpecs(sizes, workspace));
    return created.length;
  } finally {
    await log.close();
  }
}

function partitionsFor({ environment }: Site): number {
  const text = environment['TUTTI_PARTITIONS'] || PARTITIONS;
  const partitions = Number(text);
  if (Number.isInteger(partitions) && partitions >= 1 && partitions <= PARTITIONS_MAX) return partitions;
  throw new Problem(`TUTTI_PARTITIONS is ${text}: give a whole number from 1 to ${PARTITIONS_MAX}`);
}

/** Registers this release's schemas; a problem says which schema of the registry is in the way. */
export async function registerAll(site: Site, endpoints: Endpoints, workspace: Workspace): Promise<number> {
  const registry = confluentRegistry({ url: endpoints.registryUrl });
  const registration = await registerSchemas(registry, site.prefix, {
    source: workspace.sources.filter(({ topic }) => topic).map(({ name }) => name),
    'destination.state': workspace.destinations.map(({ instance }) => instance),
  });
  if (registration.kind === 'registered') return registration.ids.size;
  const reasons = registration.refused.flatMap(({ subject, reasons: all }) =>
    all.map((reason) => `  ${subject}: ${reason}`),
  );
  throw new Problem(
    `this release cannot read what an earlier one wrote:\n${reasons.join('\n')}\n` +
      'Until release 0.1 a schema may break: ./tutti reset removes the old data',
  );
}

/** Publishes the workspace as the next revision, if it differs from the one in force. */
export async function publish(site: Site, endpoints: Endpoints, given: Given): Promise<Published> {
  const platform = await connect(settingsOf(site, endpoints, given.secret), jsonLogger('up', 'warn'));
  try {
    if (hasOtherSecret(platform)) throw new Problem(OTHER_SECRET);
    return await publishWorkspace(platform, given.workspace, 'tutti up');
  } finally {
    await platform.close();
  }
}

/** Topics, schemas and the revision, in the order that services need them; harmless to repeat. */
export async function prepareAll(site: Site, endpoints: Endpoints, given: Given): Promise<Prepared> {
  const topics = await createTopics(site, endpoints, given.workspace);
  const schemas = await registerAll(site, endpoints, given.workspace);
  return { topics, schemas, ...(await publish(site, endpoints, given)) };
}

/** How many topics were created and schemas are registered, and the revision in force. */
export interface Prepared extends Published {
  readonly topics: number;
  readonly schemas: number;
}

interface Given {
  readonly workspace: Workspace;
  readonly secret: string;
}

const settingsOf = (site: Site, endpoints: Endpoints, secret: string): Settings => ({
  brokers: endpoints.brokers.split(','),
  registryUrl: endpoints.registryUrl,
  redisUrl: endpoints.redisUrl,
  prefix: site.prefix,
  secret,
  local: true,
  host: '127.0.0.1',
  ingestPort: site.ports.ingest,
  apiPort: site.ports.api,
  healthPort: 0,
  trustProxy: false,
  instance: undefined,
  logLevel: 'warn',
  environment: site.environment,
});
