import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import type { Kind, Told } from './kinds';
import { simulated } from './kinds';

/** What one seed came to, as one process tells another. */
export interface Result extends Pick<Told, 'problems' | 'counts'> {
  readonly seed: number;
}

/** What is to be run, in how many processes. */
export interface Run {
  readonly kind: Kind;
  readonly seeds: readonly number[];
  readonly workers: number;
}

/** How a process of this program is told to be a worker. */
export const WORKER = 'worker';

/** Runs each seed in one of so many processes like this one; `told` hears of each result. */
export async function simulateAll({ kind, seeds, workers }: Run, told: (result: Result) => void): Promise<void> {
  const queue = [...seeds].reverse();
  const lanes = Array.from({ length: Math.min(workers, seeds.length) }, async () => {
    while (queue.length > 0) await workThrough(kind, queue, told);
  });
  await Promise.all(lanes);
}

/** One process takes seed after seed; should it die, its seed has failed. */
function workThrough(kind: Kind, queue: number[], told: (result: Result) => void): Promise<void> {
  const worker = fork(process.argv[1]!, [WORKER, kind]);
  let current: number | undefined;
  const next = (): void => {
    current = queue.pop();
    if (current === undefined) worker.disconnect();
    else worker.send(current);
  };
  worker.on('message', (result) => {
    told(result as Result);
    next();
  });
  next();
  return ended(worker).then((how) => {
    if (current !== undefined) told(failed(current, `the process that ran it ended: ${how}`));
  });
}

const ended = (worker: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    worker.on('error', (error) => resolve(error.message));
    worker.on('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });

const failed = (seed: number, problem: string): Result => ({ seed, problems: [problem], counts: {} });

/** Answers each seed that it is sent with a result, until nobody sends any more. */
export function work(kind: Kind): void {
  process.on('message', (seed) => void answer(kind, Number(seed)));
  process.on('disconnect', () => process.exit());
}

async function answer(kind: Kind, seed: number): Promise<void> {
  process.send?.(await resultOf(kind, seed));
}

async function resultOf(kind: Kind, seed: number): Promise<Result> {
  try {
    const { problems, counts } = await simulated[kind](seed);
    return { seed, problems, counts };
  } catch (error) {
    return failed(seed, (error as Error).stack ?? String(error));
  }
}
