import { shuffled } from '../../chance';

/** Ways to draw from one source of chance. */
export interface Draw {
  readonly random01: () => number;
  /** True with this probability. */
  readonly happens: (probability: number) => boolean;
  /** A whole number from 0 to `most`. */
  readonly upTo: (most: number) => number;
  readonly oneOf: <Value>(values: readonly Value[]) => Value;
  /** At most so many of them, each once, in any order. */
  readonly some: <Value>(values: readonly Value[], count: number) => readonly Value[];
}

/** Draws from `random01`, numbers in [0, 1). */
export function drawFrom(random01: () => number): Draw {
  const upTo = (most: number): number => Math.floor(random01() * (most + 1));
  return {
    random01,
    upTo,
    happens: (probability) => random01() < probability,
    oneOf: (values) => values[upTo(values.length - 1)]!,
    some: (values, count) => shuffled(values, random01).slice(0, count),
  };
}
