import type { Command } from 'commander';
import type { Endpoints } from '@tutti/stack';
import { Problem } from '@tutti/stack';
import { knownSecret } from '../secrets';
import type { Site } from '../site';
import { siteOf, workspaceFolder } from '../site';

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
  const { prepareAll, readWorkspace } = await import('../prepare');
  const compiled = readWorkspace(site, workspaceFolder(site, workspace));
  const { topics, schemas, revision } = await prepareAll(site, endpoints, { workspace: compiled, secret });
  const text = `${topics} topics created, ${schemas} schemas registered, revision ${revision} is in force`;
  process.stdout.write(json === true ? `${JSON.stringify({ topics, schemas, revision })}\n` : `${text}\n`);
}

function allGiven({ given }: Site): Endpoints {
  const { brokers, registryUrl, redisUrl } = given;
  if (brokers !== undefined && registryUrl !== undefined && redisUrl !== undefined)
    return { brokers, registryUrl, redisUrl };
  throw new Problem('prepare works on given endpoints: set TUTTI_BROKERS, TUTTI_REGISTRY_URL and TUTTI_REDIS_URL');
}
