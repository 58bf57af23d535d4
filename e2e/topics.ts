import type { TopicName } from '@tutti/contracts';
import { topicName, TOPICS } from '@tutti/contracts';
import type { LogRecord, WireCodec } from '@tutti/log';
import { confluentRegistry, UnknownSchemaError, wireCodec } from '@tutti/log';
import type { Installation } from './installation';

const READ = { waitMsMax: 1_000, bytesMax: 4 * 1024 * 1024 };

/** A topic of an installation: its short name and its full one. */
export interface OwnTopic {
  readonly topic: TopicName;
  readonly name: string;
}

/** Every topic of an installation. */
export function topicsOf({ workspace, settings }: Installation): readonly OwnTopic[] {
  const parameters: Partial<Record<TopicName, readonly string[]>> = {
    source: workspace.sources.filter(({ topic }) => topic).map(({ name }) => name),
    'destination.state': workspace.destinations.map(({ instance }) => instance),
  };
  return (Object.keys(TOPICS) as TopicName[]).flatMap((topic) =>
    (parameters[topic] ?? [undefined]).map((parameter) => ({
      topic,
      name: topicName(settings.prefix, topic, parameter),
    })),
  );
}

/** Offsets at which the partitions of a topic begin and end now. */
export async function boundsOf(
  { platform: { log } }: Installation,
  name: string,
): Promise<readonly { readonly start: number; readonly end: number }[]> {
  const partitions = Array.from({ length: await log.partitionsOf(name) }, (_, partition) => partition);
  return Promise.all(partitions.map((partition) => log.boundsOf({ topic: name, partition })));
}

/**
 * Decodes every record of every topic from the beginning, as somebody who comes anew: with what the registry knows.
 * Returns the number of values by topic; rejects at the first that cannot be read.
 */
export async function decodeAll(installation: Installation): Promise<ReadonlyMap<string, number>> {
  const { prefix, registryUrl } = installation.settings;
  const wire = await wireCodec({ registry: confluentRegistry({ url: registryUrl }), prefix, strict: false });
  const counts = new Map<string, number>();
  for (const { topic, name } of topicsOf(installation)) {
    let count = 0;
    for await (const { value } of recordsOf(installation, name)) {
      if (value === null) continue;
      await decoded(wire, topic, value);
      count += 1;
    }
    counts.set(topic, count);
  }
  return counts;
}

/** Every record of a topic from the beginning, partition by partition. */
export async function* recordsOf(installation: Installation, topic: string): AsyncGenerator<LogRecord> {
  for (const [partition, { start, end }] of (await boundsOf(installation, topic)).entries()) {
    const reader = installation.platform.log.reader({ topic, partition });
    try {
      for (let at = start; at < end;) {
        const batch = await reader.read(at, READ);
        yield* batch.records;
        at = batch.nextOffset;
      }
    } finally {
      await reader.close();
    }
  }
}

async function decoded(wire: WireCodec, topic: TopicName, value: Buffer): Promise<unknown> {
  try {
    return wire.decode(topic, value);
  } catch (error) {
    if (!(error instanceof UnknownSchemaError)) throw error;
    await wire.learn(error.schemaId);
    return wire.decode(topic, value);
  }
}
