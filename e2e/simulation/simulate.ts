import { createHash } from 'node:crypto';
import type { Flaw } from './flaws';
import { noFlaw } from './flaws';
import { checked } from './checks';
import { historyOf, readPartition } from './history';
import type { Owners } from './owners';
import { ownersOf } from './owners';
import { replayProblems } from './replay';
import { turmoil, unluckyFate } from './turmoil';
import type { World } from './world';
import { topic, worldOf } from './world';

const QUIET_TICKS = 40;
const SETTLE_TICKS_MAX = 4_000;
const NOT_SETTLED = 'not settled: some task does not get to the end of its input';

/** What one seed came to. */
export interface Outcome {
  /** Everything that is not as promised; empty when all is well. */
  readonly problems: readonly string[];
  /** How much happened: to see that a simulation simulates. */
  readonly events: number;
  readonly commits: number;
  readonly ticks: number;
  /** How tasks ended, by error code, and how often. */
  readonly endings: Readonly<Record<string, number>>;
  /** The same for the same updates. */
  readonly digest: string;
}

/** Runs the pipeline through everything that can go wrong in one seed, lets it settle, and compares it with the promises. */
export async function simulate(seed: number, flaw: Flaw = noFlaw): Promise<Outcome> {
  const world = await worldOf(seed);
  let isCalm = false;
  const owners = ownersOf(world, flaw, () => (isCalm ? 'fine' : unluckyFate(world.random01)));
  try {
    const events = await turmoil(world, owners);
    isCalm = true;
    const problems = (await settled(world, owners)) ? await ended(world) : [NOT_SETTLED];
    return { problems: [...world.problems, ...problems], ...(await told(world)), events: events.length };
  } finally {
    await world.log.close();
  }
}

async function told(world: World): Promise<Omit<Outcome, 'problems' | 'events'>> {
  const hash = createHash('sha256');
  for (let partition = 0; partition < world.partitions; partition++) {
    const updates = await readPartition(world.log, { topic: topic('updates'), partition });
    for (const { offset, timestamp, value } of updates) hash.update(`${offset}/${timestamp}/`).update(value ?? '');
  }
  const { commits, ticks, endings } = world;
  const digest = hash.digest('hex');
  return { commits: commits.count, ticks: ticks.count(), endings: Object.fromEntries(endings), digest };
}

async function ended(world: World): Promise<readonly string[]> {
  return [...checked(await historyOf(world)), ...(await replayProblems(world))];
}

/** Whether every task came to the end of its input and nobody commits anything more. */
async function settled(world: World, { seats }: Owners): Promise<boolean> {
  let [quiet, commits] = [0, world.commits.count];
  for (let tick = 0; tick < SETTLE_TICKS_MAX; tick++) {
    await world.ticks.tick();
    quiet = commits === world.commits.count ? quiet + 1 : 0;
    commits = world.commits.count;
    if (quiet < QUIET_TICKS) continue;
    const ends = await Promise.all(seats.map(({ owned }) => world.log.boundsOf(owned.input)));
    if (seats.every(({ task }, i) => task?.position === ends[i]?.end)) return true;
    quiet = 0;
  }
  return false;
}
