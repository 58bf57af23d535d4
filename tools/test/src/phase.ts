/** What became of the checks of a phase. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Tools that were missing, one sentence for each group of skipped tests. */
  readonly needs: readonly string[];
  /** Everything the phase printed; shown only if something failed. */
  readonly output: string;
}

/** One kind of check. */
export interface Phase {
  readonly name: string;
  /** Completes the sentence "checks that …". */
  readonly checks: string;
  /** Whether names given on the command line narrow it down; other phases are left out when names are given. */
  readonly byName: boolean;
  readonly run: (names: readonly string[]) => Promise<Outcome>;
}

/** A phase that ran, and how long it took. */
export interface Result {
  readonly name: string;
  readonly outcome: Outcome;
  readonly seconds: number;
}

/** Sum over phases; also the shape of one check that stands for itself. */
export function countOf(outcomes: readonly Outcome[]): Pick<Outcome, 'passed' | 'failed' | 'skipped'> {
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, it) => total + of(it), 0);
  return { passed: sum((it) => it.passed), failed: sum((it) => it.failed), skipped: sum((it) => it.skipped) };
}
