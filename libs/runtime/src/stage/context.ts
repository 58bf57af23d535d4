import type { Progress, TopicName } from '@tutti/contracts';
import type { Stage } from '@tutti/core/stage';
import type { Workspace } from '@tutti/core/workspace';
import type { PartitionOf, WireCodec, Log, TopicPartition } from '@tutti/log';
import { LogError } from '@tutti/log';
import type { Revisions } from '../config/revisions';
import type { Platform } from '../platform';
import type { Ownership } from '../state/owned-state';
import { ownershipOf } from '../state/ownership';
import type { StageDefinition, StageValue } from './definition';

/** Everything one task of a stage works with. */
export interface StageContext<State, Value extends StageValue> {
  readonly definition: StageDefinition<State, Value>;
  readonly partition: number;
  readonly partitions: number;
  readonly log: Log;
  readonly wire: WireCodec;
  readonly config: Revisions;
  readonly clock: () => number;
  readonly ownership: Ownership;
  readonly partitionOf: PartitionOf;
  /** Full name of a topic. */
  readonly topic: (name: TopicName) => string;
  /** The rule under a revision that the configuration holds. */
  readonly rule: (revision: number) => Stage<State, Value>;
}

/** The context of one partition of a stage on this platform. */
export function stageContext<State, Value extends StageValue>(
  platform: Platform,
  definition: StageDefinition<State, Value>,
  partition: number,
): StageContext<State, Value> {
  const { log, wire, config, clock, partitionOf, partitions, topic } = platform;
  const encodeProgress = (progress: Progress): Buffer =>
    wire.encode(definition.state, definition.records.progress(progress) as never);
  const ownership = ownershipOf(platform, {
    service: definition.name,
    stateTopic: topic(definition.state),
    partition,
    encodeProgress,
    decodeProgress: (bytes) => progressIn(wire.decode(definition.state, bytes)),
  });
  const workspaceOf = (revision: number): Workspace => config.workspace(revision);
  const rule = (revision: number): Stage<State, Value> =>
    definition.stage(workspaceOf(revision), revision, workspaceOf);
  return { definition, partition, partitions, log, wire, config, clock, ownership, partitionOf, topic, rule };
}

function progressIn(record: object): Progress {
  const { progress } = record as { readonly progress?: Progress | null };
  if (progress === null || progress === undefined) throw new Error('reading progress: the record holds none');
  return progress;
}

/** What a task halts with when records are gone that it was to step. */
export const lostInput = (
  { topic, partition }: TopicPartition,
  { at, start, end }: { readonly at: number; readonly start: number; readonly end: number },
): LogError =>
  new LogError(
    'fatal',
    `reading ${topic}/${partition} from ${at}: the log is ${start} to ${end}, records are gone that were not stepped; ` +
      'restore them, or reset the stage to accept the loss',
  );
