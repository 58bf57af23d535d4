import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { Kind } from './kinds';

/** What the command line asks for: some seeds in a row, or one in detail. */
export interface Asked {
  readonly kind: Kind;
  readonly seeds: readonly number[];
  readonly detail: boolean;
  readonly workers: number;
  readonly json: boolean;
  readonly help: boolean;
}

interface Range {
  readonly least: number;
  readonly most: number;
}

const SEEDS: Range = { least: 1, most: 1_000_000 };
/** A seed is 32 bits wide. */
const SEED: Range = { least: 0, most: 2 ** 32 - 1 };
const WORKERS: Range = { least: 1, most: 256 };

const options = {
  seeds: { type: 'string', default: '1000' },
  from: { type: 'string', default: '1' },
  seed: { type: 'string' },
  workers: { type: 'string', default: String(availableParallelism()) },
  identity: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Reads the command line, or says what is wrong with it. */
export function readArguments(args: readonly string[]): Asked | { readonly problem: string } {
  try {
    const { values } = parseArgs({ args: [...args], options });
    const count = wholeNumber('--seeds', values.seeds, SEEDS);
    const from = wholeNumber('--from', values.from, SEED);
    const only = values.seed === undefined ? undefined : wholeNumber('--seed', values.seed, SEED);
    return {
      kind: values.identity ? 'identity' : 'system',
      seeds: only === undefined ? Array.from({ length: count }, (_, i) => from + i) : [only],
      detail: only !== undefined,
      workers: wholeNumber('--workers', values.workers, WORKERS),
      ...{ json: values.json, help: values.help },
    };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

function wholeNumber(flag: string, text: string, { least, most }: Range): number {
  const number = Number(text);
  if (!/^\d{1,10}$/.test(text) || number < least || number > most)
    throw new Error(`${flag} takes a whole number from ${least} to ${most}, not "${text}"`);
  return number;
}
