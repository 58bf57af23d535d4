import type { Kind, Told } from './kinds';
import { flagOf } from './kinds';
import type { Result } from './pool';

const EVERY = 100;

/** What all seeds came to. */
export interface Summary {
  readonly kind: Kind;
  readonly passed: number;
  readonly failed: readonly Result[];
  readonly seconds: number;
  /** How much happened in all of them. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Everything that `./tutti simulate` says: results on its output, progress on the other one. */
export const report = {
  help: (): void => print(HELP),
  refuse: (problem: string): void => {
    note(`tutti simulate: ${problem}\n(--help shows how it is used)`);
    process.exitCode = 2;
  },
  progress: (done: number, of: number, failed: number): void => {
    if (done % EVERY === 0 && done < of) note(`${done} of ${of} histories, ${failed} failed`);
  },
  failure: (kind: Kind, result: Result): void => note(told(kind, result)),
  summary: ({ kind, passed, failed, seconds, counts }: Summary): void => {
    for (const result of failed) print(told(kind, result));
    print(listed(counts));
    print(`${passed} histories passed, ${failed.length} failed in ${lasting(seconds)}`);
  },
  detail: (seed: number, { story, problems, counts, details }: Told): void => {
    print([`seed ${seed}`, ...story()].join('\n'));
    print(listed({ ...counts, ...details }));
    print(problems.length === 0 ? 'everything is as promised' : problems.join('\n'));
  },
  json: (value: unknown): void => print(JSON.stringify(value)),
};

const HELP = `Usage: ./tutti simulate [--identity] [--seeds N] [--from K] [--seed N] [--workers N] [--json]

Runs histories of the whole system in memory: the real stages and the real sink on a log in memory, with simulated
cache, clock and destination, crashes, zombies, rebalances, lost answers, poison and compaction. Each history comes from
its seed and is the same every time; afterwards everything is compared with what was promised.

With --identity it is who is whom alone: identifiers and profiles that link, merge, refuse, split, undo and erase, in
many more histories of fewer steps.

  --identity    identifiers and profiles alone
  --seeds N     histories to run (1000)
  --from K      first seed (1)
  --seed N      one history, told in detail
  --workers N   processes (one for each core)
  --json        the result as JSON on the standard output; progress goes to the standard error

Examples:
  ./tutti simulate --seeds 5000               as many histories as you like, on all cores
  ./tutti simulate --from 5001 --seeds 5000   the next ones
  ./tutti simulate --seed 42                  one, told step by step
  ./tutti simulate --identity --seeds 10000   identity alone

Exit codes: 0 all is as promised · 1 a history failed: it is told with the command that repeats it · 2 wrong usage`;

const told = (kind: Kind, { seed, problems }: Result): string =>
  [
    `seed ${seed} failed; repeat it by: ./tutti simulate${flagOf(kind)} --seed ${seed}`,
    ...problems.map((it) => `  ${it}`),
  ].join('\n');

const listed = (numbers: Readonly<Record<string, string | number>>): string =>
  Object.entries(numbers)
    .map(([name, number]) => `${name} ${number}`)
    .join(', ');

const lasting = (seconds: number): string =>
  seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const note = (text: string): void => void process.stderr.write(`${text}\n`);
