import { lab } from './lab/lab';
import { load } from './load/load';
import { measure } from './measure';
import { HELP, optionsIn } from './options';

/** One bundle, several roles: the command itself, and what it starts as processes of their own. */
async function main(words: readonly string[]): Promise<void> {
  const options = understood(words);
  if (options === 'help') return void process.stdout.write(HELP);
  if (options !== undefined) await measure(options);
}

function understood(words: readonly string[]): ReturnType<typeof optionsIn> | undefined {
  try {
    return optionsIn(words);
  } catch (error) {
    process.stderr.write(`tutti bench: ${messageOf(error)}\n(--help shows how it is used)\n`);
    process.exitCode = 2;
    return undefined;
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const [role] = process.argv.slice(2);
if (role === 'load') load();
else if (role === 'lab') lab();
else
  main(process.argv.slice(2)).then(
    () => process.exit(),
    (error: unknown) => {
      process.stderr.write(`tutti bench: ${messageOf(error)}\n`);
      process.exit(1);
    },
  );
