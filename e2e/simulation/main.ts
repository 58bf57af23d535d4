import type { Asked } from './arguments';
import { readArguments } from './arguments';
import type { Result } from './pool';
import { simulateAll, work, WORKER } from './pool';
import type { Summary } from './report';
import { report } from './report';
import { simulate } from './simulate';

/** Runs histories of the whole system, each from a seed. The exit code tells whether all were as promised. */
async function main(): Promise<void> {
  const [first, ...others] = process.argv.slice(2);
  if (first === WORKER && others.length === 0) return work();
  const asked = readArguments(process.argv.slice(2));
  if ('problem' in asked) return report.refuse(asked.problem);
  if (asked.help) return report.help();
  const isWell = asked.detail ? await one(asked) : await all(asked);
  process.exit(isWell ? 0 : 1);
}

async function one({ seeds: [seed = 1], json }: Asked): Promise<boolean> {
  const outcome = await simulate(seed);
  if (json) report.json({ seed, ...outcome });
  else report.detail(seed, outcome);
  return outcome.problems.length === 0;
}

async function all({ seeds, workers, json }: Asked): Promise<boolean> {
  const startedAt = performance.now();
  const results: Result[] = [];
  const failed: Result[] = [];
  await simulateAll(seeds, workers, (result) => {
    results.push(result);
    if (result.problems.length > 0) failed.push(result);
    if (result.problems.length > 0) report.failure(result);
    report.progress(results.length, seeds.length, failed.length);
  });
  const total = (of: 'events' | 'commits' | 'sent'): number => results.reduce((sum, result) => sum + result[of], 0);
  const summary: Summary = {
    ...{ passed: results.length - failed.length, failed, seconds: (performance.now() - startedAt) / 1000 },
    ...{ events: total('events'), commits: total('commits'), sent: total('sent') },
  };
  if (json) report.json(summary);
  else report.summary(summary);
  return failed.length === 0;
}

void main();
