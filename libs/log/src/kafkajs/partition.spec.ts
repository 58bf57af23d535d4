import fc from 'fast-check';
import { Partitioners } from 'kafkajs';
import { partitionOf } from './partition';

describe('the partition of a key', () => {
  // Values of Java's DefaultPartitioner: toPositive(murmur2(utf8)) % partitions, from Kafka's own test of murmur2.
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ])('is the same as for any other client: %s', (key, hash) => {
    for (const partitions of [1, 2, 7, 36]) expect(partitionOf(key, partitions)).toBe((hash & 0x7fffffff) % partitions);
  });

  it('is the one of kafkajs for any key', () => {
    const partitionMetadata = Array.from({ length: 1_000 }, (_, partitionId) => ({
      ...{ partitionId, leader: 0, partitionErrorCode: 0, replicas: [], isr: [] },
    }));
    const theirs = Partitioners.DefaultPartitioner();
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (key) => {
        const message = { key, value: null };
        expect(partitionOf(key, 1_000)).toBe(theirs({ topic: '', partitionMetadata, message }));
      }),
      { numRuns: 1_000 },
    );
  });
});
