import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Command } from 'commander';
import { Exit } from '../exit';
import { siteOf } from '../site';

/** Commands that are programs of their own: everything after the name is theirs, `--help` included. */
const PROGRAMS = {
  test: 'run every check: contracts, format, types, lint, tests alone, on a real stack, and end to end',
  bench: 'measure speed and size, from a bare hop of the log to the whole pipeline',
  faults: 'break an installation of its own on purpose and check that nothing is lost or doubled',
  simulate: 'run histories of the whole system in memory, each from a seed, with crashes and zombies',
} as const;

/** Bundles with a name of their own: that of their folder. */
const BUNDLES: Readonly<Record<string, string>> = { simulate: 'simulation' };

/** Each is a bundle of its own. */
export function addPrograms(program: Command): void {
  for (const [name, description] of Object.entries(PROGRAMS)) {
    program
      .command(name)
      .argument('[words...]')
      .description(description)
      .helpOption(false)
      .allowUnknownOption()
      .passThroughOptions()
      .action((words: readonly string[]) => runProgram(name, words));
  }
}

function runProgram(name: string, words: readonly string[]): void {
  const { repository } = siteOf();
  const bundle = join(repository, 'dist', `${BUNDLES[name] ?? name}.js`);
  const { status } = spawnSync(process.execPath, ['--enable-source-maps', bundle, ...words], {
    cwd: repository,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Exit(status ?? 1);
}
