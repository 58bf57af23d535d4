import { join } from 'node:path';
import type { Command } from 'commander';
import type { Endpoints } from '@tutti/stack';
import { Problem } from '@tutti/stack';
import { knownSecret } from '../secrets';
import type { Site } from '../site';
import { siteOf } from '../site';

const EXAMPLES = `
Examples:
  TUTTI_BROKERS=… TUTTI_REGISTRY_URL=… TUTTI_REDIS_URL=… TUTTI_SECRET=… ./tutti prepare
  docker compose -f deploy/compose.yaml up     runs it before the services start

./tutti up does the same by itself. It is harmless to repeat.`;

/** `prepare`: what services need before their first start, on endpoints of the environment. */
export function addPrepare(program: Command): void {
  program
    .command('prepare')
    .description('create topics, register schemas and publish the workspace on given endpoints; starts nothing')
    .option('--workspace <folder>', 'YAML files of the workspace (TUTTI_WORKSPACE, else workspace/)')
    .option('--json', 'what was done as JSON')
    .addHelpText('after', EXAMPLES)
    .action((flags: { readonly workspace?: string; readonly json?: boolean }) => prepare(flags.workspace, flags.json));
}

async function prepare(workspace: string | undefined, json: boolean | undefined): Promise<void> {
  const site = siteOf();
  const endpoints = allGiven(site);
  const secret = knownSecret(site);
  const { createTopics, publish, readWorkspace, registerAll } = await import('../prepare');
  const folder = workspace ?? (site.environment['TUTTI_WORKSPACE'] || join(site.repository, 'workspace'));
  const compiled = readWorkspace(site, folder);
  const topics = await createTopics(site, endpoints, compiled);
  const schemas = await registerAll(site, endpoints, compiled);
  const revision = await publish(site, endpoints, { workspace: compiled, secret });
  const text = `${topics} topics created, ${schemas} schemas registered, revision ${revision} is in force`;
  process.stdout.write(json === true ? `${JSON.stringify({ topics, schemas, revision })}\n` : `${text}\n`);
}

function allGiven({ given }: Site): Endpoints {
  const { brokers, registryUrl, redisUrl } = given;
  if (brokers !== undefined && registryUrl !== undefined && redisUrl !== undefined)
    return { brokers, registryUrl, redisUrl };
  throw new Problem('prepare works on given endpoints: set TUTTI_BROKERS, TUTTI_REGISTRY_URL and TUTTI_REDIS_URL');
}
