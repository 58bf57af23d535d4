import type { Phase, Result } from './phase';
import { countOf } from './phase';

/** Told as phases go by. */
export interface Progress {
  readonly started: (phase: Phase) => void;
  readonly ended: (result: Result) => void;
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const silent: Progress = { started: () => undefined, ended: () => undefined };

/** Everything that is printed. */
export const report = {
  progress: (json: boolean): Progress => (json ? silent : { started: sayStart, ended: sayEnd }),
  totals: (results: readonly Result[], json: boolean): void => say(json ? toJson(results) : closingLine(results)),
  help: (phases: readonly Phase[]): void => say(helpFor(phases)),
  refuse: (problem: string): void => {
    process.stderr.write(`./tutti test: ${problem}\n`);
    process.exitCode = 2;
  },
};

function sayStart({ name, checks }: Phase): void {
  say(`${name.padEnd(12)}checks that ${checks}`);
}

function sayEnd({ name, outcome, seconds }: Result): void {
  if (outcome.failed > 0) say(outcome.output.trimEnd());
  const verdict = outcome.failed > 0 ? 'FAILED' : 'ok';
  say(`${name.padEnd(12)}${verdict} in ${seconds.toFixed(1)} s: ${sentenceOf(outcome)}`);
  for (const need of outcome.needs) say(`${' '.repeat(12)}${need}`);
}

/** The last line: `N passed, N failed`, with `, N skipped` if there are any. */
export function closingLine(results: readonly Result[]): string {
  return sentenceOf(countOf(results.map(({ outcome }) => outcome)));
}

function sentenceOf({ passed, failed, skipped }: ReturnType<typeof countOf>): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function toJson(results: readonly Result[]): string {
  const phases = results.map(({ name, seconds, outcome }) => ({ name, seconds, ...outcome }));
  return JSON.stringify({ ...countOf(results.map(({ outcome }) => outcome)), phases }, null, 2);
}

function helpFor(phases: readonly Phase[]): string {
  return [
    'usage: ./tutti test [--only <phase>]... [--json] [<name>...]',
    '',
    'Runs every check of the repository. Names narrow it down to specs whose path contains one of them.',
    '',
    ...phases.map(({ name, checks }) => `  ${name.padEnd(12)}${checks}`),
    '',
    'examples:',
    '  ./tutti test                    everything',
    '  ./tutti test segment            specs with "segment" in their path',
    '  ./tutti test --only lint        one phase',
  ].join('\n');
}
