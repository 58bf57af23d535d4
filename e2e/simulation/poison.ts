import type { TopicName } from '@tutti/contracts';
import { oneOf } from './people';

/** Bytes that are no value of a topic, and the code that a dead letter has to give for it. */
export interface Poison {
  readonly code: string;
  readonly bytes: Buffer;
}

/** A poison record as it stands in the log. */
export interface Poisoned extends Poison {
  readonly name: TopicName;
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
}

const UNKNOWN_ID = 65_535;

/** Bytes that nobody can read from this topic; `schemaIdOf` knows what is registered. */
export function somePoison(topic: TopicName, schemaIdOf: (topic: TopicName) => number, random01: () => number): Poison {
  return oneOf<Poison>(
    [
      { code: 'bad-magic', bytes: Buffer.from('not avro') },
      { code: 'bad-magic', bytes: Buffer.from([0, 0]) },
      { code: 'no-value', bytes: Buffer.alloc(0) },
      { code: 'no-such-schema', bytes: withId(UNKNOWN_ID) },
      { code: 'bad-schema', bytes: withId(schemaIdOf('config')) },
      { code: 'bad-body', bytes: withId(schemaIdOf(topic)) },
    ],
    random01,
  );
}

/** A schema id and the beginning of a body. */
function withId(id: number): Buffer {
  const bytes = Buffer.from([0, 0, 0, 0, 0, 200]);
  bytes.writeUInt32BE(id, 1);
  return bytes;
}
