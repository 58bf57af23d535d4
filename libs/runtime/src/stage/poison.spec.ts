import type { DeadLetter, IdentifierKey, TopicName } from '@tutti/contracts';
import { codecs, identityIn, keyOf, profileIn } from '@tutti/contracts';
import { homeProfile } from '@tutti/core/stage';
import type { Headers, LogRecord } from '@tutti/log';
import { LogError, UnknownSchemaError } from '@tutti/log';
import { anEvent, anIdentifier } from '@tutti/testing';
import { numberHeaders } from '../headers';
import { identity, profileCompute, segmentEvaluator } from '../stages';
import { stageContext } from './context';
import type { StageDefinition, StageValue } from './definition';
import { StageTask } from './task';
import type { TestPlatform } from './test-platform';
import { testPlatform } from './test-platform';

interface Written {
  readonly key: string | null;
  readonly value: Buffer | null;
  readonly headers?: Headers;
}

const ENTRY = anIdentifier('userId', 'u1');
const PROFILE = homeProfile(ENTRY.key, 0);
const KEY: Partial<Record<TopicName, string>> = { 'identity.in': ENTRY.key, 'profile.in': PROFILE, profiles: PROFILE };

let platform: TestPlatform;
beforeEach(async () => void (platform = await testPlatform()));
afterEach(() => platform.close());

const append = (topic: TopicName, records: readonly Written[]): Promise<unknown> =>
  platform.log
    .appender()
    .append(records.map((record) => ({ topic: platform.topic(topic), partition: 0, headers: {}, ...record })));

/** Runs a stage until it has read all there is. */
async function settle<State, Value extends StageValue>(definition: StageDefinition<State, Value>): Promise<void> {
  const task = await StageTask.open(stageContext(platform, definition, 0));
  const { end } = await platform.log.boundsOf({ topic: platform.topic(definition.input), partition: 0 });
  const running = task.run();
  while (task.position < end) await Promise.race([running, new Promise((resolve) => setImmediate(resolve))]);
  await task.close();
  await running;
}

const lettersIn = async (): Promise<readonly DeadLetter[]> =>
  (await platform.readAll('dead-letters')).map(({ value }) => codecs['dead-letters'].decode(value!.subarray(5)));

/** What nobody of ours writes, into any topic; each with the code it is refused by. */
function poison(topic: TopicName): readonly (readonly [code: string, record: Written])[] {
  const key = KEY[topic]!;
  const letter = platform.wire.encode('dead-letters', {
    ...{
      stage: '',
      code: '',
      violations: [],
      topic: '',
      partition: 0,
      offset: 0,
      key: '',
      bytes: Buffer.alloc(0),
      at: 0,
    },
  });
  const sw = platform.wire.encode('identity.in', identityIn.event(anEvent({ entry: ENTRY })));
  const unknownId = Buffer.from([0, 0x7f, 0xff, 0xff, 0xff, 2]);
  return [
    ['bad-magic', { key, value: Buffer.from('{"type":"track"}') }],
    ['bad-magic', { key, value: Buffer.from([0xff, 0xfe, 0xc3, 0x28]) }],
    ['no-such-schema', { key, value: unknownId }],
    ['bad-schema', { key, value: letter }],
    ['bad-body', { key, value: platform.wire.encode(topic, valueOf(topic)).subarray(0, 9) }],
    ['no-value', { key, value: null }],
    ['no-value', { key, value: Buffer.alloc(0) }],
    ['no-key', { key: null, value: sw }],
    ['bad-magic', { key, value: Buffer.alloc(100, 1), headers: { traceparent: 'x'.repeat(900_000), mode: 'y' } }],
    ['wrong-key', { key: '__progress', value: platform.wire.encode(topic, valueOf(topic)) }],
    ['wrong-key', { key: '__progress', value: platform.wire.encode(topic, valueOf(topic, '__progress')) }],
  ];
}

const apply = (seq: number) =>
  profileIn.apply({ identifier: ENTRY, incarnation: 0, seq, event: anEvent({ messageId: `m${seq}`, entry: ENTRY }) });

/** A good value, but for the key that it says is its own. */
function valueOf(topic: TopicName, key?: string): never {
  const event = anEvent({ entry: { ...ENTRY, ...(key !== undefined && { key: key as IdentifierKey }) } });
  if (topic === 'identity.in') return identityIn.event(event) as never;
  if (topic === 'profile.in') return apply(1) as never;
  const snapshot = {
    ...{ id: key ?? PROFILE, version: 1, at: 1, createdAt: 1, firstSeen: 1, lastSeen: 1 },
    ...{ identifiers: [ENTRY], traits: {}, events: {}, isCut: false },
  };
  return {
    kind: 'profile',
    profile: { snapshot, changes: [], causes: [event], identity: null, mergedInto: null, deleted: false },
    switch: null,
  } as never;
}

describe('poison', () => {
  it.each([
    ['identity.in', identity, () => settle(identity)],
    ['profile.in', profileCompute, () => settle(profileCompute)],
    ['profiles', segmentEvaluator, () => settle(segmentEvaluator)],
  ] as const)(
    'in %s becomes dead letters with position and bytes, and the partition goes on',
    async (topic, stage, settled) => {
      const wrong = poison(topic);
      await append(
        topic,
        wrong.map(([, record]) => record),
      );
      await platform.append(topic, [{ key: keyOf.any(KEY[topic]!), value: valueOf(topic) }]);
      await settled();
      const letters = await lettersIn();
      const expected = wrong.map(([code, { key, value }], offset) => {
        const bytes = value ?? Buffer.alloc(0);
        return { stage: stage.name, code, topic: platform.topic(topic), partition: 0, offset, key: key ?? '', bytes };
      });
      expect(letters).toMatchObject(expected);
      letters.forEach(({ violations }) => expect(violations).not.toHaveLength(0));
      expect(await platform.readAll(stage.outputs[0]!)).toHaveLength(1);
      const largest = Math.max(...(await platform.readAll('dead-letters')).map(({ headers }) => sizeOf(headers)));
      expect(largest).toBeLessThan(300);
    },
  );

  it('of 2 MB is kept whole, even where it could be read', async () => {
    const event = { ...anEvent({ entry: ENTRY }), properties: JSON.stringify({ a: 'x'.repeat(2_000_000) }) };
    const value = platform.wire.encode('identity.in', identityIn.event(event));
    await append('identity.in', [{ key: ENTRY.key, value }]);
    await settle(identity);
    const [letter] = await lettersIn();
    expect(letter?.code).toBe('too-large');
    expect(value.equals(letter!.bytes)).toBe(true);
    expect(await platform.readAll('profile.in')).toEqual([]);
  });

  it('leaves no hole in the numbers where its headers say which one it had', async () => {
    const number = numberHeaders({ identifier: ENTRY.key, incarnation: 0, seq: 2 });
    const bytes = [apply(1), apply(3)].map((value) => platform.wire.encode('profile.in', value));
    await append('profile.in', [
      { key: PROFILE, value: bytes[0]! },
      { key: PROFILE, value: Buffer.from('spoilt'), headers: number },
      { key: PROFILE, value: bytes[1]! },
    ]);
    await settle(profileCompute);
    const states = (await platform.readAll('profile.state')).flatMap(({ value }) => {
      const { state } = codecs['profile.state'].decode(value!.subarray(5));
      return state === null ? [] : [state.identifiers[ENTRY.key]?.applied];
    });
    expect(states.at(-1)).toEqual([{ from: 1, to: 3 }]);
    const [letter] = await platform.readAll('dead-letters');
    expect(letter?.headers).toMatchObject(number);
    expect(await platform.readAll('profiles')).toHaveLength(2);
  });
});

describe('an envelope of profile.in', () => {
  it('says which number of which identifier the record is', async () => {
    const events = ['a', 'b'].map((messageId) => anEvent({ entry: ENTRY, messageId }));
    await platform.append(
      'identity.in',
      events.map((event) => ({ key: keyOf.identifier(ENTRY.key), value: identityIn.event(event) })),
    );
    await settle(identity);
    const headers = (await platform.readAll('profile.in')).map((record: LogRecord) => record.headers);
    expect(headers).toMatchObject([1, 2].map((seq) => numberHeaders({ identifier: ENTRY.key, incarnation: 0, seq })));
  });
});

const sizeOf = (headers: Headers): number => JSON.stringify(headers).length;

describe('a registry that is away', () => {
  it('holds up nobody whose schemas are known, and pauses a partition at one that is not, without a dead letter', async () => {
    await platform.append('identity.in', [{ key: keyOf.identifier(ENTRY.key), value: valueOf('identity.in') }]);
    const { wire } = platform;
    let isAway = true;
    const asked: number[] = [];
    const learn = async (id: number): Promise<void> => {
      asked.push(id);
      if (isAway) throw new LogError('unavailable', 'no answer');
    };
    platform = { ...platform, wire: { ...wire, learn } };
    await settle(identity);
    expect(asked).toEqual([]);
    let isKnown = false;
    const decode: typeof wire.decode = (topic, bytes) => {
      if (topic === 'identity.in' && !isKnown) throw new UnknownSchemaError(99);
      return wire.decode(topic, bytes);
    };
    platform = { ...platform, wire: { ...wire, decode, learn: (id) => learn(id).then(() => void (isKnown = true)) } };
    const event = anEvent({ entry: ENTRY, messageId: 'later' });
    await platform.append('identity.in', [{ key: keyOf.identifier(ENTRY.key), value: identityIn.event(event) }]);
    await expect(settle(identity)).rejects.toMatchObject({ code: 'unavailable' });
    expect(await lettersIn()).toEqual([]);
    isAway = false;
    await settle(identity);
    expect(await platform.readAll('profile.in')).toHaveLength(2);
  });
});
