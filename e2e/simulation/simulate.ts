import { createHash } from 'node:crypto';
import type { Flaw } from './flaws';
import { noFlaw } from './flaws';
import { checked } from './checks';
import { historyOf, readPartition } from './history';
import { deliveryProblems } from './deliveries';
import { OWNERS, topic } from './installation';
import { letterProblems } from './letters';
import type { Processes } from './processes';
import { processesOf } from './processes';
import { replayProblems } from './replay';
import { turmoil, unluckyFate } from './turmoil';
import type { World } from './world';
import { worldOf } from './world';

const QUIET_TICKS = 40;
const SETTLE_TICKS_MAX = 4_000;

/** What one seed came to. */
export interface Outcome {
  /** Everything that is not as promised; empty when all is well. */
  readonly problems: readonly string[];
  /** How much happened: to see that a simulation simulates. */
  readonly events: number;
  /** Changes that the sink sent, and those that the destination took. */
  readonly sent: number;
  readonly delivered: number;
  readonly commits: number;
  readonly ticks: number;
  /** How tasks ended, by error code, and how often. */
  readonly endings: Readonly<Record<string, number>>;
  /** What happened, line by line. */
  readonly story: readonly string[];
  /** The same for the same updates and deliveries. */
  readonly digest: string;
}

/** Runs the pipeline through everything that can go wrong in one seed, lets it settle, and compares it with the promises. */
export async function simulate(seed: number, flaw: Flaw = noFlaw): Promise<Outcome> {
  const world = await worldOf(seed);
  const { weather, random01 } = world;
  const processes = processesOf(world, flaw, () => (weather.isCalm ? 'fine' : unluckyFate(random01)));
  try {
    const events = await turmoil(world, processes);
    weather.isCalm = true;
    await settle(world, processes);
    const late = await lateProblems(world, processes);
    processes.end();
    const problems = late.length > 0 ? late : await ended(world);
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
  const { commits, ticks, endings, receiver, story } = world;
  const [sent, delivered] = [receiver.sendings.length, receiver.taken.length];
  for (const { id } of receiver.taken) hash.update(id);
  return {
    ...{ sent, delivered, story, commits: commits.count, ticks: ticks.count() },
    ...{ endings: Object.fromEntries(endings), digest: hash.digest('hex') },
  };
}

async function ended(world: World): Promise<readonly string[]> {
  const history = await historyOf(world);
  return [
    ...checked(history),
    ...letterProblems(history, world.receiver),
    ...deliveryProblems(history, world.receiver),
    ...(await replayProblems(world)),
  ];
}

/** Goes on until somebody is at the end of every input and nobody commits anything more. */
async function settle(world: World, processes: Processes): Promise<void> {
  let [quiet, commits] = [0, world.commits.count];
  for (let tick = 0; tick < SETTLE_TICKS_MAX; tick++) {
    await world.ticks.tick();
    quiet = commits === world.commits.count ? quiet + 1 : 0;
    commits = world.commits.count;
    if (quiet < QUIET_TICKS) continue;
    if ((await lateProblems(world, processes)).length === 0) return;
    quiet = 0;
  }
}

/** Who did not get to the end of an input. */
async function lateProblems({ log, partitions }: World, { open }: Processes): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const { stage, input } of OWNERS) {
    for (let partition = 0; partition < partitions; partition++) {
      const { end } = await log.boundsOf({ topic: input, partition });
      const at = [...open].flatMap(([task, name]) => (name === `${stage}/${partition}` ? [task.position] : []));
      if (at.includes(end)) continue;
      problems.push(
        `not settled: ${stage}/${partition} ends at ${end}, its owners are at ${at.join(' and ') || 'nothing'}`,
      );
    }
  }
  return problems;
}
