import { readArguments } from './arguments';
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
  stopOnSignals(stack);
  const results = await runPhases(asked, report.progress(asked.json));
  await stack.stop();
  report.totals(results, asked.json);
  process.exitCode = results.some(({ outcome }) => outcome.failed > 0) ? 1 : 0;
}

/** The stack lives in sessions of its own, so a Ctrl-C does not reach it. */
function stopOnSignals(stack: SharedStack): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stack.stop().then(() => process.exit(130)));
}

void main();
