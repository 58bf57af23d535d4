import fc from 'fast-check';
import type { SeqRange } from '@tutti/contracts';
import { withSeq } from './ranges';

const numbersIn = (ranges: readonly SeqRange[]): readonly number[] =>
  ranges.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i));

const added = (seqs: readonly number[]): readonly SeqRange[] =>
  seqs.reduce<readonly SeqRange[]>((ranges, seq) => withSeq(ranges, seq) ?? ranges, []);

const seqs = fc.array(fc.integer({ min: 1, max: 25 }));

describe('ranges of sequence numbers', () => {
  it('hold exactly the numbers that came, ascending, and never touch', () => {
    fc.assert(
      fc.property(seqs, (came) => {
        const ranges = added(came);
        expect(numbersIn(ranges)).toEqual([...new Set(came)].sort((a, b) => a - b));
        ranges.slice(1).forEach(({ from }, i) => expect(from - ranges[i]!.to).toBeGreaterThan(1));
      }),
    );
  });

  it('know a number that came before', () => {
    fc.assert(
      fc.property(seqs, fc.integer({ min: 1, max: 25 }), (came, seq) => {
        expect(withSeq(added(came), seq) === undefined).toBe(came.includes(seq));
      }),
    );
  });

  it('are one range once every number has come, in whatever order', () => {
    const all = Array.from({ length: 40 }, (_, i) => i + 1);
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: 40 }), (order) => {
        expect(added(order)).toEqual([{ from: 1, to: 40 }]);
      }),
    );
  });
});
