import type { ConfigRecord, TopicName, TopicValue } from '@tutti/contracts';
import { codecOf, codecs, SCHEMAS } from '@tutti/contracts';
import { topicValues } from '@tutti/testing';
import fc from 'fast-check';
import type { WireCodec } from '../ports';
import { memoryRegistry } from './memory';
import { registerSchemas } from './register';
import type { Registry } from './registry';
import { wireCodec } from './wire-codec';

const topics = Object.keys(SCHEMAS) as TopicName[];
const config: ConfigRecord = { revision: 1, workspace: '{}', hash: 'h', secret: 's', by: 'ada', at: 5 };

async function open(registry: Registry, strict = true): Promise<WireCodec> {
  await registerSchemas(registry, 'acme');
  return wireCodec({ registry, prefix: 'acme', strict });
}

/** Config's schema with one more field, as a newer release has it. */
const newer = {
  ...SCHEMAS.config,
  fields: [...(SCHEMAS.config as { fields: object[] }).fields, { name: 'note', type: 'string', default: 'none' }],
};
const older = {
  ...SCHEMAS.config,
  fields: (SCHEMAS.config as { fields: { name: string }[] }).fields.filter(({ name }) => name !== 'secret'),
};
const framed = (id: number, body: Buffer): Buffer => Buffer.concat([Buffer.from([0, 0, 0, 0, id]), body]);

describe('values on the wire', () => {
  it.each(topics)('%s: are read as they were written, behind a zero byte and the schema id', async (topic) => {
    const registry = memoryRegistry();
    const wire = await open(registry);
    const [own] = await registry.versions(`acme.${topic}.v1-value`);
    fc.assert(
      fc.property(topicValues(topic) as fc.Arbitrary<TopicValue['config']>, (value) => {
        const bytes = wire.encode(topic as 'config', value);
        expect([bytes[0], bytes.readUInt32BE(1)]).toEqual([0, own?.id]);
        expect(bytes.subarray(5)).toEqual((codecs[topic] as (typeof codecs)['config']).encode(value));
        expect(wire.decode(topic, bytes)).toEqual(value);
      }),
      { numRuns: 20 },
    );
  });

  it('are bytes of their own, however large, also when the next one is written', async () => {
    const wire = await open(memoryRegistry());
    const large = { ...config, workspace: 'x'.repeat(300_000) };
    const [first, second] = [wire.encode('config', large), wire.encode('config', config)];
    expect(wire.decode('config', first)).toEqual(large);
    expect(wire.decode('config', second)).toEqual(config);
  });

  it('are refused in strict mode when they have a field that the schema does not know', async () => {
    const surprise = { ...config, surprise: 1 };
    const [strict, lenient] = [await open(memoryRegistry()), await open(memoryRegistry(), false)];
    expect(() => strict.encode('config', surprise)).toThrow(expect.objectContaining({ code: 'undeclared-field' }));
    expect(lenient.decode('config', lenient.encode('config', surprise))).toEqual(config);
  });

  it('are refused with the place of what does not fit', async () => {
    const wire = await open(memoryRegistry(), false);
    const broken = { ...config, by: 7 } as unknown as ConfigRecord;
    expect(() => wire.encode('config', broken)).toThrow(/encoding a value of config: .* at by/);
  });

  it.each([
    ['no-value', Buffer.alloc(0)],
    ['bad-magic', Buffer.from('{"revision":1}')],
    ['bad-magic', Buffer.from([0, 0, 0])],
    ['bad-body', Buffer.from([0, 0, 0, 0, topics.indexOf('config') + 1, 255])],
  ])('are refused as %s when the bytes are not a value', async (code, bytes) => {
    const wire = await open(memoryRegistry());
    expect(() => wire.decode('config', bytes)).toThrow(expect.objectContaining({ code }));
  });

  it('are refused when there is more than the value', async () => {
    const wire = await open(memoryRegistry());
    const bytes = Buffer.concat([wire.encode('config', config), Buffer.from([0])]);
    expect(() => wire.decode('config', bytes)).toThrow(expect.objectContaining({ code: 'bad-body' }));
  });
});

describe('schemas of other releases', () => {
  it('of before are known from the start', async () => {
    const registry = memoryRegistry();
    const id = await registry.register('acme.config.v1-value', older);
    const wire = await open(registry);
    const { secret: _secret, ...before } = config;
    expect(wire.decode('config', framed(id, codecOf(older).encode(before)))).toEqual({ ...config, secret: '' });
  });

  it('are not judged by a registry that has not read its own journal yet', async () => {
    const registry = memoryRegistry();
    let isEmpty = false;
    const wire = await open({ ...registry, schemaById: async (id) => (isEmpty ? undefined : registry.schemaById(id)) });
    const id = await registry.register('acme.config.v1-value', newer);
    isEmpty = true;
    await expect(wire.learn(id)).rejects.toMatchObject({ code: 'unavailable' });
    isEmpty = false;
    await wire.learn(id);
  });

  it('of after are learned, once for all records that wait', async () => {
    const registry = memoryRegistry();
    let asked = 0;
    const wire = await open({ ...registry, schemaById: (id) => ((asked += 1), registry.schemaById(id)) });
    const id = await registry.register('acme.config.v1-value', newer);
    const bytes = framed(id, codecOf(newer).encode({ ...config, note: 'hello' }));
    expect(() => wire.decode('config', bytes)).toThrow(expect.objectContaining({ schemaId: id }));
    await Promise.all([wire.learn(id), wire.learn(id)]);
    await wire.learn(id);
    expect(wire.decode('config', bytes)).toEqual(config);
    expect(asked).toBe(1);
  });

  it('do not change what this release writes, even when they are newer', async () => {
    const registry = memoryRegistry();
    const before = (await open(registry)).encode('config', config);
    await registry.register('acme.config.v1-value', newer);
    expect((await wireCodec({ registry, prefix: 'acme', strict: true })).encode('config', config)).toEqual(before);
  });

  it('that nobody registered, or that have nothing to do with the topic, are refused', async () => {
    const wire = await open(memoryRegistry());
    await expect(wire.learn(4_000)).rejects.toMatchObject({ code: 'no-such-schema' });
    const ofUpdates = framed(topics.indexOf('updates') + 1, Buffer.alloc(3));
    expect(() => wire.decode('config', ofUpdates)).toThrow(expect.objectContaining({ code: 'bad-schema' }));
  });

  it('are needed no more from the registry once they are known', async () => {
    const registry = memoryRegistry();
    let away = false;
    const versions: Registry['versions'] = (subject) =>
      away ? Promise.reject(new Error('away')) : registry.versions(subject);
    const wire = await open({ ...registry, versions });
    away = true;
    expect(wire.decode('config', wire.encode('config', config))).toEqual(config);
  });
});

it('a service does not start on a registry that lacks its schemas, and says what to do', async () => {
  const registry = memoryRegistry();
  await expect(wireCodec({ registry, prefix: 'acme', strict: false })).rejects.toMatchObject({
    code: 'fatal',
    message: expect.stringMatching(/acme\..*-value.*\.\/tutti up/) as string,
  });
});
