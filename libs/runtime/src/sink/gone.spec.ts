import { keyOf } from '@tutti/contracts';
import type { Instance } from '@tutti/core/workspace';
import { EMPTY_WORKSPACE } from '@tutti/core/workspace';
import type { HistoryStep } from '@tutti/testing';
import { historyOf } from '@tutti/testing';
import type { TestPlatform } from '../stage/test-platform';
import { testPlatform } from '../stage/test-platform';
import { Receiver, RECEIVER_SECRET } from './test-receiver';
import { quickTime } from './test-time';
import { sinkWork } from './work';

describe('a sink, of a profile that goes away', () => {
  let receiver: Receiver;
  let platform: TestPlatform;

  beforeEach(async () => {
    receiver = new Receiver();
    await receiver.open();
    platform = await testPlatform({ ...EMPTY_WORKSPACE, destinations: [instance()] });
  });

  afterEach(async () => {
    await receiver.close();
    await platform.close();
  });

  const instance = (): Instance => ({
    ...{ instance: 'crm', destination: 'webhook', allow: ['127.0.0.0/8'] },
    settings: { url: receiver.url, secrets: [RECEIVER_SECRET] },
  });

  /** What the receiver took, as [type, version, number of events]. */
  async function told(steps: readonly HistoryStep[]): Promise<readonly unknown[]> {
    const updates = historyOf('ann', steps);
    await platform.append(
      'updates',
      updates.map((value) => ({ key: keyOf.profile(value.profile.id), value })),
    );
    const work = sinkWork(platform, instance(), { time: quickTime() });
    const task = await work.open({ topic: platform.topic('updates'), partition: 0 }, () => true);
    const running = task.run();
    while (task.position < steps.length) await Promise.race([running, new Promise((go) => setTimeout(go, 2))]);
    await task.close();
    await running;
    const taken = receiver.arrivals.filter(({ answer }) => answer === 204);
    return taken.map(({ type, version, events }) => [type, version, events.length]);
  }

  const LIFE: readonly HistoryStep[] = [
    { step: 1, events: 1, segments: ['vip'], city: '"Graz"' },
    { step: 1, mergedInto: 'bob' },
    { step: 1, events: 2, city: '"Graz"' },
  ];

  it('tells that it went into another one after all that happened before, and that it lives again', async () => {
    receiver.mood = (number) => (number % 2 === 0 ? 500 : 204);
    expect(await told(LIFE)).toEqual([
      ['profile.updated', 1, 1],
      ['profile.merged', 2, 0],
      ['profile.updated', 3, 2],
    ]);
  });

  it('tells an erased one nothing but that', async () => {
    expect(await told([...LIFE, { step: 1, deleted: true }])).toEqual([['profile.deleted', 4, 0]]);
  });
});
