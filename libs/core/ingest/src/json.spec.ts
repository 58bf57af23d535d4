import fc from 'fast-check';
import { isLonger } from './json';

describe('measuring texts', () => {
  it('counts the bytes that they take in UTF-8', () => {
    const texts = fc.array(fc.string({ unit: 'binary', maxLength: 20 }), { maxLength: 4 });
    fc.assert(
      fc.property(texts, fc.integer({ min: -3, max: 3 }), (given, off) => {
        const bytes = given.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
        expect(isLonger(given, bytes + off)).toBe(off < 0);
      }),
      { numRuns: 2_000 },
    );
  });
});
