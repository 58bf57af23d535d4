import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryFolder } from '@tutti/stack';
import { Command, CommanderError } from 'commander';
import { addApply } from './commands/apply';
import { addDown } from './commands/down';
import { addGenerate } from './commands/generate';
import { addIdentityCommands } from './commands/identity';
import { addLogs } from './commands/logs';
import { addPrepare } from './commands/prepare';
import { addProfile } from './commands/profile';
import { addPrograms } from './commands/programs';
import { addReset } from './commands/reset';
import { addSend } from './commands/send';
import { addServices } from './commands/services';
import { addStatus } from './commands/status';
import { addTail } from './commands/tail';
import { addUp } from './commands/up';
import { EXIT, EXIT_HELP, explain } from './exit';

const FIRST_STEPS = `
First steps:
  ./tutti up              start everything; Ctrl-C stops it
  ./tutti up --demo       the same, with customers and purchases to look at
  ./tutti profile 0001    everything known of one customer
  ./tutti status          what runs, and where it answers
  ./tutti <command> -h    examples of every command
${EXIT_HELP}`;

const COMMANDS = [
  ...[addUp, addDown, addStatus, addLogs, addServices, addReset, addPrepare],
  ...[addSend, addProfile, addIdentityCommands, addTail, addApply, addGenerate, addPrograms],
];

/** Runs one command. The exit code tells what became of it. */
async function main(): Promise<void> {
  const program = new Command('tutti').description('Tutti, the open customer data platform on your own Kafka');
  program.version(version()).addHelpText('after', FIRST_STEPS).showHelpAfterError('(--help shows how it is used)');
  program.enablePositionalOptions().exitOverride().configureHelp({ sortSubcommands: false });
  for (const add of COMMANDS) add(program);
  for (const command of program.commands) command.exitOverride().showHelpAfterError('(--help has examples)');
  process.stdout.on('error', endOfReader);
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = error instanceof CommanderError ? usage(error) : explain(error);
  }
  process.exit();
}

/** `./tutti logs | head`: whoever read has enough. */
function endOfReader(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(EXIT.done);
  throw error;
}

const usage = ({ exitCode }: CommanderError): number => (exitCode === 0 ? EXIT.done : EXIT.usage);

const version = (): string =>
  String(JSON.parse(readFileSync(join(repositoryFolder(process.env), 'package.json'), 'utf8')).version);

void main();
