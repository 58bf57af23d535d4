import type { Event } from '@tutti/contracts';
import { publishWorkspace } from '@tutti/runtime';
import type { Platform } from '@tutti/runtime';
import type { Fate } from './gated';
import type { Owners, Seat } from './owners';
import { nextEvent, oneOf, somebody, someWorkspace } from './people';
import type { Life } from './ticks';
import type { World } from './world';

const DAY_MS = 24 * 60 * 60_000;
const TICKS = 250;

/** How often each thing happens, per tick. */
const OFTEN = {
  events: 0.2,
  crash: 0.05,
  zombie: 0.04,
  thaw: 0.04,
  restart: 0.02,
  cache: 0.03,
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

/** Events arrive and everything goes wrong that can; returns the accepted events, and what has not ended yet. */
export async function turmoil(world: World, owners: Owners): Promise<readonly Event[]> {
  const { ticks, random01 } = world;
  const events: Event[] = [];
  const frozen: Life[] = [];
  const publish = publisher(await steadily(world, owners.steadyPlatform()), random01);
  const happenings: Record<keyof typeof OFTEN, () => void | Promise<void>> = {
    events: () => acceptSome(world, events),
    crash: () => crash(owners, oneOf(owners.seats, random01)),
    zombie: () => void frozen.push(freeze(owners, oneOf(owners.seats, random01))),
    thaw: () => thaw(frozen.shift()),
    restart: () => restart(oneOf(owners.seats, random01)),
    cache: () => world.cache.rollBack(random01() < 0.3 ? 0 : random01()),
    publish,
    sleep: () => world.sleep(4 * DAY_MS),
  };
  for (let tick = 0; tick < TICKS; tick++) {
    for (const [name, often] of Object.entries(OFTEN)) {
      if (random01() < often) await happenings[name as keyof typeof OFTEN]();
    }
    await ticks.tick();
  }
  frozen.forEach(thaw);
  return events;
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
    if (random01() < 0.03) await world.spoil(somebody(random01).key);
    const event = nextEvent(events, clock(), random01);
    events.push(event);
    await world.accept(event);
  }
}

function crash(owners: Owners, seat: Seat): void {
  seat.life.state = 'dead';
  owners.succeed(seat);
}

/** The group takes the partition from a process that stands still and does not know. */
function freeze(owners: Owners, seat: Seat): Life {
  const { life } = seat;
  life.state = 'frozen';
  owners.succeed(seat);
  return life;
}

function thaw(life: Life | undefined): void {
  if (life?.state === 'frozen') life.state = 'alive';
}

/** A planned end: the task finishes its commit, and its owner opens another. */
function restart({ task }: Seat): void {
  void task?.close();
}

function publisher(platform: Platform, random01: () => number): () => void {
  let publishing = false;
  return () => {
    if (publishing) return;
    publishing = true;
    void publishWorkspace(platform, someWorkspace(random01), 'simulation').finally(() => (publishing = false));
  };
}
