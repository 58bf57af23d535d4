import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { renewLock } from '@tutti/stack';
import type { Command } from 'commander';
import { Exit } from '../exit';
import { siteOf } from '../site';

interface Flags {
  readonly check?: boolean;
  readonly release?: boolean;
  readonly stackLock?: boolean;
}

const EXAMPLES = `
Examples:
  ./tutti generate                 libs/contracts from schemas/, after a schema has changed
  ./tutti generate --check         only say what is stale, and fail
  ./tutti generate --release       schemas/released from schemas/: records what a release writes, or an intended break
  ./tutti generate --stack-lock    deploy/local/stack.lock.json from the poms beside it, after a version has changed

Look at the differences before committing: whoever commits the lock vouches for the files it names.`;

/** `generate`: files that are made from others. */
export function addGenerate(program: Command): void {
  program
    .command('generate')
    .description('write the files that are made from others: contracts from schemas, checksums of the local stack')
    .option('--check', 'write nothing; fail when something is stale')
    .option('--release', 'record the schemas as released; later changes must stay compatible with them')
    .option('--stack-lock', 'resolve the local stack afresh with Maven and write its versions, sizes and checksums')
    .addHelpText('after', EXAMPLES)
    .action(async ({ check, release, stackLock }: Flags) => {
      const { repository, cache } = siteOf();
      if (stackLock === true) return void process.stdout.write(`wrote ${await renewLock(repository, cache)}\n`);
      const flags = [...(check === true ? ['--check'] : []), ...(release === true ? ['--release'] : [])];
      const words = [join(repository, 'dist', 'generate.js'), ...flags];
      const { status } = spawnSync(process.execPath, words, { cwd: repository, stdio: 'inherit' });
      if (status !== 0) throw new Exit(status ?? 1);
    });
}
