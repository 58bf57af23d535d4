import type { TopicName, TopicValue } from '@tutti/contracts';
import { codecs, SCHEMAS } from '@tutti/contracts';
import type { WireCodec } from '../ports';
import { LogError, UnknownSchemaError, WireError } from '../ports';
import type { Registry } from './registry';
import { sameSchema, subjectOf } from './registry';

const MAGIC = 0;
const HEADER_BYTES = 5;
const SLAB_BYTES = 256 * 1024;

/** What a wire codec is made of. */
export interface WireSettings {
  readonly registry: Registry;
  /** Prefix of the topics, as registered. */
  readonly prefix: string;
  /** Refuse fields that the schema does not know; costs about as much as encoding, so for tests. */
  readonly strict: boolean;
}

/**
 * Looks up the id of every topic's schema and learns every version of it, so that the registry may be away from then
 * on. Registers nothing: rejects with `LogError` code `fatal` when a schema of this release is not registered.
 */
export async function wireCodec({ registry, prefix, strict }: WireSettings): Promise<WireCodec> {
  const known: Known = { ids: new Map(), schemas: new Map(), decoders: {} };
  const topics = Object.keys(SCHEMAS) as TopicName[];
  await Promise.all(topics.map((topic) => lookUp(topic, subjectOf(prefix, topic), { registry, known })));
  return {
    encode: (topic, value) => {
      const bytes = encode(known, topic, value);
      if (strict) refuseUndeclared(topic, value);
      return bytes;
    },
    decode: (topic, bytes) => decode(known, topic, bytes),
    learn: learning(registry, known.schemas),
  };
}

type Decoders = { [Topic in TopicName]?: Map<number, (body: Buffer) => TopicValue[Topic]> };

interface Known {
  /** Id of our own schema of each topic. */
  readonly ids: Map<TopicName, number>;
  readonly schemas: Map<number, object>;
  readonly decoders: Decoders;
}

async function lookUp(
  topic: TopicName,
  subject: string,
  { registry, known }: { readonly registry: Registry; readonly known: Known },
): Promise<void> {
  const versions = await registry.versions(subject);
  for (const { id, schema } of versions) known.schemas.set(id, schema);
  const own = versions.findLast(({ schema }) => sameSchema(schema, SCHEMAS[topic]));
  if (own === undefined) {
    const missing = 'it has no schema like the one of this release; register it with ./tutti up';
    throw new LogError('fatal', `looking up the schema of ${subject}: ${missing}`);
  }
  known.ids.set(topic, own.id);
}

// Values are encoded one after the other into pieces of memory that many of them share: they live for one batch, and
// memory of their own would cost as much as encoding them.
let slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
let used = 0;

function encode<Topic extends TopicName>({ ids }: Known, topic: Topic, value: TopicValue[Topic]): Buffer {
  let end = write(topic, value);
  while (end < 0) {
    // What did not fit is told as the room that lacked.
    slab = Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, slab.length - used - end));
    used = 0;
    end = write(topic, value);
  }
  const bytes = slab.subarray(used, end);
  bytes[0] = MAGIC;
  bytes.writeUInt32BE(ids.get(topic) ?? 0, 1);
  used = end;
  return bytes;
}

function write<Topic extends TopicName>(topic: Topic, value: TopicValue[Topic]): number {
  try {
    return codecs[topic].encodeInto(value, slab, used + HEADER_BYTES);
  } catch {
    // The library's own error quotes the value, which may be anybody's, and this one may be logged.
    throw new WireError('bad-body', `encoding a value of ${topic}: it does not fit at ${problemsOf(topic, value)}`);
  }
}

function refuseUndeclared<Topic extends TopicName>(topic: Topic, value: TopicValue[Topic]): void {
  if (codecs[topic].problems(value).length === 0) return;
  const where = problemsOf(topic, value);
  throw new WireError(
    'undeclared-field',
    `encoding a value of ${topic}: fields that its schema does not know, in ${where}`,
  );
}

const problemsOf = (topic: TopicName, value: unknown): string =>
  codecs[topic]
    .problems(value)
    .map((path) => path || 'the value itself')
    .join(', ');

function decode<Topic extends TopicName>(known: Known, topic: Topic, bytes: Buffer): TopicValue[Topic] {
  const decoder = decoderOf(known, topic, schemaIdOf(topic, bytes));
  try {
    return decoder(bytes.subarray(HEADER_BYTES));
  } catch (cause) {
    throw new WireError('bad-body', `decoding a value of ${topic}: ${messageOf(cause)}`, { cause });
  }
}

function schemaIdOf(topic: TopicName, bytes: Buffer): number {
  if (bytes.length === 0) throw new WireError('no-value', `decoding a value of ${topic}: there are no bytes`);
  if (bytes.length < HEADER_BYTES || bytes[0] !== MAGIC) {
    const start = bytes.subarray(0, HEADER_BYTES).toString('hex');
    throw new WireError(
      'bad-magic',
      `decoding a value of ${topic}: it begins with ${start}, not with 00 and a schema id`,
    );
  }
  return bytes.readUInt32BE(1);
}

function decoderOf<Topic extends TopicName>(
  { ids, schemas, decoders }: Known,
  topic: Topic,
  id: number,
): (body: Buffer) => TopicValue[Topic] {
  const ofTopic: Decoders[Topic] = (decoders[topic] ??= new Map());
  const made = ofTopic.get(id);
  if (made !== undefined) return made;
  const writer = schemas.get(id);
  if (writer === undefined) throw new UnknownSchemaError(id);
  const decoder = id === ids.get(topic) ? codecs[topic].decode : decoderFrom(topic, id, writer);
  ofTopic.set(id, decoder);
  return decoder;
}

function decoderFrom<Topic extends TopicName>(
  topic: Topic,
  id: number,
  writer: object,
): (body: Buffer) => TopicValue[Topic] {
  try {
    return codecs[topic].decoderFrom(writer);
  } catch (cause) {
    throw new WireError('bad-schema', `reading ${topic} as written with schema ${id}: ${messageOf(cause)}`, { cause });
  }
}

/** Asks for each id once at a time, however many records of it wait. */
function learning(registry: Registry, schemas: Map<number, object>): (id: number) => Promise<void> {
  const asked = new Map<number, Promise<void>>();
  const schemaById = (id: number): Promise<object | undefined> =>
    registry.schemaById(id).catch((cause: unknown) => {
      // Whatever keeps the registry from answering may pass, and a record must not be judged meanwhile.
      throw new LogError('unavailable', `learning schema ${id}: ${messageOf(cause)}`, { cause });
    });
  /** A registry that has only just started knows nothing of what it read from its journal last time. */
  const refuseUnread = async (): Promise<void> => {
    const known = Math.max(...schemas.keys());
    if (Number.isFinite(known) && (await schemaById(known)) === undefined)
      throw new LogError(
        'unavailable',
        `asking for schema ${known}, which it had before: the registry is not there yet`,
      );
  };
  const ask = async (id: number): Promise<void> => {
    let schema = await schemaById(id);
    if (schema === undefined) {
      await refuseUnread();
      schema = await schemaById(id); // read meanwhile
    }
    if (schema === undefined)
      throw new WireError('no-such-schema', `learning schema ${id}: the registry has none of that id`);
    schemas.set(id, schema);
  };
  return (id) => {
    if (schemas.has(id)) return Promise.resolve();
    const answer = asked.get(id) ?? ask(id).finally(() => asked.delete(id));
    asked.set(id, answer);
    return answer;
  };
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
