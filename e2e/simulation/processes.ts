import type { TopicPartition } from '@tutti/log';
import { LogError } from '@tutti/log';
import type { Platform, Service, Task } from '@tutti/runtime';
import { identityService, OwnedTasks, profileComputeService, segmentEvaluatorService, sinkWork } from '@tutti/runtime';
import type { Flaw } from './flaws';
import type { Fate } from './gated';
import { gatedLog, gatedStore } from './gated';
import type { Parts } from './installation';
import { CRM, OWNERS, platformOf, SINK } from './installation';
import type { Membership } from './membership';
import { membershipOf } from './membership';
import type { Life } from './ticks';
import { newLife } from './ticks';
import type { World } from './world';

/** One process of one service. */
export interface Process {
  readonly name: string;
  readonly stage: string;
  readonly life: Life;
  /** Undefined while it connects. */
  membership: Membership | undefined;
  tasks: OwnedTasks | undefined;
}

/** Everything that runs in a world. */
export interface Processes {
  /** Those that are not dead, of one service or of all. */
  readonly living: (stage?: string) => readonly Process[];
  readonly start: (stage: string) => void;
  /** Tasks that are open, and the partition of each, by `stage/partition`. */
  readonly open: ReadonlyMap<Task, string>;
  /** A platform for something beside the services; nothing goes wrong there. */
  readonly steadyPlatform: () => Promise<Platform>;
  /** The power fails everywhere. */
  readonly end: () => void;
}

const SERVICES: readonly Service[] = [identityService, profileComputeService, segmentEvaluatorService];
/** Ends of a task that the next owner repairs; anything else is a mistake. */
const EXPECTED: readonly string[] = ['fenced', 'doubtful', 'unavailable', 'closed'];

type Work = ReturnType<NonNullable<Service['work']>>[number];

/** What the transport calls for each partition that the group assigns. */
export function workOf(platform: Platform, stage: string): Work {
  const work = SERVICES.find(({ name }) => name === stage)?.work?.(platform)[0];
  if (work === undefined) throw new Error(`opening ${stage}: there is no such stage`);
  return work;
}

/** Starts a process of each service. `fate` decides about each commit. */
export function processesOf(world: World, flaw: Flaw, fate: () => Fate): Processes {
  const all: Process[] = [];
  const open = new Map<Task, string>();
  const start = (stage: string): void => {
    const name = `${stage} ${all.length + 1}`;
    const process: Process = { name, stage, life: newLife(), membership: undefined, tasks: undefined };
    all.push(process);
    void begin(process, { world, open, parts: flaw(partsOf(world, process.life, fate)) });
  };
  for (const { stage } of OWNERS) start(stage);
  return {
    living: (stage) => all.filter((it) => it.life.state !== 'dead' && (stage === undefined || it.stage === stage)),
    start,
    open,
    steadyPlatform: () =>
      platformOf(
        partsOf(world, newLife(), () => 'fine'),
        world,
      ),
    end: () => all.forEach(({ life }) => (life.state = 'dead')),
  };
}

function partsOf(world: World, life: Life, decide: () => Fate): Parts {
  const committed = (): void => void (world.commits.count += 1);
  const tookOver = (id: string): void => world.reigns.begin(id, life);
  const around = { ...world, life, fate: decide, committed, tookOver };
  return { log: gatedLog(world.log, around), store: gatedStore(world.cache.store, around), wire: world.wire };
}

interface Beginning {
  readonly world: World;
  readonly parts: Parts;
  readonly open: Map<Task, string>;
}

async function begin(process: Process, { world, parts, open }: Beginning): Promise<void> {
  const { stage, life } = process;
  const platform = await platformOf(parts, world);
  const after = (ms: number, run: () => void): (() => void) => world.ticks.after(life, ms, run);
  const time = { now: world.clock, after, random01: world.random01 };
  const work =
    stage === SINK.stage
      ? sinkWork(platform, CRM, { time, transport: () => world.receiver.transport(life) })
      : workOf(platform, stage);
  process.membership = membershipOf(world.log, work, { ...world, life });
  const { member } = process.membership;
  const watched = (partition: TopicPartition): Promise<Task> =>
    openWatched(partition, { work, world, open, holds: () => member.holds() });
  process.tasks = new OwnedTasks({ member, open: watched, logger: platform.logger, after });
  await process.tasks.start((error) => told(world, error));
}

interface Opening {
  readonly work: Work;
  readonly world: World;
  readonly open: Map<Task, string>;
  readonly holds: () => boolean;
}

/** How it ends is told once, and who is at work is known. */
async function openWatched(partition: TopicPartition, { work, world, open, holds }: Opening): Promise<Task> {
  const tell = (error: unknown): never => {
    told(world, error);
    throw error;
  };
  const task = await work.open(partition, holds).catch(tell);
  open.set(task, `${work.name}/${partition.partition}`);
  return {
    get position() {
      return task.position;
    },
    get turns() {
      return task.turns;
    },
    run: () => task.run().catch(tell),
    close: async () => {
      open.delete(task);
      await task.close();
    },
  };
}

function told({ problems, endings }: World, error: unknown): void {
  const code = error instanceof LogError ? error.code : 'broken';
  endings.set(code, (endings.get(code) ?? 0) + 1);
  if (!EXPECTED.includes(code)) problems.push(`task ended: ${String(error)}`);
}
