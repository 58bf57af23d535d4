import fc from 'fast-check';
import type { Producer, Transaction } from 'kafkajs';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { logLaws } from '../laws';
import { benchOf, record } from '../laws/bench';
import type { TopicPartition } from '../ports';
import { kafkajsLog } from './log';
import { partitionOf } from './partition';

const brokers = process.env.TUTTI_BROKERS?.split(',');
jest.setTimeout(30_000);

if (brokers === undefined) {
  it.skip('needs a broker: set TUTTI_BROKERS=host:port, or run ./tutti test', () => undefined);
} else {
  logLaws('kafkajs', () => kafkajsLog({ brokers, clientId: 'laws' }));
  describe('the log beside other clients of the broker', () => neighbourLaws(brokers));
}

type Act = { readonly who: number; readonly kind: 'write' | 'commit' | 'abort' };

const acts: fc.Arbitrary<readonly Act[]> = fc.array(
  fc.record({ who: fc.nat(2), kind: fc.constantFrom('write', 'write', 'commit', 'abort', 'abort') }),
  { minLength: 10, maxLength: 24 },
);

/** The cleaner looks every fifteen seconds; it keeps the last batch of a living producer, empty if need be. */
const COMPACT_AT_ONCE = {
  'cleanup.policy': 'compact',
  'segment.ms': '200',
  'min.cleanable.dirty.ratio': '0.001',
  'max.compaction.lag.ms': '1',
  'delete.retention.ms': '1',
};

function neighbourLaws(addresses: string[]): void {
  const bench = benchOf(kafkajsLog({ brokers: addresses, clientId: 'neighbours' }));
  const kafka = new Kafka({ brokers: addresses, clientId: 'others', logLevel: logLevel.NOTHING });
  const strangers: Producer[] = [];
  const stranger = async (transactionalId: string): Promise<Producer> => {
    const retry = { initialRetryTime: 5, retries: 12 };
    const createPartitioner = Partitioners.DefaultPartitioner;
    const producer = kafka.producer({ transactionalId, maxInFlightRequests: 1, retry, createPartitioner });
    strangers.push(producer);
    await producer.connect();
    return producer;
  };
  afterAll(async () => {
    await Promise.all(strangers.map((producer) => producer.disconnect()));
    await bench.log.close();
  });

  it('aborted records are never read, however transactions overlap, from any offset', async () => {
    const producers = await Promise.all([0, 1, 2].map(() => stranger(bench.name())));
    const law = fc.asyncProperty(acts, async (plan) => {
      const to = { topic: await bench.topic(1), partition: 0 };
      const committed = await play(plan, producers, to);
      const all = await bench.readAll(to);
      expect(all.map(({ value }) => String(value))).toEqual(committed);
      for (let from = 0; from < (await bench.log.boundsOf(to)).end; from += 1) {
        expect(await bench.readAll(to, from)).toEqual(all.filter(({ offset }) => offset >= from));
      }
    });
    await fc.assert(law, { numRuns: 4, endOnFailure: true });
  });

  it('a transaction that its owner left open is ended by the successor, and readers go on', async () => {
    const to = { topic: await bench.topic(1), partition: 0 };
    const id = bench.name();
    const abandoned = await (await stranger(id)).transaction();
    await abandoned.send({ topic: to.topic, messages: [{ partition: 0, key: 'k', value: 'unfinished' }] });
    const reading = bench.log.reader(to).read(0, { waitMsMax: 60_000, bytesMax: 1_000_000 });
    const writer = await bench.writer(id);
    await writer.commit([record(to, 'next')]);
    await reading;
    expect(await bench.values(to)).toEqual(['next']);
    await expect(abandoned.commit()).rejects.toMatchObject({ type: 'INVALID_PRODUCER_EPOCH' });
  });

  it('a reader goes on over batches that compaction has emptied', async () => {
    const to = { topic: bench.name(), partition: 0 };
    await bench.log.createTopics([{ topic: to.topic, partitions: 1, config: COMPACT_AT_ONCE }]);
    const [first, second] = [await bench.writer(bench.name()), await bench.writer(bench.name())];
    await first.commit([{ ...record(to, 'old'), key: 'k' }]);
    // Each commit after its pause begins a new segment; only closed segments are compacted.
    for (const text of ['newer', 'newest', 'end']) {
      await bench.log.reader(to).read((await bench.log.boundsOf(to)).end, { waitMsMax: 300, bytesMax: 1 });
      await second.commit([{ ...record(to, text), key: text === 'end' ? 'end' : 'k' }]);
    }
    while ((await bench.values(to)).includes('old')) {
      await bench.log.reader(to).read((await bench.log.boundsOf(to)).end, { waitMsMax: 1_000, bytesMax: 1 });
    }
    const batch = await bench.log.reader(to).read(0, { waitMsMax: 1_000, bytesMax: 1 });
    expect(batch).toMatchObject({ records: [], nextOffset: 1 });
    expect(await bench.values(to)).toContain('end');
  }, 90_000);

  it('writes keys to the partitions where other clients write them', async () => {
    const topic = await bench.topic(5);
    const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    strangers.push(producer);
    await producer.connect();
    const keys = ['a', 'ключ', 'profile-1', '0123456789abcdef'];
    await producer.send({ topic, messages: keys.map((key) => ({ key, value: key })) });
    for (const key of keys) {
      expect(await bench.values({ topic, partition: partitionOf(key, 5) })).toContain(key);
    }
  });
}

/** Plays the acts one after the other; returns what was committed, in the order of the log. */
async function play(plan: readonly Act[], producers: readonly Producer[], to: TopicPartition): Promise<string[]> {
  const open = new Map<number, { transaction: Transaction; values: string[] }>();
  const written: string[] = [];
  const committed = new Set<string>();
  const leftOpen = producers.map((_, who) => ({ who, kind: 'abort' }) as const);
  for (const [n, { who, kind }] of [...plan, ...leftOpen].entries()) {
    const mine = open.get(who);
    if (kind === 'write') {
      const { transaction, values } = mine ?? { transaction: await producers[who]?.transaction(), values: [] };
      if (transaction === undefined) throw new Error(`no producer ${who}`);
      await transaction.send({ topic: to.topic, messages: [{ partition: 0, key: `${who}`, value: `${n}` }] });
      open.set(who, { transaction, values: [...values, `${n}`] });
      written.push(`${n}`);
    } else if (mine !== undefined) {
      await mine.transaction[kind]();
      if (kind === 'commit') mine.values.forEach((value) => committed.add(value));
      open.delete(who);
    }
  }
  return written.filter((value) => committed.has(value));
}
