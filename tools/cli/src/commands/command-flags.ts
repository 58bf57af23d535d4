import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';

/** When a change and the question after one end with 1. */
export const EXIT_NOTE = `
Exits with 1 when it is refused, when there is nothing to do, and when nothing came of it within 10 seconds.`;

/** The flags that every change of who is whom takes. */
export function withCommandFlags(command: Command): Command {
  return command
    .requiredOption('--why <reason>', 'why, for the audit trail; no personal data, for it is never erased')
    .option('--dry-run', 'say what would happen, and change nothing')
    .option('--expect-version <version>', 'only if the profile is still at this version', wholeNumber)
    .option('--json', 'the answer as JSON')
    .addHelpText('after', EXIT_NOTE);
}

function wholeNumber(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('give the version that ./tutti profile shows, a whole number');
}
