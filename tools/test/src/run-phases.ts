import type { Asked } from './arguments';
import { isInterrupted } from './command';
import type { Outcome, Phase, Result } from './phase';
import type { Progress } from './report';

/** Runs the phases one after the other; a failure in one does not keep the others from running. */
export async function runPhases({ phases, names }: Asked, progress: Progress): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const phase of phases) {
    if (isInterrupted()) break;
    progress.started(phase);
    const result = await timed(phase, names);
    progress.ended(result);
    results.push(result);
  }
  return results;
}

async function timed(phase: Phase, names: readonly string[]): Promise<Result> {
  const start = process.hrtime.bigint();
  const outcome = await phase.run(names).catch(brokenPhase);
  return { name: phase.name, outcome, seconds: Number(process.hrtime.bigint() - start) / 1e9 };
}

function brokenPhase(error: unknown): Outcome {
  const output = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { passed: 0, failed: 1, skipped: 0, needs: [], output };
}
