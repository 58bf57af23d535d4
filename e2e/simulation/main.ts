import type { Asked } from './arguments';
import { readArguments } from './arguments';
import type { Kind } from './kinds';
import { simulated } from './kinds';
import type { Result } from './pool';
import { simulateAll, work, WORKER } from './pool';
import type { Summary } from './report';
import { report } from './report';

/** Runs histories of the whole system, or of identity alone, each from a seed. The exit code tells whether all were as promised. */
async function main(): Promise<void> {
  const [first, kind, ...others] = process.argv.slice(2);
  if (first === WORKER && isKind(kind) && others.length === 0) return work(kind);
  const asked = readArguments(process.argv.slice(2));
  if ('problem' in asked) return report.refuse(asked.problem);
  if (asked.help) return report.help();
  const isWell = asked.detail ? await one(asked) : await all(asked);
  process.exit(isWell ? 0 : 1);
}

const isKind = (text: string | undefined): text is Kind => text !== undefined && Object.hasOwn(simulated, text);

async function one({ kind, seeds: [seed = 1], json }: Asked): Promise<boolean> {
  const told = await simulated[kind](seed);
  const { problems, counts, details } = told;
  if (json) report.json({ seed, problems, ...counts, ...details, story: told.story() });
  else report.detail(seed, told);
  return problems.length === 0;
}

async function all({ kind, seeds, workers, json }: Asked): Promise<boolean> {
  const startedAt = performance.now();
  const failed: Result[] = [];
  const counts: Record<string, number> = {};
  let done = 0;
  await simulateAll({ kind, seeds, workers }, (result) => {
    done += 1;
    for (const [name, count] of Object.entries(result.counts)) counts[name] = (counts[name] ?? 0) + count;
    if (result.problems.length > 0) failed.push(result);
    if (result.problems.length > 0) report.failure(kind, result);
    report.progress(done, seeds.length, failed.length);
  });
  const seconds = (performance.now() - startedAt) / 1000;
  const summary: Summary = { kind, passed: done - failed.length, failed, seconds, counts };
  if (json) report.json({ ...summary, ...counts });
  else report.summary(summary);
  return failed.length === 0;
}

void main();
