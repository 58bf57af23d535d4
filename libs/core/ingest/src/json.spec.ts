import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { canonicalJson, isLonger } from './json';

describe('canonical JSON', () => {
  it('is what the reference implementation writes', () => {
    const objects = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary' }));
    fc.assert(
      fc.property(objects, (object) => expect(canonicalJson(object)).toBe(canonicalize(object))),
      { numRuns: 2_000 },
    );
    const parsed = JSON.parse('{"b":-0,"10":1e21,"9":[],"__proto__":{"z":null,"a":"\\u2028\\ud800"}}') as object;
    expect(canonicalJson(parsed)).toBe(canonicalize(parsed));
  });
});

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
