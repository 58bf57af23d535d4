import { existsSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { Misuse } from '../exit';
import type { Site } from '../site';
import { siteOf } from '../site';
import { bringDown } from './down';

/** Everything `up` makes in a data folder. The secret goes only with the log that was written with it. */
const OURS = ['kafka', 'registry', 'redis', 'logs', 'run', 'write-key'];

const SECRET_STAYS = 'the secret stays: the log that was written with it is in a Kafka that was given\n';

/** `reset`: down, then all data of this installation is removed. The download cache stays. */
export function addReset(program: Command): void {
  program
    .command('reset')
    .description('stop everything and remove all data of this installation; the download cache stays')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'what was removed as JSON')
    .addHelpText('after', '\nExamples:\n  ./tutti reset\n  ./tutti reset --yes && ./tutti up    a fresh start')
    .action(async ({ yes, json }: { readonly yes?: boolean; readonly json?: boolean }) => {
      const site = siteOf();
      if (yes !== true && !(await agreed(site))) return void process.stdout.write('nothing was removed\n');
      await bringDown(site);
      const removed = remove(site);
      if (json === true) return void process.stdout.write(`${JSON.stringify({ removed })}\n`);
      process.stdout.write(
        removed.length === 0 ? 'there was no data\n' : `removed ${removed.join(', ')} in ${site.data}\n`,
      );
      if (existsSync(join(site.data, 'secret'))) process.stdout.write(SECRET_STAYS);
    });
}

async function agreed({ data }: Site): Promise<boolean> {
  if (!process.stdin.isTTY) throw new Misuse('reset removes all data and nobody can be asked here: say --yes');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`Remove every profile, event and setting kept in ${data}? [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

function remove({ data }: Site): readonly string[] {
  const ours = existsSync(join(data, 'kafka')) ? [...OURS, 'secret'] : OURS;
  const removed = ours.filter((name) => existsSync(join(data, name)));
  for (const name of removed) rmSync(join(data, name), { recursive: true, force: true });
  try {
    rmdirSync(data);
  } catch {
    // Something of others lies there, or there is no such folder.
  }
  return removed;
}
