import { LogError } from '@tutti/log';
import type { Platform, Service } from '@tutti/runtime';
import { identityService, profileComputeService, segmentEvaluatorService } from '@tutti/runtime';
import type { Flaw, Owned, Parts } from './flaws';
import type { Fate } from './gated';
import { gatedLog, gatedStore } from './gated';
import type { Life } from './ticks';
import { newLife } from './ticks';
import type { World } from './world';
import { platformOf, STAGES, topic } from './world';

/** A task as its owner sees it. */
export type Task = Awaited<ReturnType<ReturnType<NonNullable<Service['work']>>[number]['open']>>;

/** One partition of one stage, and the process that owns it now, as the consumer group says. */
export interface Seat {
  readonly owned: Owned;
  life: Life;
  task: Task | undefined;
}

/** What makes processes for this world. */
export interface Owners {
  readonly seats: readonly Seat[];
  /** Another process gets the partition; the one before is not asked. */
  readonly succeed: (seat: Seat) => void;
  /** A platform for something beside the stages; nothing goes wrong there. */
  readonly steadyPlatform: () => Promise<Platform>;
}

const SERVICES: readonly Service[] = [identityService, profileComputeService, segmentEvaluatorService];
/** Ends of a task that the next owner repairs; anything else is a mistake. */
const EXPECTED: readonly string[] = ['fenced', 'doubtful', 'unavailable', 'closed'];

/** The open method of a stage's work: what the transport calls for each partition that the group assigns. */
export function openTask(platform: Platform, { stage, input }: Owned): Promise<Task> {
  const work = SERVICES.find(({ name }) => name === stage)?.work?.(platform)[0];
  if (work === undefined) throw new Error(`opening ${stage}: there is no such stage`);
  return work.open(input);
}

/** Every partition of every stage. */
export const allOwned = (partitions: number): readonly Owned[] =>
  STAGES.flatMap(({ stage, input, state }) =>
    Array.from({ length: partitions }, (_, partition) => ({
      stage,
      input: { topic: topic(input), partition },
      state: { topic: topic(state), partition },
    })),
  );

function told({ problems, endings }: World, error: unknown): void {
  const code = error instanceof LogError ? error.code : 'broken';
  endings.set(code, (endings.get(code) ?? 0) + 1);
  if (!EXPECTED.includes(code)) problems.push(`task ended: ${String(error)}`);
}

/** Opens a task for every partition. `fate` decides about each commit. */
export function ownersOf(world: World, flaw: Flaw, fate: () => Fate): Owners {
  const partsOf = (life: Life, decide: () => Fate): Parts => {
    const committed = (): void => void (world.commits.count += 1);
    const around = { ...world, life, fate: decide, committed };
    return { log: gatedLog(world.log, around), store: gatedStore(world.cache.store, around), wire: world.wire };
  };
  const live = async (seat: Seat, life: Life): Promise<void> => {
    try {
      const platform = await platformOf(flaw(partsOf(life, fate), seat.owned), world);
      const task = await openTask(platform, seat.owned);
      if (seat.life === life) seat.task = task;
      await task.run();
    } catch (error) {
      told(world, error);
    }
    life.state = 'dead';
    if (seat.life === life) succeed(seat);
  };
  const succeed = (seat: Seat): void => {
    seat.life = newLife();
    seat.task = undefined;
    void live(seat, seat.life);
  };
  const seats = allOwned(world.partitions).map((owned): Seat => ({ owned, life: newLife(), task: undefined }));
  seats.forEach(succeed);
  return {
    seats,
    succeed,
    steadyPlatform: () =>
      platformOf(
        partsOf(newLife(), () => 'fine'),
        world,
      ),
  };
}
