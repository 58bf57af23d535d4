import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { renewLock } from '@tutti/stack';
import type { Command } from 'commander';
import { Exit } from '../exit';
import { siteOf } from '../site';

const EXAMPLES = `
Examples:
  ./tutti generate                 libs/contracts from schemas/, after a schema has changed
  ./tutti generate --check         only say what is stale, and fail
  ./tutti generate --stack-lock    deploy/local/stack.lock.json from the poms beside it, after a version has changed

Look at the differences before committing: whoever commits the lock vouches for the files it names.`;

/** `generate`: files that are made from others. */
export function addGenerate(program: Command): void {
  program
    .command('generate')
    .description('write the files that are made from others: contracts from schemas, checksums of the local stack')
    .option('--check', 'write nothing; fail when something is stale')
    .option('--stack-lock', 'resolve the local stack afresh with Maven and write its versions, sizes and checksums')
    .addHelpText('after', EXAMPLES)
    .action(async ({ check, stackLock }: { readonly check?: boolean; readonly stackLock?: boolean }) => {
      const { repository, cache } = siteOf();
      if (stackLock === true) return void process.stdout.write(`wrote ${await renewLock(repository, cache)}\n`);
      const words = [join(repository, 'dist', 'generate.js'), ...(check === true ? ['--check'] : [])];
      const { status } = spawnSync(process.execPath, words, { cwd: repository, stdio: 'inherit' });
      if (status !== 0) throw new Exit(status ?? 1);
    });
}
