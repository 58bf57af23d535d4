import fc from 'fast-check';
import type { NewRecord } from '../ports';
import { roundsOf } from './produce';

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
      const sent = roundsOf(all).flat();
      for (const name of new Set(all.map(nameOf))) {
        const chunks = sent.filter((chunk) => nameOf(chunk) === name);
        expect(chunks.flatMap((chunk) => chunk.records)).toEqual(all.filter((record) => nameOf(record) === name));
      }
    });
    fc.assert(law, { numRuns: 50 });
  });

  it('sends at most one chunk of a partition at a time, and none above the limit unless one record is', () => {
    const law = fc.property(records, (all) => {
      for (const round of roundsOf(all)) {
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
