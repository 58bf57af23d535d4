import type { LocalStack } from '@tutti/stack';
import type { Asked } from './arguments';
import { Ground } from './ground';
import { report } from './report';
import type { FaultRow } from './row';
import type { RowResult } from './run-row';
import { isWell, runRow } from './run-row';

/** So many rows share an installation, so that checking one does not take longer and longer. */
const ROWS_PER_GROUND = 10;

/** Runs each row; tells as it goes. A row that failed leaves its ground to nobody. */
export async function runAll(stack: LocalStack, asked: Asked): Promise<readonly RowResult[]> {
  const results: RowResult[] = [];
  let ground: Ground | undefined;
  if (!asked.json) report.header();
  for (const [i, row] of asked.rows.entries()) {
    ground ??= await opened(stack, asked);
    report.progress(`${i + 1} of ${asked.rows.length}: ${row.title}`);
    const result = await runRow(ground, row, asked.seed);
    results.push(result);
    tell(result, row, { asked, ground });
    const isUsed = !isWell(result) || (i + 1) % ROWS_PER_GROUND === 0;
    if (!isUsed) ground.stream.start();
    else {
      await ground.close();
      ground = undefined;
    }
  }
  await ground?.close();
  return results;
}

function opened(stack: LocalStack, { seed, eventsPerSecond }: Asked): Promise<Ground> {
  report.progress('installing on it');
  return Ground.open({ stack, seed, eventsPerSecond, tell: report.progress });
}

function tell(result: RowResult, { name }: FaultRow, { asked, ground }: { asked: Asked; ground: Ground }): void {
  if (!asked.json) report.row(result);
  if (isWell(result)) return;
  report.progress(`seed ${asked.seed}; again with ./tutti faults --only ${name} --seed ${asked.seed}`);
  for (const service of ground.tutti.services) process.stderr.write(`${service.tail()}\n`);
}
