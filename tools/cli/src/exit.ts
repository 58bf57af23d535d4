import { Problem } from '@tutti/stack';

/** What the exit code of a command says; `./tutti --help` lists them. */
export const EXIT = {
  done: 0,
  /** Something went wrong on the way. */
  failed: 1,
  /** The command line is not understood. */
  usage: 2,
  /** Something on this machine is missing or in the way; the message has the remedy. */
  problem: 3,
  /** Nothing is running. */
  notRunning: 4,
} as const;

/** The exit codes as a paragraph of help. */
export const EXIT_HELP = `
Exit codes: 0 done · 1 something went wrong · 2 wrong usage · 3 something is missing or in the way · 4 nothing is running`;

/** The command line is not understood: a flag or a name in it is wrong. */
export class Misuse extends Problem {}

/** A command that needs what `up` starts, and nothing is running. */
export class NothingRuns extends Problem {
  constructor(message = 'nothing is running here: ./tutti up starts everything') {
    super(message);
  }
}

/** A command that ends with a code of its own, after it has said everything. */
export class Exit extends Error {
  constructor(readonly code: number) {
    super(`exit ${code}`);
  }
}

/** Says what went wrong, in one sentence where it is known what to do, and returns the exit code. */
export function explain(error: unknown): number {
  if (error instanceof Exit) return error.code;
  const known = error instanceof Problem;
  const text = error instanceof Error ? ((known ? undefined : error.stack) ?? error.message) : String(error);
  process.stderr.write(`tutti: ${text}\n`);
  if (error instanceof Misuse) return EXIT.usage;
  if (error instanceof NothingRuns) return EXIT.notRunning;
  return known ? EXIT.problem : EXIT.failed;
}
