import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

/** What the command line asks for: some seeds in a row, or one in detail. */
export interface Asked {
  readonly seeds: readonly number[];
  readonly detail: boolean;
  readonly workers: number;
  readonly json: boolean;
  readonly help: boolean;
}

const SEEDS_MAX = 1_000_000;

const options = {
  seeds: { type: 'string', default: '1000' },
  from: { type: 'string', default: '1' },
  seed: { type: 'string' },
  workers: { type: 'string', default: String(availableParallelism()) },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Reads the command line, or says what is wrong with it. */
export function readArguments(args: readonly string[]): Asked | { readonly problem: string } {
  try {
    const { values } = parseArgs({ args: [...args], options });
    const count = wholeNumber('--seeds', values.seeds, SEEDS_MAX);
    const from = wholeNumber('--from', values.from);
    const only = values.seed === undefined ? undefined : wholeNumber('--seed', values.seed);
    return {
      seeds: only === undefined ? Array.from({ length: count }, (_, i) => from + i) : [only],
      detail: only !== undefined,
      workers: Math.max(1, wholeNumber('--workers', values.workers, 256)),
      ...{ json: values.json, help: values.help },
    };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

/** A seed is 32 bits wide. */
function wholeNumber(flag: string, text: string, max = 2 ** 32 - 1): number {
  if (!/^\d{1,10}$/.test(text) || Number(text) > max)
    throw new Error(`${flag} takes a number up to ${max}, not "${text}"`);
  return Number(text);
}
