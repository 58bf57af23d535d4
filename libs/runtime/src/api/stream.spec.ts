import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { FastifyReply } from 'fastify';
import { keyOf } from '@tutti/contracts';
import type { Log } from '@tutti/log';
import { LogError } from '@tutti/log';
import { historyOf } from '@tutti/testing';
import { testPlatform } from '../stage/test-platform';
import type { TestPlatform } from '../stage/test-platform';
import { UpdateStream } from './stream';

/** A listener; `text` is what it was sent. */
function aListener(): { readonly request: IncomingMessage; readonly reply: FastifyReply; readonly text: string[] } {
  const text: string[] = [];
  const raw = { writeHead: () => raw, write: (some: string) => text.push(some), end: () => raw, writableLength: 0 };
  const reply = { hijack: () => reply, raw } as unknown as FastifyReply;
  return { request: new EventEmitter() as IncomingMessage, reply, text };
}

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
};

describe('the stream of updates', () => {
  let platform: TestPlatform;
  beforeEach(async () => (platform = await testPlatform()));
  afterEach(() => platform.close());

  const append = (): Promise<void> => {
    const [value] = historyOf('p1', [{ step: 1, events: 1 }]);
    return platform.append('updates', [{ key: keyOf.profile(value!.profile.id), value: value! }]);
  };

  it('goes on behind a record that is no update, and repeats nothing', async () => {
    const stream = new UpdateStream(platform);
    const { request, reply, text } = aListener();
    stream.follow(request, reply);
    await new Promise((resolve) => setImmediate(resolve));
    await append();
    await platform.appendBytes('updates', { key: 'k', value: Buffer.from('not avro') });
    await append();
    await until(() => text.length >= 3);
    await stream.close();
    expect(text.filter((line) => line.startsWith('event: update'))).toHaveLength(2);
  });

  it('passes over an update that cannot be told, and breaks no line', async () => {
    const stream = new UpdateStream(platform);
    const { request, reply, text } = aListener();
    stream.follow(request, reply);
    await new Promise((resolve) => setImmediate(resolve));
    const [value] = historyOf('p1', [{ step: 1, events: 1 }]);
    const { profile, causes } = value!;
    const spread = { ...value!, causes: causes.map((event) => ({ ...event, properties: '{\n"a":1\r\n}' })) };
    for (const update of [{ ...value!, profile: { ...profile, lastSeen: 9e15 } }, spread])
      await platform.append('updates', [{ key: keyOf.profile(profile.id), value: update }]);
    await until(() => text.length >= 2);
    await stream.close();
    const [told, ...more] = text.filter((line) => line.startsWith('event: update'));
    expect([told!.trimEnd().split(/[\r\n]+/).length, more]).toEqual([3, []]);
    expect(told).toContain('"a":1');
  });

  it('tells where a profile went, and of one that is gone its id and version alone', async () => {
    const stream = new UpdateStream(platform);
    const { request, reply, text } = aListener();
    stream.follow(request, reply);
    await new Promise((resolve) => setImmediate(resolve));
    const steps = [
      { step: 1, absorbed: 'p2' },
      { step: 1, mergedInto: 'p3' },
      { step: 1, deleted: true },
    ];
    for (const value of historyOf('p1', steps))
      await platform.append('updates', [{ key: keyOf.profile(value.profile.id), value }]);
    await until(() => text.length >= 4);
    await stream.close();
    const told = text.slice(1).map((it) => JSON.parse(/^data: (.*)$/m.exec(it)![1]!) as object);
    expect(told).toMatchObject([
      {
        mergedInto: null,
        deleted: false,
        identity: { kind: 'absorbed', other: 'p2', cause: { command: 'command-1' } },
      },
      { mergedInto: 'p3', deleted: false, identity: { kind: 'merged', other: 'p3', identifiers: [] } },
      { mergedInto: null, deleted: true, identity: { kind: 'erased' } },
    ]);
    expect(told.slice(1)).toMatchObject([{ profile: { id: 'p1', version: 2 } }, { profile: { id: 'p1', version: 3 } }]);
    expect(JSON.stringify(told.slice(1))).not.toContain('userId');
  });

  it('waits for a broker that is away when somebody begins to listen', async () => {
    let asked = 0;
    const boundsOf: Log['boundsOf'] = (partition) => {
      asked += 1;
      return asked === 1 ? Promise.reject(new LogError('unavailable', 'away')) : platform.log.boundsOf(partition);
    };
    const stream = new UpdateStream({ ...platform, log: { ...platform.log, boundsOf } });
    const { request, reply, text } = aListener();
    stream.follow(request, reply);
    await until(() => asked > 1);
    await new Promise((resolve) => setImmediate(resolve));
    await append();
    await until(() => text.length >= 2);
    await stream.close();
    expect(text.at(-1)).toContain('event: update');
  });
});
