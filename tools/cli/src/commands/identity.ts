import type { Command } from 'commander';
import { addAudit } from './audit';
import { EXIT_NOTE, withCommandFlags } from './command-flags';
import { addErase } from './erase';
import { addExplain } from './explain';
import type { CommandFlags } from '../data/command-client';
import { carryOut, showOutcome } from '../data/command-client';

/** `identity`: who is whom: look, change, and see who changed it. */
export function addIdentityCommands(program: Command): void {
  const group = program.command('identity').description('who is whom: explain it, change it, see who changed it');
  group.addHelpText('after', EXAMPLES);
  for (const add of [addExplain, addMerge, addUndoMerge, addSplit, addAllowLink, addErase, addOutcome, addAudit])
    add(group);
}

const EXAMPLES = `
An identifier is type:value, such as email:ada@example.com; a bare value is a userId; profile:<id> is a profile.

Examples:
  ./tutti identity explain 0001                                                    why they are one profile
  ./tutti identity merge email:ada@example.com 0001 --why "ticket 17" --dry-run    what would happen
  ./tutti identity undo-merge email:ada@example.com --why "not the same person"
  ./tutti identity audit email:ada@example.com                                     who decided what, and why

Every change needs --why; it stands in the audit trail for good, with the name of the key.`;

function addMerge(group: Command): void {
  const command = group.command('merge').argument('<one>').argument('<other>');
  withCommandFlags(command.description('make one profile of two; walls between them fall, all other rules hold'))
    .addHelpText('after', '\nExample:\n  ./tutti identity merge email:ada@example.com 0001 --why "called, ticket 17"')
    .action((one: string, other: string, flags: CommandFlags) =>
      carryOut({ action: 'merge', identifiers: [one], with: other }, flags),
    );
}

function addUndoMerge(group: Command): void {
  const command = group.command('undo-merge').argument('<identifier>', 'of whoever does not belong; or profile:<id>');
  withCommandFlags(command.description('undo the merge that brought somebody here; both sides are as they were'))
    .option('--merge <profile>', 'profile:<id> that came in by the merge, where it is not the youngest one')
    .addHelpText(
      'after',
      '\nExample:\n  ./tutti identity undo-merge email:ada@example.com --why "shared family tablet"',
    )
    .action((identifier: string, flags: CommandFlags & { readonly merge?: string }) => {
      const other = flags.merge === undefined ? {} : { with: flags.merge };
      return carryOut({ action: 'undo-merge', identifiers: [identifier], ...other }, flags);
    });
}

function addSplit(group: Command): void {
  const command = group.command('split').argument('<identifiers...>', 'all of one profile');
  withCommandFlags(command.description('take identifiers out of a profile, with everything that came by them'))
    .addHelpText('after', '\nExample:\n  ./tutti identity split 0002 anonymousId:5f0c --why "two people, one device"')
    .action((identifiers: readonly string[], flags: CommandFlags) => carryOut({ action: 'split', identifiers }, flags));
}

function addAllowLink(group: Command): void {
  const command = group.command('allow-link').argument('<one>').argument('<other>');
  withCommandFlags(command.description('take down the wall between two, so that events may make them one again'))
    .addHelpText('after', '\nExample:\n  ./tutti identity allow-link 0001 0002 --why "the split was wrong"')
    .action((one: string, other: string, flags: CommandFlags) =>
      carryOut({ action: 'allow-link', identifiers: [one], with: other }, flags),
    );
}

function addOutcome(group: Command): void {
  group
    .command('outcome')
    .argument('<command>', 'id of a command')
    .description('what came of a command')
    .option('--json', 'the answer as JSON')
    .addHelpText('after', EXIT_NOTE)
    .action((id: string, flags: Pick<CommandFlags, 'json'>) => showOutcome(id, flags));
}
