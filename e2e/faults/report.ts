import { FAULTS } from './faults';
import type { IdentityAsked } from './arguments';
import type { IdentityResult } from './identity/run';
import { isRight } from './identity/run';
import type { RowResult } from './run-row';
import { isWell } from './run-row';
import type { SoakResult } from './soak';

const HELP = `Usage: ./tutti faults [--list] [--only <names>] [--seed N] [--rate N] [--soak <minutes>] [--out <folder>] [--json]
       ./tutti faults --identity [--events N] [--people N] [--splits] [--only <names>] [--seed N] [--rate N] [--json]

Breaks an installation of its own, on servers of its own, while events flow through it, and checks after each fault that
everything that was accepted is counted once and delivered, and that log, cache and receiver agree.

  --only <names>     only these faults: a name (kill:sink.hook) or a group (kill), separated by commas
  --list             the faults there are
  --seed N           the same draws as another run with that seed: users, events, fail points
  --rate N           events per second (default 240; with --identity 2000 at most, as fast as they come out)
  --soak <minutes>   faults drawn from all (or --only) at random for that long, invariants at the end, memory sampled
  --identity         people with a user id, an e-mail address and three devices, who turn out to be one by and by; every
                     profile is compared with an oracle in the end
  --events N         so many of their events (default 200000)
  --people N         so many people (default 20000)
  --splits           tight limits, strangers on one event, operators who split people and undo merges
  --out <folder>     writes numbers (JSON) and table (Markdown), with --soak a chart (SVG), into that folder
  --json             the result as JSON on the standard output; progress goes to the standard error

What is checked, and what the columns mean: docs/faults.md

Examples:
  ./tutti faults                                  every fault, about an hour
  ./tutti faults --only kill:identity,redis       one, and a group
  ./tutti faults --soak 60 --out docs/benchmarks  an hour of whatever comes

Exit codes: 0 all is well · 1 something was lost, doubled or wrong · 2 wrong usage · 3 something is missing or in the way`;

const NAME_WIDTH = 44;
/** A broken rule breaks for many; the first few tell which. */
const LINES_MAX = 20;
const HEADER = row('fault', ['times', 'in flight', 'lost', 'doubled', 'pause s', 'recovery s'], 'result');

/** The only place that writes to the terminal: results to the standard output, progress to the standard error. */
export const report = {
  help: (): void => say(HELP),
  refuse: (problem: string): void => {
    process.stderr.write(`tutti faults: ${problem}\n(--help shows how it is used)\n`);
    process.exitCode = 2;
  },
  list: (): void => FAULTS.forEach(({ name, title }) => say(`${name.padEnd(NAME_WIDTH)} ${title}`)),
  progress: (text: string): void => void process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`),
  header: (): void => say(HEADER),
  row: (result: RowResult): void => {
    say(lineOf(result));
    for (const violation of result.violations) say(`    ${violation}`);
  },
  soak: (result: SoakResult): void => {
    for (const line of soakLines(result)) say(line);
  },
  identity: (result: IdentityResult, asked: IdentityAsked): void => {
    for (const line of identityLines(result, asked)) say(line);
  },
  json: (value: unknown): void => say(JSON.stringify(value, undefined, 2)),
  say,
};

/** `ok`, `slow` where all is well but the pause is above its target, `FAILED`. */
export function verdictOn(result: RowResult): string {
  if (!isWell(result)) return 'FAILED';
  const { pauseMs, pauseMsMax } = result;
  return pauseMsMax === undefined || pauseMs <= pauseMsMax ? 'ok' : `ok, slow: target ${seconds(pauseMsMax)} s`;
}

/** Milliseconds as seconds with one decimal. */
export const seconds = (ms: number): string => (ms / 1000).toFixed(1);

function soakLines(result: SoakResult): readonly string[] {
  const { seed, minutes, faults, accepted, sentAgain, lost, doubled, ends, violations } = result;
  const pauses = faults.map(({ pauseMs }) => pauseMs).sort((a, b) => a - b);
  return [
    `${minutes} minutes, ${faults.length} faults, ${accepted} events accepted, ${sentAgain} batches sent again`,
    `longest pause: median ${seconds(pauses[pauses.length >> 1] ?? 0)} s, most ${seconds(pauses.at(-1) ?? 0)} s`,
    `processes that ended by themselves: ${ends}`,
    `lost ${lost}, doubled ${doubled}, ${violations.length} violations: ${isWell(result) ? 'ok' : 'FAILED'}`,
    ...violations.map((violation) => `    ${violation}`),
    ...(isWell(result) ? [] : [`again with ./tutti faults --soak ${minutes} --seed ${seed}`]),
  ];
}

const COLUMN_WIDTH = 10;

function identityLines(result: IdentityResult, { events, people, splits: tight }: IdentityAsked): readonly string[] {
  const { seed, profiles, merges, splits, refusals, faults, lost, doubled, differing, violations } = result;
  const table = { events: result.events, profiles, merges, splits, refusals, faults: faults.length, lost, doubled };
  const columns = Object.entries({ ...table, differing: differing.length, seconds: result.seconds });
  const again = `./tutti faults --identity --events ${events} --people ${people}${tight ? ' --splits' : ''} --seed ${seed}`;
  return [
    columns.map(([name]) => name.padStart(COLUMN_WIDTH)).join(''),
    columns.map(([, number]) => String(number).padStart(COLUMN_WIDTH)).join(''),
    ...differing.slice(0, LINES_MAX).map((line) => `    ${line}`),
    ...violations.map((line) => `    ${line}`),
    isRight(result) ? 'ok' : `FAILED: again with ${again}`,
  ];
}

function lineOf(result: RowResult): string {
  const { name, times, inFlight, lost, doubled, pauseMs, recoveryMs } = result;
  const numbers = [times, inFlight, lost, doubled].map(String);
  return row(name, [...numbers, seconds(pauseMs), seconds(recoveryMs)], verdictOn(result));
}

function row(name: string, numbers: readonly string[], result: string): string {
  return `${name.padEnd(NAME_WIDTH)}${numbers.map((number) => number.padStart(11)).join('')}  ${result}`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
