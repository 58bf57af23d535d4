import { codecs, keyOf } from '@tutti/contracts';
import type { DeadLetter, DestinationStateRecord, Update } from '@tutti/contracts';
import type { Instance } from '@tutti/core/workspace';
import { EMPTY_WORKSPACE } from '@tutti/core/workspace';
import type { Log } from '@tutti/log';
import { historyOf } from '@tutti/testing';
import type { TestPlatform } from '../stage/test-platform';
import { testPlatform } from '../stage/test-platform';
import type { Task } from '../tasks/owned-tasks';
import { mortal } from './test-machine';
import { Receiver, RECEIVER_SECRET } from './test-receiver';
import { quickTime } from './test-time';
import type { SinkWork } from './work';
import { sinkWork } from './work';

const PROFILES = 25;
/** So short that an answer which never comes holds nobody up. */
const IMPATIENT = { timeoutMs: 1_000 };

/** Interleaved histories of many profiles, in which each goes into another one now and then and lives again. */
function updates(from: number, count: number): readonly Update[] {
  const lives = Array.from({ length: PROFILES }, (_, i) => lifeOf(i, from + count).slice(from));
  return Array.from({ length: count }, (_, n) => lives.map((life) => life[n]!)).flat();
}

const stepOf = (n: number) => ({ step: 1, events: n % 3, ...(n % 5 === 4 && { mergedInto: 'q' }) });
const lifeOf = (i: number, length: number): readonly Update[] =>
  historyOf(
    `p${i}`,
    [...Array(length).keys()].map((n) => stepOf(i + n)),
  );

describe('a sink', () => {
  let receiver: Receiver;
  let platform: TestPlatform;

  const instance = (settings: object = {}, allow = ['127.0.0.0/8']): Instance => ({
    instance: 'crm',
    destination: 'webhook',
    settings: { url: receiver.url, secrets: [RECEIVER_SECRET], ...settings },
    allow,
  });
  const append = (all: readonly Update[]): Promise<void> =>
    platform.append(
      'updates',
      all.map((value) => ({ key: keyOf.profile(value.profile.id), value })),
    );
  const open = async (work: SinkWork): Promise<Task & { readonly running: Promise<void> }> => {
    const task = await work.open({ topic: platform.topic('updates'), partition: 0 }, () => true);
    const running = task.run();
    running.catch(() => undefined);
    return Object.assign(task, { running });
  };
  const finished = async (task: Task & { readonly running: Promise<void> }): Promise<void> => {
    const { end } = await platform.log.boundsOf({ topic: platform.topic('updates'), partition: 0 });
    while (task.position < end) await Promise.race([task.running, turn()]);
    await task.close();
    await task.running;
  };
  const letters = async (): Promise<readonly DeadLetter[]> =>
    (await platform.readAll('dead-letters')).map(({ value }) => codecs['dead-letters'].decode(value!.subarray(5)));

  beforeEach(async () => {
    receiver = new Receiver();
    await receiver.open();
    platform = await testPlatform({ ...EMPTY_WORKSPACE, destinations: [instance()] });
  });

  afterEach(async () => {
    await receiver.close();
    await platform.close();
  });

  /** What must be true at the other side when everything is told. */
  function expectTold(all: readonly Update[]): void {
    for (let i = 0; i < PROFILES; i++) {
      const id = `p${i}`;
      const came = receiver.arrivals.filter((arrival) => arrival.id === id);
      const versions = came.map(({ version }) => version);
      expect(versions).toEqual([...versions].sort((a, b) => a - b));
      const taken = came.filter(({ answer }) => answer === 204);
      const sent = all.filter(({ profile }) => profile.id === id);
      expect(taken.at(-1)?.version).toBe(sent.at(-1)!.profile.version);
      const told = [...new Set(taken.flatMap(({ events }) => events))];
      expect(told).toEqual(sent.flatMap(({ causes }) => causes.map(({ messageId }) => messageId)));
    }
  }

  /** Of a hundred requests, five get 500, four 429, three nothing. */
  const moody = (number: number): number | undefined => {
    const lot = (number * 37) % 100;
    return lot < 5 ? 500 : lot < 9 ? 429 : lot < 12 ? undefined : 204;
  };

  it('brings every profile’s newest state and every event to a moody receiver', async () => {
    receiver.mood = moody;
    const [before, after] = [updates(0, 6), updates(6, 6)];
    await append(before);
    const work = sinkWork(platform, instance(IMPATIENT), { time: quickTime() });
    const task = await open(work);
    await append(after);
    await finished(task);
    expectTold([...before, ...after]);
    expect(work.stats()).toMatchObject({ rejected: 0, underWay: 0, waiting: 0 });
    expect(work.stats().retries).toBeGreaterThan(0);
    expect(await letters()).toEqual([]);
  });

  it('does the same when its machine dies again and again, with and without its cache', async () => {
    receiver.mood = moody;
    const all = updates(0, 8);
    await append(all);
    for (const death of [30, 60, 90, 120]) {
      const { machine, log, kill } = mortal(platform.log);
      const task = await open(sinkWork({ ...platform, log }, instance(IMPATIENT), machine));
      const { end } = await platform.log.boundsOf({ topic: platform.topic('updates'), partition: 0 });
      while (receiver.arrivals.length < death && task.position < end) await turn();
      await kill();
      if (death > 70) platform.emptyCache();
    }
    await finished(await open(sinkWork(platform, instance(IMPATIENT), { time: quickTime() })));
    expectTold(all);
    expect(await letters()).toEqual([]);
  });

  it('delivers nothing twice after an orderly stop', async () => {
    await append(updates(0, 3));
    await finished(await open(sinkWork(platform, instance())));
    const told = receiver.arrivals.length;
    const task = await open(sinkWork(platform, instance()));
    await append(updates(3, 1));
    await finished(task);
    expect(receiver.arrivals.slice(told).map(({ version }) => version)).toEqual(Array(PROFILES).fill(4));
  });

  it('tells a profile nothing again that it was told while another one held progress up', async () => {
    receiver.mood = (number) => (number === 0 ? 500 : 204);
    await append([...historyOf('ann', [{ step: 1 }]), ...historyOf('bob', [{ step: 1 }])]);
    const failing = await open(sinkWork(platform, instance()));
    while (receiver.arrivals.length < 2) await turn();
    await failing.close();
    await finished(await open(sinkWork(platform, instance())));
    expect(receiver.arrivals.map(({ id }) => id)).toEqual(['ann', 'bob', 'ann']);
  });

  it('makes a dead letter of each update that the receiver refuses, and goes on', async () => {
    receiver.mood = (number) => (number === 0 ? 422 : 204);
    await append([...historyOf('ann', [{ step: 1 }, { step: 1 }]), ...historyOf('bob', [{ step: 1 }])]);
    await finished(await open(sinkWork(platform, instance())));
    expect(await letters()).toMatchObject(
      [0, 1].map((offset) => ({
        ...{ stage: 'sink.crm', code: 'http-422', topic: 't.updates.v1', partition: 0, offset, key: 'ann' },
        violations: [{ field: 'delivery', reason: 'the destination answered 422: as you like' }],
      })),
    );
    expect(await states()).toMatchObject({
      ann: { version: 2, outcome: 'rejected', reason: 'the destination answered 422: as you like', attempts: 1 },
      bob: { version: 1, outcome: 'delivered', reason: null, attempts: 1 },
    });
  });

  it('makes a dead letter of an update under the key of another profile, and goes on', async () => {
    const [first, second] = updates(0, 1);
    await platform.append('updates', [
      { key: keyOf.any('__progress'), value: first! },
      { key: keyOf.profile(second!.profile.id), value: second! },
    ]);
    await finished(await open(sinkWork(platform, instance(IMPATIENT))));
    expect(await letters()).toMatchObject([{ code: 'wrong-key', offset: 0, key: '__progress' }]);
  });

  it('halts where updates are gone that it has not delivered', async () => {
    const work = sinkWork(platform, instance(IMPATIENT));
    await append(updates(0, 1));
    await finished(await open(work));
    const { log } = platform;
    const shortened: Log = {
      ...log,
      boundsOf: async (of) => (of.topic === platform.topic('updates') ? { start: 0, end: 1 } : log.boundsOf(of)),
    };
    const shorter = sinkWork({ ...platform, log: shortened }, instance(IMPATIENT));
    await expect(open(shorter)).rejects.toMatchObject({ code: 'fatal' });
  });

  it('makes a dead letter of bytes that are no update, and goes on', async () => {
    await platform.appendBytes('updates', { key: 'ann', value: Buffer.from('not avro') });
    await append(updates(0, 1));
    await finished(await open(sinkWork(platform, instance())));
    expect(await letters()).toMatchObject([{ code: 'bad-magic', offset: 0, key: 'ann' }]);
    expectTold(updates(0, 1));
  });

  it('refuses bytes that are no update once, though its first owner left while an earlier update was still to do', async () => {
    await append(historyOf('ann', [{ step: 1 }]));
    await platform.appendBytes('updates', { key: 'ann', value: Buffer.from('not avro') });
    receiver.mood = () => 500;
    const failing = await open(sinkWork(platform, instance(), { time: quickTime() }));
    while (receiver.arrivals.length < 3) await turn();
    await failing.close();
    receiver.mood = () => 204;
    await finished(await open(sinkWork(platform, instance())));
    expect(await letters()).toMatchObject([{ code: 'bad-magic', offset: 1, key: 'ann' }]);
  });

  it('says why it does not reach a private address that the instance does not allow', async () => {
    await append(historyOf('ann', [{ step: 1 }]));
    await finished(await open(sinkWork(platform, instance({ retryForMs: 0 }, []))));
    const [letter] = await letters();
    expect(letter).toMatchObject({ code: 'delivery-exhausted' });
    expect(letter!.violations[0]!.reason).toMatch(
      /^the address 127.0.0.1 is loopback, not public: add its range to `allow`/,
    );
    expect(receiver.arrivals).toEqual([]);
  });

  it('ends when a newer owner has taken over', async () => {
    const zombie = await open(sinkWork(platform, instance()));
    const owner = await open(sinkWork(platform, instance()));
    await append(updates(0, 1));
    await expect(zombie.running).rejects.toMatchObject({ code: 'fenced' });
    await zombie.close();
    await finished(owner);
  });

  it('gives an emptied cache back while it has nothing to deliver', async () => {
    const task = await open(sinkWork(platform, instance()));
    await append(updates(0, 1));
    const cached = async (): Promise<void> => {
      while ((await platform.store.count({ stage: 'sink.crm', partition: 0 })) < PROFILES) await turn();
    };
    await cached();
    platform.emptyCache();
    await cached();
    await task.close();
  });

  async function states(): Promise<Record<string, DestinationStateRecord['state']>> {
    const partition = { topic: platform.topic('destination.state', 'crm'), partition: 0 };
    const { records } = await platform.log.reader(partition).read(0, { waitMsMax: 0, bytesMax: 1e6 });
    const decoded = records.map(
      ({ key, value }) => [key, codecs['destination.state'].decode(value!.subarray(5)).state] as const,
    );
    return Object.fromEntries(decoded.filter(([, state]) => state !== null));
  }
});

/** Between two looks at a condition. */
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2));
