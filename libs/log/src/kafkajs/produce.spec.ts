import fc from 'fast-check';
import type { NewRecord } from '../ports';
import type { ProduceAnswer } from 'kafkajs/src/broker';
import type { Brokers } from './brokers';
import { perPartition } from './per-partition';
import { produce, roundsOf } from './produce';

const records: fc.Arbitrary<readonly NewRecord[]> = fc.array(
  fc.record({
    topic: fc.constantFrom('a', 'b'),
    partition: fc.nat(2),
    key: fc.constantFrom('k', null),
    value: fc.constantFrom(null, Buffer.alloc(10), Buffer.alloc(200_000), Buffer.alloc(700_000)),
    headers: fc.constant({ h: 'x' }),
  }),
  { maxLength: 40 },
);
const nameOf = ({ topic, partition }: { readonly topic: string; readonly partition: number }): string =>
  `${topic}/${partition}`;

describe('splitting what is written into requests', () => {
  it('keeps every record of a partition, in order', () => {
    const law = fc.property(records, (all) => {
      const sent = roundsOf(perPartition(all)).flat();
      for (const name of new Set(all.map(nameOf))) {
        const chunks = sent.filter((chunk) => nameOf(chunk) === name);
        expect(chunks.flatMap((chunk) => chunk.records)).toEqual(all.filter((record) => nameOf(record) === name));
      }
    });
    fc.assert(law, { numRuns: 50 });
  });

  it('takes 200,000 records of one partition, which quadratic work would not end with (H23)', () => {
    const all = new Array<NewRecord>(200_000).fill({ topic: 'a', partition: 0, key: 'k', value: null, headers: {} });
    const sizes = roundsOf(perPartition(all)).map(([chunk]) => chunk?.records.length);
    expect(sizes).toEqual(new Array(100).fill(2_000));
  });

  it('sends at most one chunk of a partition at a time, and none above the limit unless one record is', () => {
    const law = fc.property(records, (all) => {
      for (const round of roundsOf(perPartition(all))) {
        expect(new Set(round.map(nameOf)).size).toBe(round.length);
        for (const { records: chunk } of round) {
          const bytes = chunk.reduce((sum, { value }) => sum + (value?.length ?? 0), 0);
          expect(chunk.length === 1 || bytes <= 512 * 1024).toBe(true);
        }
      }
    });
    fc.assert(law, { numRuns: 50 });
  });
});

describe('producing to two leaders of which one has moved', () => {
  // Partition 0 is at the first leader, partition 1 at the second.
  const both = [0, 1].map((partition): NewRecord => ({ topic: 't', partition, key: 'k', value: null, headers: {} }));
  const acked = (partition: number): ProduceAnswer => ({
    topics: [{ topicName: 't', partitions: [{ partition, errorCode: 0, baseOffset: '7' }] }],
  });
  const moved = Object.assign(new Error('moved'), { type: 'NOT_LEADER_FOR_PARTITION' });
  const nothing: ProduceAnswer = { topics: [] };

  const writing = (second: () => Promise<ProduceAnswer>): ReturnType<typeof produce> => {
    const asked = [async () => acked(0), second];
    const at = async ({ port }: { readonly port: number }) => ({ connectionPool: { send: asked[port] } });
    const leaders = new Map(
      both.map(({ topic, partition }) => [`${topic}/${partition}`, { host: 'h', port: partition }]),
    );
    const identity = { producerId: '-1', producerEpoch: -1 };
    return produce(
      { brokers: { at } as unknown as Brokers, leaders, identity, sequence: () => -1 },
      perPartition(both),
    );
  };

  it('succeeds only when each has acknowledged its own partition (H2)', async () => {
    await expect(writing(async () => acked(1))).resolves.toEqual(
      new Map([0, 1].map((partition) => [`t/${partition}`, { first: 7, last: 7 }])),
    );
    await expect(writing(async () => nothing)).rejects.toThrow('did not acknowledge t/1');
    await expect(writing(async () => acked(0))).rejects.toThrow('did not acknowledge t/1');
  });

  it('asks nobody a second time behind the back of its caller (H3)', async () => {
    const second = jest.fn(() => Promise.reject(moved));
    await expect(writing(second)).rejects.toBe(moved);
    expect(second).toHaveBeenCalledTimes(1);
  });
});
