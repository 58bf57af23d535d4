import { statSync } from 'node:fs';
import { join } from 'node:path';
import { pause, readIfThere } from '@tutti/stack';
import type { Command } from 'commander';
import { Misuse, NothingRuns } from '../exit';
import { followed } from '../follow';
import { lastLines, readable } from '../log-lines';
import { chosen } from '../services';
import { siteOf } from '../site';
import { filesIn } from '../supervisor/records';

interface Flags {
  readonly follow?: boolean;
  readonly lines: string;
  readonly json?: boolean;
}

const LOOK_MS = 200;
const EXAMPLES = `
Examples:
  ./tutti logs                    the last lines of every process
  ./tutti logs identity -f        what identity prints, until Ctrl-C
  ./tutti logs kafka --lines 200
  ./tutti logs services --json    the lines as they are, for jq`;

/** `logs`: what the processes print. */
export function addLogs(program: Command): void {
  program
    .command('logs [service]')
    .description('what the processes print')
    .option('-f, --follow', 'go on until Ctrl-C')
    .option('-n, --lines <count>', 'how many of the last lines', '40')
    .option('--json', 'lines as they are; those of services are JSON')
    .addHelpText('after', EXAMPLES)
    .action((service: string | undefined, flags: Flags) => show(service, flags));
}

async function show(service: string | undefined, { follow, lines, json }: Flags): Promise<void> {
  if (!/^\d+$/.test(lines)) throw new Misuse(`--lines ${lines}: give a whole number`);
  const folder = join(siteOf().data, 'logs');
  const known = filesIn(folder).flatMap((file) => (file.endsWith('.log') ? [file.slice(0, -'.log'.length)] : []));
  if (known.length === 0) throw new NothingRuns('there are no logs yet: ./tutti up starts everything');
  const names = service === undefined ? known : chosen(known, service);
  const print = (name: string, line: string): void => {
    const text = json === true ? line : readable(line);
    process.stdout.write(names.length > 1 ? `${name.padEnd(18)} ${text}\n` : `${text}\n`);
  };
  const files = names
    .map((name) => ({ name, file: join(folder, `${name}.log`) }))
    .sort((a, b) => timeOf(a.file) - timeOf(b.file));
  const more = files.map(({ name, file }) => ({ name, said: followed(file) }));
  for (const { name, file } of files)
    lastLines(readIfThere(file) ?? '', Number(lines)).forEach((line) => print(name, line));
  while (follow === true) {
    for (const { name, said } of more) lastLines(said(), Infinity).forEach((line) => print(name, line));
    await pause(LOOK_MS);
  }
}

const timeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
