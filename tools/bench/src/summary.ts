import type { Values } from './values';

/** One measurement over all runs. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly runs: number;
}

export type Summary = ReadonlyMap<string, Spread>;

/** Median and spread of every value; ratios are taken inside each run, where the machine was as noisy for both. */
export function summaryOf(runs: readonly Values[]): Summary {
  const whole = runs.map(withRatios);
  const ids = [...new Set(whole.flatMap((run) => Object.keys(run)))];
  return new Map(ids.map((id) => [id, spreadOf(whole.flatMap((run) => run[id] ?? []))]));
}

const PERCENT = 100;

function withRatios(run: Values): Values {
  const { 'f0.rate': raw, 'plain.rate': plain, 'f2.rate': fenced } = run;
  const rates = Object.entries(run).filter(([id]) => id.endsWith('.rate'));
  const ofRaw = raw === undefined ? [] : rates.map(([id, rate]) => [id.replace('.rate', '.ofF0'), rate / raw] as const);
  const ofPlain = plain === undefined || fenced === undefined ? {} : { 'f2.ofPlain': (fenced / plain) * PERCENT };
  return { ...run, ...Object.fromEntries(ofRaw), ...ofPlain };
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, min: sorted[0]!, max: sorted.at(-1)!, runs: sorted.length };
}
