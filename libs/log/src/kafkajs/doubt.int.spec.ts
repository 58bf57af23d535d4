import type { KafkaRule } from '@tutti/testing';
import { describeWith, KafkaProxy } from '@tutti/testing';
import { benchOf, record } from '../laws/bench';
import type { Bench } from '../laws/bench';
import type { FencedWriter, TopicPartition } from '../ports';
import { kafkajsLog } from './log';

const upstream = process.env.TUTTI_BROKERS?.split(',')[0];
jest.setTimeout(60_000);

let proxy: KafkaProxy;
let bench: Bench;

beforeEach(async () => {
  proxy = await KafkaProxy.open({ upstream: upstream ?? '' });
  bench = benchOf(kafkajsLog({ brokers: proxy.brokers, clientId: 'doubt' }));
});
afterEach(async () => {
  await bench.log.close();
  await proxy.close();
});

/** One fault on the way, and whether the writer that meets it can go on. */
type Fault = Pick<KafkaRule, 'api' | 'action'> & { readonly times?: number; readonly usedUp: boolean };

const FAULTS: Readonly<Record<string, Fault>> = {
  'the answer to EndTxn is lost': { api: 'EndTxn', action: { kind: 'cut', at: 'answer' }, usedUp: true },
  'EndTxn itself is lost': { api: 'EndTxn', action: { kind: 'cut', at: 'request' }, usedUp: true },
  'the connection ends behind EndTxn': { api: 'EndTxn', action: { kind: 'cut', at: 'forwarded' }, usedUp: true },
  'EndTxn is never answered': { api: 'EndTxn', action: { kind: 'drop', at: 'answer' }, usedUp: true },
  'EndTxn arrives twice': { api: 'EndTxn', action: { kind: 'duplicate' }, usedUp: false },
  'EndTxn goes to a coordinator that has moved': {
    api: 'EndTxn',
    action: { kind: 'refuse', at: 'request', error: 'NOT_COORDINATOR' },
    usedUp: true,
  },
  'AddPartitionsToTxn goes to a coordinator that has moved': {
    api: 'AddPartitionsToTxn',
    action: { kind: 'refuse', at: 'request', error: 'NOT_COORDINATOR' },
    usedUp: true,
  },
  'the transaction before is not over yet, three times': {
    api: 'AddPartitionsToTxn',
    action: { kind: 'refuse', at: 'request', error: 'CONCURRENT_TRANSACTIONS' },
    times: 3,
    usedUp: false,
  },
  'the answer to Produce is late': { api: 'Produce', action: { kind: 'delay', at: 'answer', ms: 300 }, usedUp: false },
  'the answer to Produce is lost': { api: 'Produce', action: { kind: 'cut', at: 'answer' }, usedUp: true },
  'the connection ends behind Produce': { api: 'Produce', action: { kind: 'cut', at: 'forwarded' }, usedUp: true },
  'Produce arrives twice': { api: 'Produce', action: { kind: 'duplicate' }, usedUp: false },
  'the leader has moved': {
    api: 'Produce',
    action: { kind: 'refuse', at: 'request', error: 'NOT_LEADER_OR_FOLLOWER' },
    usedUp: true,
  },
  'the leader has written, and says that it could not': {
    api: 'Produce',
    action: { kind: 'refuse', at: 'answer', error: 'NOT_ENOUGH_REPLICAS_AFTER_APPEND' },
    usedUp: true,
  },
};

describeWith(['stack'], 'an owner that continues from the progress it has committed', () => {
  it.each(Object.entries(FAULTS))('loses nothing and doubles nothing when %s', async (_, fault) => {
    const to = { topic: await bench.topic(1), partition: 0 };
    const { usedUp, times = 1, ...rule } = fault;
    const id = bench.name();
    const first = await bench.writer(id);
    for (const text of ['0', '1', '2']) await first.commit([record(to, text)]);
    const met = proxy.rule({ ...rule, times, id });
    const writers = await copy(first, { id, to, count: 6 });
    expect(met.hits()).toBe(times);
    expect(writers).toBe(usedUp ? 2 : 1);
    expect(await bench.values(to)).toEqual(['0', '1', '2', '3', '4', '5']);
  });

  it('sends nothing more as the owner it was after a doubtful commit (one strike)', async () => {
    const to = { topic: await bench.topic(1), partition: 0 };
    const writer = await bench.writer(bench.name());
    const ended = proxy.rule({ api: 'EndTxn', action: { kind: 'cut', at: 'answer' } });
    for (const text of ['a', 'b', 'c']) {
      expect(await writer.commit([record(to, text)])).toMatchObject({ kind: 'unknown' });
    }
    expect(ended.hits()).toBe(1);
    expect(await bench.values(to)).toEqual(['a']);
  });

  it.each(['Produce', 'EndTxn'] as const)(
    'is not disturbed by a %s of its predecessor that arrives late',
    async (api) => {
      const to = { topic: await bench.topic(1), partition: 0 };
      const id = bench.name();
      const late = await bench.writer(id);
      const { gate, open } = newGate();
      const held = proxy.rule({ api, id, times: 1, action: { kind: 'call', at: 'request', run: () => gate } });
      const doubtful = late.commit([record(to, 'late')]);
      await held.met();
      await late.close();
      expect(await doubtful).toMatchObject({ kind: 'unknown' });
      const next = await bench.writer(id);
      expect(await next.commit([record(to, 'first')])).toMatchObject({ kind: 'committed' });
      open();
      expect(await next.commit([record(to, 'second')])).toMatchObject({ kind: 'committed' });
      expect(await bench.values(to)).toEqual(['first', 'second']);
    },
  );
});

describeWith(['stack'], 'a broker that is away for a while', () => {
  it('is waited for by who may ask again, and is a doubt for who may not', async () => {
    const to = { topic: await bench.topic(1), partition: 0 };
    const [owner, appender, id] = [await bench.writer(bench.name()), bench.log.appender(), bench.name()];
    await owner.commit([record(to, 'owner')]);
    await appender.append([record(to, 'appender')]);
    await proxy.refuse(true);
    await proxy.cutAll();
    expect(await owner.commit([record(to, 'lost')])).toMatchObject({ kind: 'unknown' });
    await expect(appender.append([record(to, 'lost')])).rejects.toMatchObject({ code: 'doubtful' });
    const waiting = bench.writer(id);
    const bounds = bench.log.boundsOf(to);
    await proxy.refuse(false);
    expect(await bounds).toEqual({ start: 0, end: 3 });
    expect(await (await waiting).commit([record(to, 'after')])).toMatchObject({ kind: 'committed' });
    expect(await bench.values(to)).toEqual(['owner', 'appender', 'after']);
  });
});

describeWith(['stack'], 'an appender', () => {
  it.each(Object.entries(FAULTS).filter(([, { api, usedUp }]) => api === 'Produce' && usedUp))(
    'tells its caller of the doubt and repeats nothing when %s',
    async (_, { action }) => {
      const to = { topic: await bench.topic(1), partition: 0 };
      const appender = bench.log.appender();
      await appender.append([record(to, 'before')]);
      const met = proxy.rule({ api: 'Produce', topic: to.topic, action });
      await expect(appender.append([record(to, 'doubtful')])).rejects.toMatchObject({ code: 'doubtful' });
      expect(met.hits()).toBe(1);
      met.remove();
      await appender.append([record(to, 'after')]);
      const values = await bench.values(to);
      expect(values.filter((value) => value !== 'doubtful')).toEqual(['before', 'after']);
      expect(values.length).toBeLessThanOrEqual(3);
    },
  );
});

interface Copying {
  readonly id: string;
  readonly to: TopicPartition;
  readonly count: number;
}

/** Writes up to `count` - 1, each with the progress it makes; goes on as a new owner after each doubt. Returns how many. */
async function copy(first: FencedWriter, { id, to, count }: Copying): Promise<number> {
  let writer = first;
  for (let writers = 1; ; writers += 1) {
    if (await isDone(writer, to, count)) return writers;
    await writer.close();
    writer = await bench.writer(id);
  }
}

/** What is written is its own progress, as in a state topic: whoever writes reads on from the last record. */
async function isDone(writer: FencedWriter, to: TopicPartition, count: number): Promise<boolean> {
  for (let n = (await bench.values(to)).length; n < count; n += 1) {
    const { kind } = await writer.commit([record(to, `${n}`)]);
    if (kind !== 'committed') return false;
  }
  return true;
}

function newGate(): { readonly gate: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { gate, open };
}
