import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { codecs, keyOf } from '@tutti/contracts';
import type { DeadLetter, DestinationStateRecord, Update } from '@tutti/contracts';
import type { Instance } from '@tutti/core/workspace';
import type { FencedWriter, Log } from '@tutti/log';
import { historyOf } from '@tutti/testing';
import type { TestPlatform } from '../stage/test-platform';
import { testPlatform } from '../stage/test-platform';
import type { Task } from '../tasks/owned-tasks';
import type { SinkTime } from './time';
import type { Transport } from './transport';
import type { SinkMachine, SinkWork } from './work';
import { machineTransport, sinkWork } from './work';

const KEY = Buffer.from('a secret of thirty-two bytes ok?');
const PROFILES = 40;

/** What the receiver was sent, in the order it came; `answered` when it said 2xx. */
interface Arrival {
  readonly id: string;
  readonly version: number;
  readonly events: readonly string[];
  readonly answer: number | undefined;
}

/** Another company's endpoint: checks signatures, and answers as `mood` has it; undefined is not at all. */
class Receiver {
  readonly arrivals: Arrival[] = [];
  mood: (number: number) => number | undefined = () => 204;
  url = '';
  readonly #server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => this.#answer(request.headers, body, response));
  });

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/in`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(headers: Readonly<Record<string, unknown>>, body: string, response: ServerResponse): void {
    const content = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
    const signature = `v1,${createHmac('sha256', KEY).update(content).digest('base64')}`;
    const answer = signature === headers['webhook-signature'] ? this.mood(this.arrivals.length) : 401;
    const { profile, events } = JSON.parse(body) as { profile: Arrival; events: { messageId: string }[] };
    const { id, version } = profile;
    this.arrivals.push({ id, version, events: events.map(({ messageId }) => messageId), answer });
    if (answer !== undefined)
      response.writeHead(answer, answer === 429 ? { 'retry-after': '1' } : {}).end('as you like');
  }
}

/** A minute in three seconds. */
const quickTime = (): SinkTime => ({
  now: () => Date.now() * 20,
  after: (ms, run) => {
    const timer = setTimeout(run, ms / 20);
    return () => clearTimeout(timer);
  },
  random01: Math.random,
});

/** A machine that can lose its power: nothing is sent, committed or called any more. */
function mortal(platform: TestPlatform): { machine: SinkMachine; log: Log; kill: () => Promise<void> } {
  const never = new Promise<never>(() => undefined);
  const time = quickTime();
  const dead = { yes: false };
  const carriers: Transport[] = [];
  const writerOf = (writer: FencedWriter): FencedWriter => ({
    open: () => writer.open(),
    close: () => writer.close(),
    commit: (records) => (dead.yes ? never : writer.commit(records)),
  });
  return {
    machine: {
      time: { ...time, after: (ms, run) => time.after(ms, () => (dead.yes ? undefined : run())) },
      transport: (rule, connections) => {
        const inner = machineTransport(rule, connections);
        carriers.push(inner);
        return { send: (request, ms) => (dead.yes ? never : inner.send(request, ms)), close: () => inner.close() };
      },
    },
    log: { ...platform.log, writer: (id) => writerOf(platform.log.writer(id)) },
    kill: async () => {
      dead.yes = true;
      await Promise.all(carriers.map((carrier) => carrier.close()));
    },
  };
}

/** Interleaved histories of many profiles. */
function updates(from: number, count: number): readonly Update[] {
  const lives = Array.from({ length: PROFILES }, (_, i) =>
    historyOf(
      `p${i}`,
      Array.from({ length: from + count }, (__, n) => ({ step: 1, events: (i + n) % 3 })),
    ).slice(from),
  );
  return Array.from({ length: count }, (_, n) => lives.map((life) => life[n]!)).flat();
}

describe('a sink', () => {
  let receiver: Receiver;
  let platform: TestPlatform;

  const instance = (settings: object = {}, allow = ['127.0.0.0/8']): Instance => ({
    instance: 'crm',
    destination: 'webhook',
    settings: { url: receiver.url, secrets: [`whsec_${KEY.toString('base64')}`], timeoutMs: 60, ...settings },
    allow,
  });
  const append = (all: readonly Update[]): Promise<void> =>
    platform.append(
      'updates',
      all.map((value) => ({ key: keyOf.profile(value.profile.id), value })),
    );
  const open = async (work: SinkWork): Promise<Task & { readonly running: Promise<void> }> => {
    const task = await work.open({ topic: platform.topic('updates'), partition: 0 });
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
    platform = await testPlatform({ sources: [], segments: [], destinations: [instance()] });
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
    const work = sinkWork(platform, instance(), { time: quickTime() });
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
    const all = updates(0, 12);
    await append(all);
    for (const death of [40, 90, 150, 180]) {
      const { machine, log, kill } = mortal(platform);
      const task = await open(sinkWork({ ...platform, log }, instance(), machine));
      const { end } = await platform.log.boundsOf({ topic: platform.topic('updates'), partition: 0 });
      while (receiver.arrivals.length < death && task.position < end) await turn();
      await kill();
      if (death > 100) platform.emptyCache();
    }
    await finished(await open(sinkWork(platform, instance(), { time: quickTime() })));
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

  it('makes a dead letter of each update that the receiver refuses, and goes on', async () => {
    receiver.mood = (number) => (number === 0 ? 422 : 204);
    const [first, second, other] = [
      ...historyOf('ann', [{ step: 1 }, { step: 1 }]),
      ...historyOf('bob', [{ step: 1 }]),
    ];
    await append([first!, second!, other!]);
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

  it('makes a dead letter of bytes that are no update, and goes on', async () => {
    await platform.appendBytes('updates', { key: 'ann', value: Buffer.from('not avro') });
    await append(updates(0, 1));
    await finished(await open(sinkWork(platform, instance())));
    expect(await letters()).toMatchObject([{ code: 'bad-magic', offset: 0, key: 'ann' }]);
    expectTold(updates(0, 1));
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

  async function states(): Promise<Record<string, DestinationStateRecord['state']>> {
    const partition = { topic: platform.topic('destination.state', 'crm'), partition: 0 };
    const { records } = await platform.log.reader(partition).read(0, { waitMsMax: 0, bytesMax: 1e6 });
    const decoded = records.map(
      ({ key, value }) => [key, codecs['destination.state'].decode(value!.subarray(5)).state] as const,
    );
    return Object.fromEntries(decoded.filter(([, state]) => state !== null));
  }
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
