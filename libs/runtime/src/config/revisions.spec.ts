import type { WireCodec } from '@tutti/log';
import { UnknownSchemaError } from '@tutti/log';
import { testPlatform } from '../stage/test-platform';
import { silentLogger } from '../logger';
import { Revisions } from './revisions';

describe('the configuration as a table', () => {
  it('learns the schema of a release that is newer than this process', async () => {
    const platform = await testPlatform();
    await platform.publish({ sources: [], segments: [], destinations: [] });
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
