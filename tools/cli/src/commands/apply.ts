import type { Command } from 'commander';
import { runningEndpoints } from '../data/running';
import { secretOf } from '../secrets';
import { siteOf, workspaceFolder } from '../site';

const EXAMPLES = `
Examples:
  ./tutti apply                            publish workspace/ as the next revision, if it changed
  ./tutti apply --workspace other/folder

Every problem is listed with file, line and remedy, and then nothing is published. A new destination instance gets its
sink with the next ./tutti up.`;

/** `apply`: publishes the workspace to the running installation. */
export function addApply(program: Command): void {
  program
    .command('apply')
    .description('check the workspace and publish it as the next configuration revision')
    .option('--workspace <folder>', 'YAML files of the workspace (TUTTI_WORKSPACE)')
    .option('--json', 'the revision, and whether it is new, as JSON')
    .addHelpText('after', EXAMPLES)
    .action((flags: { readonly workspace?: string; readonly json?: boolean }) => apply(flags.workspace, flags.json));
}

async function apply(workspace: string | undefined, json: boolean | undefined): Promise<void> {
  const site = siteOf();
  const endpoints = runningEndpoints();
  const { prepareAll, readWorkspace } = await import('../prepare');
  const compiled = readWorkspace(site, workspaceFolder(site, workspace));
  const { revision, changed } = await prepareAll(site, endpoints, { workspace: compiled, secret: secretOf(site) });
  const text = changed
    ? `revision ${revision} is in force`
    : `nothing has changed: revision ${revision} stays in force`;
  process.stdout.write(json === true ? `${JSON.stringify({ revision, changed })}\n` : `${text}\n`);
}
