import type { Log } from '@tutti/log';
import { memoryLog, memoryStateStore } from '@tutti/log';
import type { Owned } from './flaws';
import { gatedLog } from './gated';
import { newestStates, readPartition } from './history';
import { allOwned, openTask } from './owners';
import type { Life } from './ticks';
import { newLife } from './ticks';
import { steadily } from './turmoil';
import type { World } from './world';
import { createTopics, platformOf, STAGES, topic } from './world';

/** Replays every partition of every stage from zero into an empty log, calmly, and compares the states byte by byte. */
export async function replayProblems(world: World): Promise<readonly string[]> {
  const empty = memoryLog({ now: world.clock });
  await createTopics(empty, world.partitions);
  const log = withInputsOf(world.log, empty);
  const life = newLife();
  try {
    const replays = allOwned(world.partitions).map((owned) => replayProblem({ ...world, log, life }, owned, world.log));
    return (await steadily(world, Promise.all(replays))).flat();
  } finally {
    life.state = 'dead';
    await empty.close();
  }
}

type Replaying = World & { readonly life: Life };

async function replayProblem(world: Replaying, owned: Owned, original: Log): Promise<readonly string[]> {
  await replayed(world, owned);
  const [found, wanted] = await Promise.all([
    readPartition(world.log, owned.state).then(newestStates),
    readPartition(original, owned.state).then(newestStates),
  ]);
  const differing = [...new Set([...found.keys(), ...wanted.keys()])].filter(
    (key) => found.get(key)?.equals(wanted.get(key) ?? Buffer.alloc(0)) !== true,
  );
  const name = `${owned.stage}/${owned.state.partition}`;
  return differing.length === 0 ? [] : [`replay = state: ${name} differs at ${differing.join()}`];
}

/** Steps the whole input, then waits until nothing is committed for a while: a sweep goes on behind the end. */
async function replayed(world: Replaying, owned: Owned): Promise<void> {
  const { log, life, ticks } = world;
  let commits = 0;
  const around = { ...world, fate: () => 'fine' as const, committed: () => void (commits += 1) };
  const parts = { log: gatedLog(log, around), store: memoryStateStore(), wire: world.wire };
  const task = await openTask(await platformOf(parts, world), owned);
  const running = task.run();
  const { end } = await log.boundsOf(owned.input);
  for (let before = -1; before !== commits || task.position < end;) {
    before = commits;
    await Promise.race([running, ticks.wait(life, 40)]);
  }
}

/** Inputs and configuration are those of one log, everything else is the other's. */
function withInputsOf(original: Log, empty: Log): Log {
  const inputs = new Set([...STAGES.map(({ input }) => topic(input)), topic('config')]);
  const logOf = (name: string): Log => (inputs.has(name) ? original : empty);
  return {
    ...empty,
    reader: (partition) => logOf(partition.topic).reader(partition),
    boundsOf: (partition) => logOf(partition.topic).boundsOf(partition),
  };
}
