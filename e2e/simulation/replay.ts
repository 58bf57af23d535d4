import type { Log } from '@tutti/log';
import { memoryLog, memoryStateStore } from '@tutti/log';
import type { Platform } from '@tutti/runtime';
import { gatedLog } from './gated';
import { newestStates, readPartition } from './history';
import { createTopics, platformOf, STAGES, topic } from './installation';
import type { Owner } from './installation';
import { workOf } from './processes';
import type { Life, Ticks } from './ticks';
import { newLife } from './ticks';
import { steadily } from './turmoil';
import type { World } from './world';

const QUIET_TICKS = 40;

/** Replays every partition of every stage from zero into an empty log, calmly, and compares the states byte by byte. */
export async function replayProblems(world: World): Promise<readonly string[]> {
  const empty = memoryLog({ now: world.clock });
  await createTopics(empty, world.partitions);
  const log = withInputsOf(world.log, empty);
  const life = newLife();
  let commits = 0;
  const committed = (): void => void (commits += 1);
  const around = { ...world, life, fate: () => 'fine' as const, committed, tookOver: () => undefined };
  const parts = { log: gatedLog(log, around), store: memoryStateStore(), wire: world.wire };
  try {
    const platform = await steadily(world, platformOf(parts, world));
    const replaying = { ...world, log, life, platform, original: world.log, commits: () => commits };
    const owned = STAGES.flatMap((owner) =>
      Array.from({ length: world.partitions }, (_, partition) => replayProblem(replaying, owner, partition)),
    );
    return (await steadily(world, Promise.all(owned))).flat();
  } finally {
    life.state = 'dead';
    await empty.close();
  }
}

interface Replaying {
  readonly log: Log;
  readonly original: Log;
  readonly platform: Platform;
  readonly ticks: Ticks;
  readonly life: Life;
  readonly commits: () => number;
}

async function replayProblem(replaying: Replaying, owner: Owner, partition: number): Promise<readonly string[]> {
  await replayed(replaying, owner, partition);
  const state = { topic: owner.state, partition };
  const [found, wanted] = await Promise.all([
    readPartition(replaying.log, state).then(newestStates),
    readPartition(replaying.original, state).then(newestStates),
  ]);
  const differing = [...new Set([...found.keys(), ...wanted.keys()])].filter(
    (key) => found.get(key)?.equals(wanted.get(key) ?? Buffer.alloc(0)) !== true,
  );
  const name = `${owner.stage}/${partition}`;
  return differing.length === 0 ? [] : [`replay = state: ${name} differs at ${differing.join()}`];
}

/** Steps the whole input, then waits until nothing is committed for a while: a sweep goes on behind the end. */
async function replayed(replaying: Replaying, { stage, input }: Owner, partition: number): Promise<void> {
  const { log, life, ticks, platform, commits } = replaying;
  const task = await workOf(platform, stage).open({ topic: input, partition }, () => true);
  const running = task.run();
  const { end } = await log.boundsOf({ topic: input, partition });
  for (let before = -1; before !== commits() || task.position < end;) {
    before = commits();
    await Promise.race([running, ticks.wait(life, QUIET_TICKS)]);
  }
}

/** Inputs and configuration are those of one log, everything else is the other's. */
function withInputsOf(original: Log, empty: Log): Log {
  const inputs = new Set([...STAGES.map(({ input }) => input), topic('config')]);
  const logOf = (name: string): Log => (inputs.has(name) ? original : empty);
  return {
    ...empty,
    reader: (partition) => logOf(partition.topic).reader(partition),
    boundsOf: (partition) => logOf(partition.topic).boundsOf(partition),
  };
}
