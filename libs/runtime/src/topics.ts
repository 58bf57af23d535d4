import type { TopicName } from '@tutti/contracts';
import { topicName, TOPICS } from '@tutti/contracts';
import type { Workspace } from '@tutti/core/workspace';
import type { TopicSpec } from '@tutti/log';

/** Sizes of an installation; the partition count is fixed at birth. */
export interface TopicSizes {
  readonly prefix: string;
  readonly partitions: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const RETENTION_MS: Readonly<Record<string, number>> = { forever: -1, '7d': 7 * DAY_MS, '30d': 30 * DAY_MS };

/** The largest profile that the caps of core/profile allow is some 11 MB; the broker's default stops at 1 MB. */
const LARGE = { 'max.message.bytes': String(16 * 1024 * 1024) };

/** Compaction of tables stays short, and tombstones outlive any reader's absence (design §2). */
const TABLE = {
  'cleanup.policy': 'compact',
  'segment.ms': String(60 * 60 * 1000),
  'segment.bytes': String(64 * 1024 * 1024),
  'delete.retention.ms': String(7 * DAY_MS),
  ...LARGE,
};

/** Every topic of an installation, as it should exist; those of templates for this workspace's sources and instances. */
export function topicSpecs(sizes: TopicSizes, workspace: Workspace): TopicSpec[] {
  const sources = workspace.sources.filter(({ topic }) => topic).map(({ name }) => name);
  const instances = workspace.destinations.map(({ instance }) => instance);
  const parameters: Partial<Record<TopicName, readonly string[]>> = { source: sources, 'destination.state': instances };
  return (Object.keys(TOPICS) as TopicName[]).flatMap((topic) =>
    (parameters[topic] ?? [undefined]).map((parameter) => topicSpec(sizes, topic, parameter)),
  );
}

function topicSpec({ prefix, partitions }: TopicSizes, topic: TopicName, parameter: string | undefined): TopicSpec {
  const { kind, retention, partitions: count } = TOPICS[topic];
  // What a record of a source app becomes, a dead letter above all, is larger than the record itself.
  const own = count === 'source' ? {} : LARGE;
  const config = kind === 'table' ? tableConfig(retention) : { 'retention.ms': String(RETENTION_MS[retention]) };
  return {
    topic: topicName(prefix, topic, parameter),
    partitions: count === 'single' ? 1 : partitions,
    config: { 'message.timestamp.type': 'LogAppendTime', ...own, ...config },
  };
}

const tableConfig = (retention: string): Readonly<Record<string, string>> =>
  retention === 'none' ? TABLE : { ...TABLE, 'min.compaction.lag.ms': String(RETENTION_MS[retention]) };
