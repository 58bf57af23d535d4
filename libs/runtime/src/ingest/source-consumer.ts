import { topicName } from '@tutti/contracts';
import type { Source } from '@tutti/core/workspace';
import type { GroupMember } from '@tutti/log';
import type { PartitionState } from '../tasks/owned-tasks';
import { OwnedTasks } from '../tasks/owned-tasks';
import { reasonOf } from '../told';
import type { SourceTaskDeps } from './source-task';
import { sourceGroup, SourceTask } from './source-task';

/** What the topic half of ingest works with. */
export interface SourceConsumerDeps extends SourceTaskDeps {
  /** Sources in force; those with a topic are read as soon as their topic exists. */
  readonly sources: () => readonly Source[];
  /** Called when membership of a group is lost for good: the process cannot go on. */
  readonly failed: (error: Error) => void;
}

/** Reads the topics of all sources. Each topic has a group of its own, since its owner chooses the partition count. */
export interface SourceConsumer {
  /** Joins the groups of the sources there are, and from then on follows the configuration. */
  start: () => Promise<void>;
  /** Compares with the configuration now: joins what is new, leaves what is gone. */
  refresh: () => Promise<void>;
  /** State of each owned partition by `topic/partition`. */
  states: () => ReadonlyMap<string, PartitionState>;
  /** Finishes the commits in hand and leaves the groups. */
  stop: () => Promise<void>;
}

const LOOK_EVERY_MS = 5_000;

/** A consumer of `source.<name>` topics (design R3: its group offsets are committed inside its transactions). */
export function sourceConsumer(deps: SourceConsumerDeps): SourceConsumer {
  const running = new Map<string, OwnedTasks>();
  let turn = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const refresh = (): Promise<void> => {
    turn = turn
      .then(() => (stopped ? undefined : follow(deps, running)))
      .catch((error: unknown) => {
        deps.logger.warn({ reason: reasonOf(error) }, 'source topics could not be followed yet');
      });
    return turn;
  };
  return {
    start: async () => {
      await refresh();
      timer = setInterval(() => void refresh(), LOOK_EVERY_MS);
    },
    refresh,
    states: () => new Map([...running.values()].flatMap((tasks) => [...(tasks.states() ?? [])])),
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await turn;
      await Promise.all([...running.values()].map((tasks) => tasks.stop()));
    },
  };
}

async function follow(deps: SourceConsumerDeps, running: Map<string, OwnedTasks>): Promise<void> {
  const wanted = deps.sources().filter(({ topic }) => topic);
  const names = new Set(wanted.map(({ name }) => name));
  for (const [name, tasks] of running) {
    if (names.has(name)) continue;
    running.delete(name);
    await tasks.stop();
  }
  const missing = wanted.filter(({ name }) => !running.has(name));
  if (missing.length === 0) return;
  const existing = new Set(await deps.log.topics());
  for (const { name } of missing) {
    const topic = topicName(deps.prefix, 'source', name);
    if (existing.has(topic)) await join(deps, running, { name, topic });
  }
}

async function join(
  deps: SourceConsumerDeps,
  running: Map<string, OwnedTasks>,
  { name, topic }: { readonly name: string; readonly topic: string },
): Promise<void> {
  const tasks = new OwnedTasks({
    member: withoutReports(deps.log.member({ group: sourceGroup(deps.prefix, topic), topics: [topic] })),
    open: (partition) => SourceTask.open(deps, { source: name, ...partition }),
    logger: deps.logger,
  });
  await tasks.start(deps.failed);
  running.set(name, tasks);
}

/** These offsets are read back: one reported beside the transaction could overtake it and repeat records. */
const withoutReports = (member: GroupMember): GroupMember => ({
  join: (listener) => member.join(listener),
  report: async () => undefined,
  holds: () => member.holds(),
  leave: () => member.leave(),
});
