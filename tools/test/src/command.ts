import { spawn } from 'node:child_process';
import type { Outcome } from './phase';

/** How a command ended, with everything it printed in the order it came. */
export interface Ended {
  readonly code: number;
  readonly output: string;
}

/** No phase takes longer on two cores; one that does waits for something that never comes. */
const LIMIT_MS = 10 * 60_000;

const interruption = new AbortController();

/** Ends what runs, and lets nothing new begin. */
export const interrupt = (): void => interruption.abort();

/** Whether somebody asked to end. */
export const isInterrupted = (): boolean => interruption.signal.aborted;

/** Runs a Node script with the Node that runs us, for ten minutes at most; never throws. */
export function node(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      env: { ...process.env, NO_COLOR: '1', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: LIMIT_MS,
      signal: interruption.signal,
    });
    let output = '';
    const keep = (chunk: Buffer): void => void (output += chunk.toString());
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => resolve({ code: 1, output: `${output}${error.message}\n` }));
    child.on('close', (code, signal) => {
      resolve({ code: code ?? 1, output: signal === null ? output : `${output}ended by ${signal}\n` });
    });
  });
}

/** A command as one check. */
export async function checkOf(...args: readonly string[]): Promise<Outcome> {
  const { code, output } = await node(args);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0, needs: [], output };
}
