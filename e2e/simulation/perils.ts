import type { Process, Processes } from './processes';
import { newLife } from './ticks';
import type { World } from './world';

/** The group waits so long for a member that says nothing; a member that was expelled notices as late. */
const SESSION_TICKS_MAX = 12;

/** What the group and the operators do is done by nobody's process. */
const outside = newLife();

/** A process ends without a word; another takes its place some time later. */
export function crash(world: World, processes: Processes, process: Process): void {
  world.tell(`${process.name} dies`);
  process.life.state = 'dead';
  const session = expelLater(world, process);
  if (processes.living(process.stage).length > 1) return;
  void session.then(() => startUnlessServed(world, processes, process.stage));
}

/** A process stands still and does not know; its group gives its partitions to others. */
export function expelSilent(world: World, processes: Processes, process: Process): void {
  world.tell(`${process.name} stands still`);
  process.life.state = 'frozen';
  void expelLater(world, process).then(() => startUnlessServed(world, processes, process.stage));
}

/** A process that stood still goes on, and learns later that it has lost its place. */
export function thaw(world: World, process: Process | undefined): void {
  if (process?.life.state !== 'frozen') return;
  world.tell(`${process.name} goes on`);
  process.life.state = 'alive';
  const ticks = sessionTicks(world);
  void world.ticks.wait(process.life, ticks).then(() => process.membership?.rejoin());
}

/** A planned end: what is in hand is finished, then the process leaves. */
export function stop(
  world: World,
  processes: Processes,
  { process, successor }: { readonly process: Process; readonly successor: boolean },
): void {
  const { tasks, life, stage } = process;
  if (tasks === undefined || life.state !== 'alive') return;
  world.tell(`${process.name} is stopped`);
  if (successor) processes.start(stage);
  process.tasks = undefined;
  void tasks.stop().then(() => {
    life.state = 'dead';
    startUnlessServed(world, processes, stage);
  });
}

const sessionTicks = ({ random01 }: World): number => 1 + Math.floor(random01() * SESSION_TICKS_MAX);

async function expelLater(world: World, process: Process): Promise<void> {
  await world.ticks.wait(outside, sessionTicks(world));
  // One that has gone on meanwhile was not silent long enough.
  if (process.life.state !== 'alive') await process.membership?.expel();
}

/** Somebody has to work. */
function startUnlessServed({ tell }: World, processes: Processes, stage: string): void {
  const working = processes.living(stage).filter(({ life }) => life.state === 'alive');
  if (working.length > 0) return;
  tell(`another ${stage} is started`);
  processes.start(stage);
}
