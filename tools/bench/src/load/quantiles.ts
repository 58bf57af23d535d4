import { build } from 'hdr-histogram-js';

const MICROS = 1_000;
const LONGEST_MS = 3_600_000;

/** Milliseconds. */
export interface Quantiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** To three digits, from a histogram that does not lose the worst ones. */
export function quantilesOf(values: readonly number[]): Quantiles {
  const histogram = build({ highestTrackableValue: LONGEST_MS * MICROS, numberOfSignificantValueDigits: 3 });
  for (const value of values) histogram.recordValue(Math.max(1, Math.round(value * MICROS)));
  const at = (percentile: number): number => histogram.getValueAtPercentile(percentile) / MICROS;
  return { p50: at(50), p95: at(95), p99: at(99), max: histogram.maxValue / MICROS };
}
