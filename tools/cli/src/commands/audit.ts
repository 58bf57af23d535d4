import type { Command } from 'commander';
import { askApi } from '../data/api-client';
import type { ShownTrail } from '../data/identity-text';
import { auditLines } from '../data/identity-text';

const EXAMPLES = `
Examples:
  ./tutti identity audit email:ada@example.com
  ./tutti identity audit profile:9f2c1f0e9d8b4a6c8e5d3b1a09f8e7d6 --json | jq '.records[] | select(.outcome == "refused")'

Also of somebody who was erased: the trail holds keyed hashes and no values.`;

/** `identity audit`: what was decided about somebody, by whom and why. */
export function addAudit(group: Command): void {
  group
    .command('audit')
    .argument('<identifier>', 'type:value; a bare value is a userId; profile:<id>')
    .description('what was decided about somebody: merges, refusals and commands, by whom and why')
    .option('--json', 'as one JSON document')
    .addHelpText('after', EXAMPLES)
    .action(async (identifier: string, { json }: { readonly json?: boolean }) => {
      const trail = (await askApi(`/v1/identity/${encodeURIComponent(identifier)}/audit`)) as ShownTrail;
      process.stdout.write(`${json === true ? JSON.stringify(trail, undefined, 2) : auditLines(trail).join('\n')}\n`);
    });
}
