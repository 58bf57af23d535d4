const LOOK_EVERY_MS = 200;

/** What a test waits for: in words, with a bound, and what is still missing (undefined: nothing, go on). */
export interface Awaited {
  readonly awaited: string;
  readonly msMax: number;
  readonly missing: () => Promise<string | undefined> | string | undefined;
}

/** Looks again and again; returns how long it took, in milliseconds. The error names what was awaited and what is missing. */
export async function until({ awaited, msMax, missing }: Awaited): Promise<number> {
  const start = Date.now();
  for (;;) {
    const still = await missing();
    const tookMs = Date.now() - start;
    if (still === undefined) return tookMs;
    if (tookMs > msMax) throw new Error(`waited ${Math.round(tookMs / 1000)} s for ${awaited}; still ${still}`);
    await pause(LOOK_EVERY_MS);
  }
}

/** Resolves after some time. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
