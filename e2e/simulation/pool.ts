import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { simulate } from './simulate';

/** What one seed came to, as one process tells another. */
export interface Result {
  readonly seed: number;
  readonly problems: readonly string[];
  readonly events: number;
  readonly commits: number;
  readonly sent: number;
}

/** How a process of this program is told to be a worker. */
export const WORKER = 'worker';

/** Runs each seed in one of so many processes like this one; `told` hears of each result. */
export async function simulateAll(
  seeds: readonly number[],
  workers: number,
  told: (result: Result) => void,
): Promise<void> {
  const queue = [...seeds].reverse();
  const lanes = Array.from({ length: Math.min(workers, seeds.length) }, async () => {
    while (queue.length > 0) await workThrough(queue, told);
  });
  await Promise.all(lanes);
}

/** One process takes seed after seed; should it die, its seed has failed. */
function workThrough(queue: number[], told: (result: Result) => void): Promise<void> {
  const worker = fork(process.argv[1]!, [WORKER]);
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

const failed = (seed: number, problem: string): Result => ({
  ...{ seed, problems: [problem] },
  ...{ events: 0, commits: 0, sent: 0 },
});

/** Answers each seed that it is sent with a result, until nobody sends any more. */
export function work(): void {
  process.on('message', (seed) => void answer(Number(seed)));
  process.on('disconnect', () => process.exit());
}

async function answer(seed: number): Promise<void> {
  process.send?.(await resultOf(seed));
}

async function resultOf(seed: number): Promise<Result> {
  try {
    const { problems, events, commits, sent } = await simulate(seed);
    return { seed, problems, events, commits, sent };
  } catch (error) {
    return failed(seed, (error as Error).stack ?? String(error));
  }
}
