import type { Workspace } from '@tutti/core/workspace';
import { EMPTY_WORKSPACE } from '@tutti/core/workspace';
import type { Log, WireCodec } from '@tutti/log';
import { UnknownSchemaError } from '@tutti/log';
import { testPlatform } from '../stage/test-platform';
import { silentLogger } from '../logger';
import { publishWorkspace } from './publish';
import { Revisions } from './revisions';

const source = (name: string): Workspace => ({
  ...EMPTY_WORKSPACE,
  sources: [{ name, writeKey: `key-of-${name}`, eventsPerSecond: 100, topic: false }],
});

describe('those who publish at once', () => {
  it('get a number each, and none of them is lost', async () => {
    const platform = await testPlatform();
    const names = ['a', 'b', 'c', 'd', 'e'];
    const published = await Promise.all(names.map((name) => publishWorkspace(platform, source(name), 'test')));
    const revisions = published.map(({ revision }) => revision);
    expect([...revisions].sort()).toEqual([1, 2, 3, 4, 5]);
    names.forEach((name, i) => expect(platform.config.workspace(revisions[i])).toEqual(source(name)));
    await platform.close();
  });

  it('make one revision of what is the same', async () => {
    const platform = await testPlatform();
    const published = await Promise.all([1, 2, 3].map(() => publishWorkspace(platform, source('a'), 'test')));
    expect(published.map(({ revision }) => revision)).toEqual([1, 1, 1]);
    expect(published.filter(({ changed }) => changed)).toHaveLength(1);
    await platform.close();
  });

  it('know what they published, though the answer was lost', async () => {
    const platform = await testPlatform();
    let isLost = false;
    const log: Log = {
      ...platform.log,
      writer: (id) => {
        const writer = platform.log.writer(id);
        return {
          open: () => writer.open(),
          close: () => writer.close(),
          commit: async (records) => {
            const commit = await writer.commit(records);
            if (isLost) return commit;
            isLost = true;
            return { kind: 'unknown', cause: new Error('the answer was lost') };
          },
        };
      },
    };
    expect(await publishWorkspace({ ...platform, log }, source('a'), 'test')).toEqual({ revision: 1, changed: true });
    await platform.close();
  });
});

describe('the configuration as a table', () => {
  it('learns the schema of a release that is newer than this process', async () => {
    const platform = await testPlatform();
    await platform.publish(EMPTY_WORKSPACE);
    let learned = false;
    const wire: WireCodec = {
      ...platform.wire,
      decode: (topic, bytes) => {
        if (!learned) throw new UnknownSchemaError(99);
        return platform.wire.decode(topic, bytes);
      },
      learn: async () => void (learned = true),
    };
    const { log, topic } = platform;
    const revisions = await Revisions.open({ log, wire, topic: topic('config'), logger: silentLogger() });
    expect(revisions.current()).toBe(1);
    await revisions.close();
    await platform.close();
  });

  it('does not let anybody wait for ever for a revision that cannot be read', async () => {
    const platform = await testPlatform();
    jest.useFakeTimers();
    try {
      const waiting = expect(platform.config.has(7)).rejects.toMatchObject({ code: 'unavailable' });
      await jest.advanceTimersByTimeAsync(15_000);
      await waiting;
    } finally {
      jest.useRealTimers();
    }
    await platform.close();
  });
});
