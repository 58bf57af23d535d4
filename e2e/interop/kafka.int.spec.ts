import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry';
import type { Consumer, Producer } from 'kafkajs';
import { Kafka, logLevel } from 'kafkajs';
import type { DeadLetter, SourceEvent, Update } from '@tutti/contracts';
import { commandOf, describeWith } from '@tutti/testing';
import { Installation } from '../installation';
import { until } from '../until';

const workspace = (writeKey: string): string => `
  sources:
    - { name: backend, writeKey: ${writeKey}, topic: true }
  segments:
    - { name: repeat_buyers, when: 'events["Order Completed"].count >= 2' }
    - { name: big_spenders, when: 'events["Order Completed"].revenue >= 1000.0' }`;

/** What another client sees of a record. */
interface Seen<Value> {
  readonly key: string;
  readonly value: Value;
}

interface Profile {
  readonly id: string;
  readonly version: number;
  readonly identifiers: readonly unknown[];
  readonly traits: Readonly<Record<string, unknown>>;
  readonly events: Readonly<Record<string, unknown>>;
  readonly segments: readonly { readonly name: string; readonly since: string }[];
}

let tutti: Installation;
let brokers: string;
let registry: SchemaRegistry;
let producer: Producer;
const consumers: Consumer[] = [];
const updates: Seen<Update>[] = [];
const deadLetters: Seen<DeadLetter>[] = [];
let sourceTopic: string;
let updatesTopic: string;

beforeAll(async () => {
  tutti = await Installation.create({ workspace, separate: false });
  await tutti.start();
  const { prefix, registryUrl } = tutti.settings;
  brokers = tutti.settings.brokers.join(',');
  sourceTopic = `${prefix}.source.backend.v1`;
  updatesTopic = `${prefix}.updates.v1`;
  registry = new SchemaRegistry({ host: registryUrl });
  const kafka = new Kafka({ clientId: 'another-team', brokers: brokers.split(','), logLevel: logLevel.NOTHING });
  producer = kafka.producer();
  await producer.connect();
  await follow(kafka, updatesTopic, updates);
  await follow(kafka, `${prefix}.dead-letters.v1`, deadLetters);
}, 120_000);

afterAll(async () => {
  await Promise.all([producer?.disconnect(), ...consumers.map((consumer) => consumer.disconnect())]);
  await tutti?.remove();
}, 60_000);

describe('a Kafka client that is not ours', () => {
  test('writes events that end in the right profile', async () => {
    await send(await encoded({ type: 'identify', userId: 'ada', traits: '{"plan":"pro","email":"ada@example.com"}' }));
    await send(await order('ada', 19.99));
    await send(await order('ada', 0.01));
    await send(await order('grace', 5));
    await eventually('the profiles', async () => {
      expect(await profile('ada')).toMatchObject({
        traits: { plan: 'pro', email: 'ada@example.com' },
        events: { identify: { count: 1 }, 'Order Completed': { count: 2, revenue: 20 } },
        segments: [{ name: 'repeat_buyers' }],
      });
      expect(await profile('grace')).toMatchObject({ events: { 'Order Completed': { count: 1, revenue: 5 } } });
    });
  });

  test('reads the same profile, events and segments from updates', async () => {
    for (const revenue of [1000, 0.5]) await send(await order('dorothy', revenue));
    await eventually('the newest update', async () => {
      const { id, version, identifiers, traits, events, segments } = await profile('dorothy');
      const own = updates.filter(({ key }) => key === id).map(({ value }) => value);
      expect(own).toHaveLength(2);
      expect(profileOf(own[1]!)).toEqual({ id, version, identifiers, traits, events, segments });
      const entered = own.map((update) => update.entered.map(({ segment }) => segment));
      expect(entered).toEqual([['big_spenders'], ['repeat_buyers']]);
    });
  });

  test('need not give an id: an event without one is known by its position', async () => {
    const { partition, offset } = await send(await order('lise', 7));
    await eventually('the update', () =>
      expect(updates.flatMap(({ value }) => value.causes)).toContainEqual(
        expect.objectContaining({ userId: 'lise', messageId: `${sourceTopic}/${partition}/${offset}` }),
      ),
    );
  });

  test.each([
    ['JSON without Avro', () => Buffer.from('{"type":"track","event":"Order Completed","userId":"mary"}'), 'bad-magic'],
    ['a schema that nobody registered', () => Buffer.from('007fffffff02', 'hex'), 'no-such-schema'],
    ['an event cut short', async () => (await order('mary', 9)).subarray(0, 20), 'bad-body'],
    ['no value at all', () => null, 'no-value'],
    ['an event of nobody', () => encoded({ type: 'track', event: 'Order Completed' }), 'invalid-event'],
  ])('that writes %s finds it as a dead letter, and what follows is accepted', async (what, make, code) => {
    const value = await make();
    const position = await send(value);
    await send(await order(what, 1));
    await eventually('the dead letter', () => {
      const found = deadLetters.filter(({ value: { offset } }) => offset === position.offset);
      expect(found).toHaveLength(1);
      const { bytes, ...letter } = found[0]!.value;
      expect(letter).toMatchObject({ stage: 'ingest', code, topic: sourceTopic, key: 'any key', ...position });
      expect(letter.violations).toContainEqual({ field: expect.any(String), reason: expect.stringMatching(/\w+ \w+/) });
      expect(Buffer.from(bytes)).toEqual(value ?? Buffer.alloc(0));
    });
    await eventually('the next event', async () =>
      expect(await profile(what)).toMatchObject({ events: { 'Order Completed': { count: 1, revenue: 1 } } }),
    );
  });
});

describeWith(['kcat'], 'kcat, which is built on librdkafka', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tutti-kcat-'));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(['none', 'gzip', 'snappy', 'lz4', 'zstd'])('writes events with compression %s', async (compression) => {
    const file = join(folder, compression);
    // A client sends what does not become smaller as it is.
    const properties = JSON.stringify({ revenue: 3, note: 'thank you '.repeat(500) });
    writeFileSync(file, await encoded({ type: 'track', event: 'Order Completed', userId: compression, properties }));
    await kcat('-P', '-t', sourceTopic, '-z', compression, file);
    await eventually('the profile', async () =>
      expect(await profile(compression)).toMatchObject({ events: { 'Order Completed': { count: 1, revenue: 3 } } }),
    );
  });

  test('reads updates: the key is the id of a profile, the value begins with the id of the schema', async () => {
    await send(await order('rosalind', 4));
    const schemaId = await registry.getLatestSchemaId(`${updatesTopic}-value`);
    await eventually('the update', async () => {
      const { id } = await profile('rosalind');
      const { stdout } = await kcat('-Ceq', `-t${updatesTopic}`, '-obeginning', '-svalue=>bI', '-f%k %s\n');
      const lines = stdout.trimEnd().split('\n');
      expect(lines).toContain(`${id} 0${schemaId}`);
      expect(lines).toEqual(lines.map(() => expect.stringMatching(`^[0-9a-f]{32} 0${schemaId}$`) as unknown));
    });
  });
});

const kcat = (...words: readonly string[]): Promise<{ readonly stdout: string }> =>
  promisify(execFile)(commandOf('kcat'), ['-b', brokers, ...words], { timeout: 30_000 });

/** Everything there is in a topic and everything that will come. */
async function follow<Value>(kafka: Kafka, topic: string, seen: Seen<Value>[]): Promise<void> {
  const consumer = kafka.consumer({ groupId: `another-team.${topic}` });
  consumers.push(consumer);
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => {
      if (message.value === null) return;
      const value = (await registry.decode(message.value)) as Value;
      seen.push({ key: String(message.key), value });
    },
  });
}

/** A record as a team that knows only the registry writes it: fields that it leaves out have their defaults. */
async function encoded(event: Partial<SourceEvent>): Promise<Buffer> {
  return registry.encode(await registry.getLatestSchemaId(`${sourceTopic}-value`), event);
}

async function send(value: Buffer | null): Promise<{ readonly partition: number; readonly offset: number }> {
  const [sent] = await producer.send({ topic: sourceTopic, messages: [{ key: 'any key', value }] });
  return { partition: sent?.partition ?? -1, offset: Number(sent?.baseOffset) };
}

const order = (userId: string, revenue: number): Promise<Buffer> =>
  encoded({ type: 'track', event: 'Order Completed', userId, properties: JSON.stringify({ revenue }) });

async function profile(identifier: string): Promise<Profile> {
  const answer = await fetch(`${tutti.apiUrl}/v1/profiles/${encodeURIComponent(identifier)}`);
  return (await answer.json()) as Profile;
}

const eventually = (awaited: string, check: () => Promise<void> | void): Promise<number> =>
  until({
    ...{ awaited, msMax: 20_000 },
    missing: async () => {
      try {
        return void (await check());
      } catch (error) {
        return `wrong: ${String(error)}`;
      }
    },
  });

const micros = 1_000_000;

/** The same profile as the api tells it. */
const profileOf = ({ profile: { traits, events, ...snapshot }, segments }: Update): object => ({
  id: snapshot.id,
  version: snapshot.version,
  identifiers: snapshot.identifiers.map(({ type, value }) => ({ type, value })),
  traits: Object.fromEntries(Object.entries(traits).map(([name, { value }]) => [name, JSON.parse(value) as unknown])),
  events: Object.fromEntries(
    Object.entries(events).map(([name, { count, first, last, revenueMicros }]) => [
      name,
      { count, first: iso(first), last: iso(last), revenue: revenueMicros / micros },
    ]),
  ),
  segments: segments.map(({ segment, since }) => ({ name: segment, since: iso(since) })),
});

const iso = (ms: number): string => new Date(ms).toISOString();
