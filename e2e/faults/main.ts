import type { LocalStack } from '@tutti/stack';
import { Problem, temporaryStack } from '@tutti/stack';
import type { Asked, IdentityAsked } from './arguments';
import { readArguments } from './arguments';
import { hasLargeHeap, runWithLargeHeap } from './heap';
import { writeRows, writeSoak } from './output';
import { identityRows } from './identity/rows';
import { identityRun, isRight } from './identity/run';
import { report } from './report';
import { runAll } from './run-all';
import { isWell } from './run-row';
import { soak } from './soak';

/** Breaks an installation of its own on purpose. The exit code tells whether everything held. */
async function main(): Promise<void> {
  const asked = readArguments(process.argv.slice(2));
  if ('problem' in asked) return report.refuse(asked.problem);
  if (asked.help) return report.help();
  if (asked.list) return report.list();
  if ((asked.soakMinutes !== undefined || asked.identity !== undefined) && !hasLargeHeap()) {
    process.exitCode = await runWithLargeHeap();
    return;
  }
  report.progress(`seed ${asked.seed}: starting Kafka, a registry and Redis`);
  const starting = temporaryStack({});
  const stop = async (): Promise<void> => (await starting.catch(() => undefined))?.stop();
  // Servers live in sessions of their own, which a Ctrl-C does not reach.
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => void stop().finally(() => process.exit(130)));
  try {
    const stack = await starting;
    process.exitCode = (await held(stack, asked)) ? 0 : 1;
  } finally {
    await stop();
  }
}

function held(stack: LocalStack, asked: Asked): Promise<boolean> {
  if (asked.identity !== undefined) return identity(stack, asked, asked.identity);
  return asked.soakMinutes === undefined ? rows(stack, asked) : soaked(stack, asked, asked.soakMinutes);
}

async function identity(stack: LocalStack, asked: Asked, wanted: IdentityAsked): Promise<boolean> {
  const { seed, eventsPerSecond } = asked;
  const run = { stack, seed, eventsPerSecond, rows: identityRows(asked.rows), tell: report.progress };
  const result = await identityRun({ ...run, ...wanted });
  if (asked.json) report.json(result);
  else report.identity(result, wanted);
  return isRight(result);
}

async function rows(stack: LocalStack, asked: Asked): Promise<boolean> {
  const results = await runAll(stack, asked);
  if (asked.json) report.json({ seed: asked.seed, results });
  if (asked.out !== undefined) writeRows(asked.out, asked.seed, results);
  return results.every(isWell);
}

async function soaked(stack: LocalStack, asked: Asked, minutes: number): Promise<boolean> {
  const result = await soak(stack, asked, minutes);
  if (asked.json) report.json(result);
  else report.soak(result);
  if (asked.out !== undefined) writeSoak(asked.out, result);
  return isWell(result);
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    process.stderr.write(
      `tutti faults: ${error instanceof Problem ? error.message : String((error as Error).stack)}\n`,
    );
    process.exit(error instanceof Problem ? 3 : 1);
  },
);
