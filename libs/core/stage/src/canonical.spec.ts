import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { canonicalJson } from './index';

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

  it('leaves out what is undefined, and refuses a number that JSON cannot hold, as the reference does', () => {
    const values = fc.dictionary(fc.string(), fc.oneof(fc.constant(undefined), fc.double()));
    fc.assert(
      fc.property(values, (object) => {
        if (Object.values(object).some((value) => value !== undefined && !Number.isFinite(value))) {
          expect(() => canonicalize(object)).toThrow('not allowed');
          return expect(() => canonicalJson(object)).toThrow(RangeError);
        }
        expect(canonicalJson(object)).toBe(canonicalize(object));
      }),
    );
  });
});
