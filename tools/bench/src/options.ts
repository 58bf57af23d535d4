import { parseArgs } from 'node:util';
import { GROUPS } from './groups/all';

/** What the user asks for. */
export interface Options {
  /** Names of groups. */
  readonly only: readonly string[];
  readonly runs: number;
  /** Length of each measurement under load of the whole pipeline. */
  readonly seconds: number;
  /** Every group on an installation with one process for each service. */
  readonly separate: boolean;
  readonly json: boolean;
  /** Folder for raw values and chart; the page is beside it. */
  readonly out: string | undefined;
  /** Cores of the installation, as `taskset -c` wants them. */
  readonly cores: string | undefined;
}

const RUNS_MAX = 20;
const SECONDS_MAX = 300;

/** Throws with the word that cannot be used. */
export function optionsIn(words: readonly string[]): Options | 'help' {
  const { values } = parseArgs({
    args: [...words],
    options: {
      only: { type: 'string' },
      runs: { type: 'string', default: '1' },
      seconds: { type: 'string', default: '15' },
      separate: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      out: { type: 'string' },
      cores: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const { separate, json, out, cores } = values;
  const runs = whole('--runs', values.runs, RUNS_MAX);
  const seconds = whole('--seconds', values.seconds, SECONDS_MAX);
  return { only: groupsIn(values.only), runs, seconds, separate, json, out, cores };
}

const LONG = Object.keys(GROUPS).filter((name) => GROUPS[name]?.isLong);

function groupsIn(text: string | undefined): readonly string[] {
  if (text === undefined) return Object.keys(GROUPS).filter((name) => !LONG.includes(name));
  const names = text.split(',');
  const unknown = names.filter((name) => GROUPS[name] === undefined);
  if (unknown.length === 0) return names;
  throw new Error(`--only does not know ${unknown.join(', ')}; there are: ${Object.keys(GROUPS).join(', ')}`);
}

function whole(flag: string, text: string, most: number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  throw new Error(`${flag} is ${text}: give a whole number from 1 to ${most}`);
}

/** What `--help` says. */
export const HELP = `Usage: ./tutti bench [--only <names>] [--runs <n>] [--seconds <s>] [--separate] [--cores <list>] [--json] [--out <folder>]

Starts an installation of its own (data in .tutti/bench, free ports, removed afterwards) and measures speed and size, from a
bare hop of the log to the whole pipeline. Load generator and webhook receiver share the machine.

  --only <names>  only these, separated by commas: ${wrapped(Object.keys(GROUPS))};
                  without it all but ${LONG.join(' and ')}, which take some minutes each
  --runs <n>      how often (1); more than once: in shuffled order, with median and spread
  --seconds <s>   length of each measurement of the whole pipeline under load (15)
  --separate      one process for each service, for everything
  --cores <list>  cores for the installation, as taskset -c wants them
  --out <folder>  writes benchmarks.json, ladder.svg and growth.svg there, and the tables into the page of that name beside it
  --json          everything as JSON on the standard output; progress goes to the standard error

Examples:
  ./tutti bench                                  everything once, about eight minutes
  ./tutti bench --only f5,latency --seconds 30
  ./tutti bench --runs 3 --out docs/benchmarks   median and spread, written into docs/benchmarks.md

What each name measures, and how: docs/benchmarks.md
Exit codes: 0 measured, targets met or missed · 1 something could not be measured · 2 wrong usage
`;

function wrapped(names: readonly string[]): string {
  const half = Math.floor(names.length / 2);
  return `${names.slice(0, half).join(', ')},\n                  ${names.slice(half).join(', ')}`;
}
