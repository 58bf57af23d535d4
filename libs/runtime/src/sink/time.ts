/** Time and chance, so that tests can have their own. */
export interface SinkTime {
  readonly now: () => number;
  /** Calls back once, unless the returned function is called before. */
  readonly after: (ms: number, run: () => void) => () => void;
  /** In [0, 1). */
  readonly random01: () => number;
}

/** The machine's timers and chance with a given clock. */
export const machineTime = (now: () => number): SinkTime => ({
  now,
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  random01: Math.random,
});
