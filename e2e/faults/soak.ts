import type { LocalStack } from '@tutti/stack';
import { chance } from '../chance';
import { pause } from '../until';
import type { Asked } from './arguments';
import { balanceOf } from './balance';
import { Ground } from './ground';
import type { Sample } from './memory';
import { sampleMemory } from './memory';
import { report } from './report';
import type { FaultRow } from './row';
import type { Cost } from './run-row';
import { inflictOnce } from './run-row';

/** Time between two faults, in which nothing is broken. */
const CALM_MS = { least: 2_000, most: 10_000 };

/** One fault of a soak. `atMs`: since the beginning. */
export interface Struck extends Cost {
  readonly name: string;
  readonly atMs: number;
}

/** What became of a soak. */
export interface SoakResult {
  readonly seed: number;
  readonly minutes: number;
  readonly eventsPerSecond: number;
  readonly accepted: number;
  readonly sentAgain: number;
  readonly lost: number;
  readonly doubled: number;
  readonly violations: readonly string[];
  /** How often a process ended by itself and was started again. */
  readonly ends: number;
  readonly faults: readonly Struck[];
  readonly samples: readonly Sample[];
}

/** Faults one after the other for so many minutes, events all the while; at rest in the end, every invariant. */
export async function soak(stack: LocalStack, asked: Asked, minutes: number): Promise<SoakResult> {
  const { seed, eventsPerSecond } = asked;
  const ground = await Ground.open({ stack, seed, eventsPerSecond, tell: report.progress });
  const memory = sampleMemory(() => ground.tutti.services);
  try {
    const { faults, problems } = await strikeOn(ground, asked, minutes);
    report.progress(`${faults.length} faults; coming to rest`);
    const restProblems = await told(() => ground.comeToRest());
    memory.stop();
    const balance = await balanceOf(ground);
    return {
      ...{ seed, minutes, eventsPerSecond, faults },
      accepted: ground.stream.messageIds.size,
      sentAgain: ground.stream.sentAgain,
      lost: balance.lost,
      doubled: balance.doubled,
      violations: [...problems, ...restProblems, ...balance.violations],
      ends: ground.ends,
      samples: memory.samples,
    };
  } finally {
    memory.stop();
    await ground.close();
  }
}

async function strikeOn(
  ground: Ground,
  { rows, seed }: Asked,
  minutes: number,
): Promise<{ readonly faults: readonly Struck[]; readonly problems: readonly string[] }> {
  const random01 = chance(seed);
  ground.random01 = random01;
  const startAt = Date.now();
  const until = startAt + minutes * 60_000;
  const faults: Struck[] = [];
  while (Date.now() < until) {
    const row = rows[Math.floor(random01() * rows.length)]!;
    const atMs = Date.now() - startAt;
    report.progress(`${Math.round(atMs / 1000)} s, ${ground.stream.messageIds.size} accepted: ${row.title}`);
    const problems = await told(
      async () => void faults.push({ name: row.name, atMs, ...(await inflictOnce(ground, row)) }),
    );
    if (problems.length > 0)
      return { faults, problems: [`${row.name}: ${problems.join('; ')}`, ...tails(ground, row)] };
    await pause(CALM_MS.least + random01() * (CALM_MS.most - CALM_MS.least));
  }
  return { faults, problems: [] };
}

/** For whoever looks into it. */
function tails({ tutti }: Ground, { name }: FaultRow): readonly string[] {
  for (const service of tutti.services) process.stderr.write(`${service.tail()}\n`);
  return [`no fault was inflicted after ${name}`];
}

/** What an attempt rejects with, as a sentence. */
async function told(attempt: () => Promise<void>): Promise<readonly string[]> {
  try {
    await attempt();
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}
