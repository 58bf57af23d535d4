import { readArguments } from './arguments';
import { interrupt, isInterrupted } from './command';
import type { Result } from './phase';
import { phasesOn } from './phases';
import { report } from './report';
import { runPhases } from './run-phases';
import { SharedStack } from './stack';

/** Runs every check of the repository, one phase after the other, and ends with the totals. */
async function main(): Promise<void> {
  const stack = new SharedStack();
  const phases = phasesOn(stack);
  const asked = readArguments(process.argv.slice(2), phases);
  if ('problem' in asked) return report.refuse(asked.problem);
  if (asked.help) return report.help(phases);
  // The stack lives in sessions of its own, which a Ctrl-C does not reach: it is stopped below.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt);
  const results = await runPhases(asked, report.progress(asked.json));
  await stack.stop();
  process.exitCode = exitCodeOf(results);
  if (!isInterrupted()) report.totals(results, asked.json);
}

function exitCodeOf(results: readonly Result[]): number {
  if (isInterrupted()) return 130;
  return results.some(({ outcome }) => outcome.failed > 0) ? 1 : 0;
}

void main();
