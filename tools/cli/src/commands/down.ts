import type { Command } from 'commander';
import { end, isAlive } from '@tutti/stack';
import type { Site } from '../site';
import { siteOf } from '../site';
import { endOrphans } from '../supervisor/orphans';
import { livingSupervisor, readRecords } from '../supervisor/records';

const GRACE_MS = 90_000;

/** `down`: ends everything that `up` started, and nothing else. */
export function addDown(program: Command): void {
  program
    .command('down')
    .description('stop everything that up started; data stays')
    .option('--json', 'say what was stopped as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  ./tutti down\n  ./tutti down && ./tutti up    same profiles: everything is in the log',
    )
    .action(async ({ json }: { readonly json?: boolean }) => {
      const stopped = await bringDown(siteOf());
      const text = stopped.length === 0 ? 'nothing was running' : `stopped ${stopped.join(', ')}`;
      process.stdout.write(json === true ? `${JSON.stringify({ stopped })}\n` : `${text}\n`);
    });
}

/** Ends the supervisor, which ends its processes in order, and whatever a killed one left. Returns what was stopped. */
export async function bringDown(site: Site): Promise<readonly string[]> {
  const before = readRecords(site).filter(isAlive);
  const supervisor = livingSupervisor(site);
  if (supervisor !== undefined) await end(supervisor, GRACE_MS);
  await endOrphans(site);
  return before.map(({ name }) => name).reverse();
}
