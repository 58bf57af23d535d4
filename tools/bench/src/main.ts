import { lab } from './lab/lab';
import { load } from './load/load';
import { measure } from './measure';
import { HELP, optionsIn } from './options';

/** One bundle, several roles: the command itself, and what it starts as processes of their own. */
async function main(words: readonly string[]): Promise<void> {
  const options = optionsIn(words);
  if (options === 'help') return void process.stdout.write(HELP);
  await measure(options);
}

const [role] = process.argv.slice(2);
if (role === 'load') load();
else if (role === 'lab') lab();
else
  main(process.argv.slice(2)).then(
    () => process.exit(),
    (error: unknown) => {
      process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
      process.exit(1);
    },
  );
