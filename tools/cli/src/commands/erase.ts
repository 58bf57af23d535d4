import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import type { CommandFlags } from '../data/command-client';
import { carryOut } from '../data/command-client';
import { EXIT, Exit, Misuse } from '../exit';
import { withCommandFlags } from './command-flags';

type Flags = CommandFlags & { readonly yes?: boolean };

const EXAMPLES = `
Examples:
  ./tutti identity erase email:ada@example.com --why "request 2026-17" --dry-run
  ./tutti identity erase email:ada@example.com --why "request 2026-17" --yes

On a terminal it asks for the identifier once more; elsewhere it needs --yes.`;

/** `identity erase`: the one command that cannot be undone, so it is asked for twice. */
export function addErase(group: Command): void {
  const command = group.command('erase').argument('<identifier>', 'of whoever is to be forgotten; or profile:<id>');
  withCommandFlags(command.description('forget everything about a person, here and at destinations; cannot be undone'))
    .option('--yes', 'do not ask again')
    .addHelpText('after', EXAMPLES)
    .action((identifier: string, flags: Flags) => erase(identifier, flags));
}

async function erase(identifier: string, flags: Flags): Promise<void> {
  const request = { action: 'erase', identifiers: [identifier] };
  if (flags.dryRun !== true && flags.yes !== true) {
    if (!process.stdin.isTTY) throw new Misuse('erasing cannot be undone: add --yes, or try it with --dry-run first');
    await carryOut(request, { why: flags.why, dryRun: true });
    await confirm(identifier);
  }
  await carryOut(request, flags);
}

async function confirm(identifier: string): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`This cannot be undone. Type ${identifier} to erase: `);
  terminal.close();
  if (answer.trim() === identifier) return;
  process.stderr.write('That is something else: nothing was erased.\n');
  throw new Exit(EXIT.failed);
}
