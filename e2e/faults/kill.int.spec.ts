import { describeWith } from '@tutti/testing';
import { forEach, profile, profileText } from '../clients';
import { endAll } from '../ending';
import { Installation } from '../installation';
import { Receiver } from '../receiver';
import { Rest } from '../rest';
import { boundsOf } from '../topics';
import { until } from '../until';
import { hookWorkspace } from '../workspace';
import type { Feed } from './feed';
import { acceptedIn, liveStream, STREAM_EVENT } from './live-stream';

const SEED = 9;
const REST_MS_MAX = 90_000;
const TAKE_OVER_MS_MAX = 60_000;
/** The stream has to get on by this much between two deaths. */
const EVENTS_BETWEEN = 200;

/** A service to kill, and the topic (or port) that shows that it works again. */
interface Victim {
  readonly name: string;
  readonly works: 'identity.state' | 'profile.state' | 'segment.state' | 'destination.state' | 'identity.in' | 'api';
}

const VICTIMS: readonly Victim[] = [
  { name: 'sink.hook', works: 'destination.state' },
  { name: 'segment-evaluator', works: 'segment.state' },
  { name: 'profile-compute', works: 'profile.state' },
  { name: 'identity', works: 'identity.state' },
  { name: 'api', works: 'api' },
  { name: 'ingest', works: 'identity.in' },
];

describeWith(['stack'], 'services of their own, in a stream of events', () => {
  let receiver: Receiver;
  let tutti: Installation;
  let rest: Rest;
  let stream: Feed;

  const test = (title: string, part: () => Promise<void>, msMax: number): void =>
    it(title, () => tutti.telling(part), msMax);

  const comeToRest = (): Promise<number> =>
    until({ awaited: 'all events to go all the way', msMax: REST_MS_MAX, missing: () => rest.missing() });

  /** Resolves when the stream has got on. */
  const flow = (): Promise<number> => {
    const goal = stream.messageIds.size + EVENTS_BETWEEN;
    const missing = (): string | undefined =>
      stream.messageIds.size >= goal ? undefined : `${stream.messageIds.size} of ${goal} are accepted`;
    return until({ awaited: 'the stream to get on', msMax: TAKE_OVER_MS_MAX, missing });
  };

  const endOf = async (topic: Exclude<Victim['works'], 'api'>): Promise<number> => {
    const name = tutti.platform.topic(topic, topic === 'destination.state' ? 'hook' : undefined);
    return (await boundsOf(tutti, name)).reduce((sum, { end }) => sum + end, 0);
  };

  /** Resolves when the service, started again, does something. */
  const works = async ({ name, works: sign }: Victim): Promise<void> => {
    if (sign === 'api') return void (await profileText(tutti, 'stream-0'));
    const before = await endOf(sign);
    const missing = async (): Promise<string | undefined> =>
      (await endOf(sign)) > before ? undefined : `${sign} ends at ${before}`;
    await until({ awaited: `${name} to take over`, msMax: TAKE_OVER_MS_MAX, missing });
  };

  const expectCountedOnce = async (): Promise<void> => {
    const accepted = acceptedIn(stream);
    const counted = await forEach(accepted, async ({ user }) => {
      const { count, revenue } = (await profile(tutti, user)).events[STREAM_EVENT] ?? { count: 0, revenue: 0 };
      return { user, count, cents: Math.round(revenue * 100) };
    });
    expect(counted).toEqual(accepted);
  };

  const expectDelivered = (): void => {
    expect(receiver.received.lacking(stream.messageIds)).toBe(0);
    expect(receiver.received.violations).toEqual([]);
  };

  beforeAll(async () => {
    receiver = await Receiver.open({ seed: SEED, fails: 0.05, tooMany: 0, silent: 0.005 });
    tutti = await Installation.create({ workspace: hookWorkspace(receiver, STREAM_EVENT), separate: true });
    rest = new Rest(tutti);
    stream = liveStream(tutti, { name: 'stream' });
    await tutti.telling(() => tutti.start());
    stream.start();
  }, 150_000);

  afterAll(
    () =>
      endAll(
        () => stream?.stop(),
        () => rest?.close(),
        () => tutti?.remove(),
        () => receiver?.close(),
      ),
    150_000,
  );

  for (const victim of VICTIMS) {
    test(`${victim.name} goes on after kill -9`, async () => {
      const service = tutti.service(victim.name);
      await flow();
      await (victim.name === 'sink.hook' ? receiver.acknowledgements : stream.answers).next();
      const killedAt = Date.now();
      await service.kill();
      if (victim.name !== 'ingest') await flow();
      const readyMs = await service.start();
      await works(victim);
      process.stdout.write(
        `${victim.name}: ready after ${readyMs} ms, at work ${Date.now() - killedAt} ms after the kill\n`,
      );
    }, 150_000);
  }

  test('all go on after all were killed at once', async () => {
    await flow();
    await stream.answers.next();
    const killedAt = Date.now();
    await Promise.all(VICTIMS.map(({ name }) => tutti.service(name).kill()));
    await tutti.start();
    await Promise.all(VICTIMS.map(works));
    process.stdout.write(`all: at work ${Date.now() - killedAt} ms after the kill\n`);
  }, 150_000);

  test('every event that was answered with 200 is counted once, and delivered, with versions that never fall', async () => {
    await stream.stop();
    const restMs = await comeToRest();
    process.stdout.write(`kill: ${stream.messageIds.size} events, at rest ${restMs} ms after the last\n`);
    expect(stream.sentAgain).toBeGreaterThan(0);
    await expectCountedOnce();
    expectDelivered();
    const deadLetters = await boundsOf(tutti, tutti.platform.topic('dead-letters'));
    expect(deadLetters.map(({ end }) => end)).toEqual(deadLetters.map(() => 0));
  }, 150_000);

  test('ingest accepts while identity is stopped, profile.in does not grow, and all is made up for afterwards', async () => {
    const profileIn = tutti.platform.topic('profile.in');
    const [batches, events] = [10, 200];
    await tutti.service('identity').stop();
    const [profilesBefore, acceptedBefore] = [await boundsOf(tutti, profileIn), await endOf('identity.in')];
    await stream.sendBatches(batches);
    expect((await endOf('identity.in')) - acceptedBefore).toBe(events);
    expect(await boundsOf(tutti, profileIn)).toEqual(profilesBefore);
    await tutti.service('identity').start();
    await comeToRest();
    await expectCountedOnce();
    expectDelivered();
  }, 150_000);
});
