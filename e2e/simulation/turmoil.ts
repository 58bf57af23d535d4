import type { Event } from '@tutti/contracts';
import { publishWorkspace } from '@tutti/runtime';
import type { Platform } from '@tutti/runtime';
import { homeOf } from './home';
import { CRM, OWNERS } from './installation';
import { nextEvent, oneOf, somebody, someWorkspace } from './people';
import type { Fate } from './gated';
import { crash, expelSilent, stop, thaw } from './perils';
import type { Process, Processes } from './processes';
import type { World } from './world';

const DAY_MS = 24 * 60 * 60_000;
const TICKS = 250;

/** How often each thing happens, per tick. */
const OFTEN = {
  events: 0.2,
  poison: 0.02,
  crash: 0.04,
  zombie: 0.04,
  thaw: 0.05,
  restart: 0.015,
  grow: 0.01,
  shrink: 0.01,
  cache: 0.03,
  compact: 0.06,
  publish: 0.02,
  sleep: 0.006,
};

/** What becomes of a commit while things go wrong. */
export function unluckyFate(random01: () => number): Fate {
  const luck = random01();
  if (luck < 0.02) return 'unanswered';
  if (luck < 0.04) return 'never';
  return luck < 0.05 ? 'late' : 'fine';
}

/** Events arrive and everything goes wrong that can; returns the events as they were accepted, repeats too. */
export async function turmoil(world: World, processes: Processes): Promise<readonly Event[]> {
  const { ticks, random01 } = world;
  const events: Event[] = [];
  const frozen: Process[] = [];
  const happenings = happeningsIn(world, processes, {
    events,
    frozen,
    publish: publisher(await steadily(world, processes.steadyPlatform()), world),
  });
  for (let tick = 0; tick < TICKS; tick++) {
    for (const [name, often] of Object.entries(OFTEN)) {
      if (random01() < often) await happenings[name as keyof typeof OFTEN]();
    }
    await ticks.tick();
  }
  frozen.forEach((process) => thaw(world, process));
  return events;
}

interface Going {
  readonly events: Event[];
  readonly frozen: Process[];
  readonly publish: () => void;
}

function happeningsIn(
  world: World,
  processes: Processes,
  { events, frozen, publish }: Going,
): Record<keyof typeof OFTEN, () => void | Promise<void>> {
  const { random01, cache } = world;
  const some = (): Process => oneOf(processes.living(), random01);
  return {
    events: () => acceptSome(world, events),
    poison: () => poisonOne(world),
    crash: () => crash(world, processes, some()),
    zombie: () => {
      const process = some();
      if (process.life.state !== 'alive') return;
      frozen.push(process);
      expelSilent(world, processes, process);
    },
    thaw: () => thaw(world, frozen.shift()),
    restart: () => stop(world, processes, { process: some(), successor: true }),
    grow: () => {
      const { stage } = oneOf(OWNERS, random01);
      if (processes.living(stage).length < 3) processes.start(stage);
    },
    shrink: () => {
      const process = some();
      if (processes.living(process.stage).length > 1) stop(world, processes, { process, successor: false });
    },
    cache: () => {
      const share = random01() < 0.3 ? 0 : random01();
      world.tell(`the cache is rolled back to ${Math.round(share * 100)} %`);
      return cache.rollBack(share);
    },
    compact: () => compactOne(world),
    publish,
    sleep: () => {
      world.tell('four days pass');
      world.sleep(4 * DAY_MS);
    },
  };
}

/** Ticks until a promise of the simulation is kept. */
export async function steadily<Answer>(world: World, answer: Promise<Answer>): Promise<Answer> {
  let isDone = false;
  void answer.finally(() => (isDone = true)).catch(() => undefined);
  for (let tick = 0; tick < 1_000 && !isDone; tick++) await world.ticks.tick();
  if (!isDone) throw new Error('the simulation stands still');
  return answer;
}

async function acceptSome(world: World, events: Event[]): Promise<void> {
  const { random01, clock } = world;
  for (let count = Math.ceil(random01() * 5); count > 0; count--) {
    const event = nextEvent(events, clock(), random01);
    events.push(event);
    await world.accept(event);
  }
}

/** In the input of anybody, under the key of somebody. */
async function poisonOne(world: World): Promise<void> {
  const { key } = somebody(world.random01);
  const { reads } = oneOf(OWNERS, world.random01);
  world.tell(`poison in ${reads}`);
  await world.poison(reads, reads === 'identity.in' ? key : homeOf(key));
}

/** Compacts a state topic up to some point, as a broker does at any time. */
async function compactOne({ log, partitions, random01, tell }: World): Promise<void> {
  const { state } = oneOf(OWNERS, random01);
  const partition = { topic: state, partition: Math.floor(random01() * partitions) };
  const { end } = await log.boundsOf(partition);
  const before = Math.floor(random01() * (end + 1));
  const gone = log.compact(partition, before);
  if (gone > 0) tell(`${state}/${partition.partition} is compacted below ${before} of ${end}: ${gone} records go`);
}

function publisher(platform: Platform, { random01, tell }: World): () => void {
  let publishing = false;
  return () => {
    if (publishing) return;
    publishing = true;
    tell('another revision is published');
    const workspace = someWorkspace([CRM], random01);
    void publishWorkspace(platform, workspace, 'simulation').finally(() => (publishing = false));
  };
}
