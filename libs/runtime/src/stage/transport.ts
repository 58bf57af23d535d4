import type { CustomTransportStrategy } from '@nestjs/microservices';
import { Server } from '@nestjs/microservices';
import type { OpenTask, PartitionState } from '../tasks/owned-tasks';
import { OwnedTasks } from '../tasks/owned-tasks';
import type { Platform } from '../platform';
import { stageContext } from './context';
import type { StageDefinition, StageValue } from './definition';
import { StageTask } from './task';

/** What a transport needs to run partitioned work under one consumer group. */
export interface PartitionedWork {
  readonly name: string;
  readonly group: string;
  readonly topics: readonly string[];
  readonly open: OpenTask;
}

/**
 * The one Nest transport strategy: a consumer group whose partitions are tasks. Nest gives it the process's life cycle;
 * its own Kafka transport is not used, since it has no batches, no transactions and no place for a fence (design §3).
 */
export class PartitionedTransport extends Server implements CustomTransportStrategy {
  readonly name: string;
  readonly #tasks: OwnedTasks;
  readonly #failed: (error: Error) => void;

  constructor(platform: Platform, work: PartitionedWork, failed: (error: Error) => void) {
    super();
    this.name = work.name;
    this.#failed = failed;
    this.#tasks = new OwnedTasks({
      member: platform.log.member({ group: work.group, topics: work.topics }),
      open: work.open,
      logger: platform.logger.child({ service: work.name }),
    });
  }

  listen(started: (error?: unknown) => void): void {
    this.#tasks.start(this.#failed).then(() => started(), started);
  }

  close(): Promise<void> {
    return this.#tasks.stop();
  }

  /** State of each owned partition; undefined before the first assignment. */
  states(): ReadonlyMap<string, PartitionState> | undefined {
    return this.#tasks.states();
  }

  /** Nest's hooks for request-response transports; a log has no use for them. */
  override on(): void {}

  override unwrap<T>(): T {
    return this.#tasks as T;
  }
}

/** A stage as partitioned work. */
export function stageWork<State, Value extends StageValue>(
  platform: Platform,
  definition: StageDefinition<State, Value>,
): PartitionedWork {
  return {
    name: definition.name,
    group: `${platform.settings.prefix}.${definition.name}`,
    topics: [platform.topic(definition.input)],
    open: ({ partition }, _holds, gotOn) => {
      const context = stageContext(platform, definition, partition);
      return StageTask.open({ ...context, ownership: { ...context.ownership, gotOn } });
    },
  };
}
