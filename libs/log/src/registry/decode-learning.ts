import type { TopicName, TopicValue } from '@tutti/contracts';
import type { WireCodec } from '../ports';
import { UnknownSchemaError } from '../ports';

/**
 * Decodes a value; a writer's schema that was not met yet is asked for once. Rejects with `WireError` when the bytes are
 * no value of the topic, and with whatever the registry's absence makes of `learn`.
 */
export async function decodeLearning<Topic extends TopicName>(
  wire: WireCodec,
  topic: Topic,
  bytes: Buffer,
): Promise<TopicValue[Topic]> {
  try {
    return wire.decode(topic, bytes);
  } catch (error) {
    if (!(error instanceof UnknownSchemaError)) throw error;
    await wire.learn(error.schemaId);
    return wire.decode(topic, bytes);
  }
}
