import fc from 'fast-check';
import type { Claim } from './assignment';
import { sharesOf } from './assignment';

const claims: fc.Arbitrary<readonly Claim[]> = fc.uniqueArray(
  fc.record({
    member: fc.string({ minLength: 1, maxLength: 3 }),
    generation: fc.integer({ min: -1, max: 3 }),
    owned: fc.array(fc.integer({ min: -1, max: 40 }), { maxLength: 40 }),
  }),
  { selector: ({ member }) => member, minLength: 1, maxLength: 8 },
);
const partitions = fc.integer({ min: 1, max: 36 });

const sizes = (shares: ReadonlyMap<string, readonly number[]>): number[] =>
  [...shares.values()].map((share) => share.length);

describe('sharing partitions among members', () => {
  it('gives every partition to one member and every member an even share, whatever they claim', () => {
    const law = fc.property(partitions, claims, (count, claimed) => {
      const shares = sharesOf(count, claimed);
      expect([...shares.keys()].sort()).toEqual(claimed.map(({ member }) => member).sort());
      expect([...shares.values()].flat().sort((left, right) => left - right)).toEqual([...Array(count).keys()]);
      expect(Math.max(...sizes(shares)) - Math.min(...sizes(shares))).toBeLessThanOrEqual(1);
    });
    fc.assert(law);
  });

  it('does not depend on the order of the claims', () => {
    const law = fc.property(partitions, claims, (count, claimed) => {
      expect(sharesOf(count, [...claimed].reverse())).toEqual(sharesOf(count, claimed));
    });
    fc.assert(law);
  });

  it('moves nothing when nobody came or went', () => {
    const law = fc.property(partitions, claims, (count, claimed) => {
      const before = sharesOf(count, claimed);
      expect(sharesOf(count, claimsAfter(before))).toEqual(before);
    });
    fc.assert(law);
  });

  it('gives a newcomer what the others have to give up, and moves nothing else', () => {
    const law = fc.property(partitions, claims, (count, claimed) => {
      const before = sharesOf(count, claimed);
      const after = sharesOf(count, [...claimsAfter(before), { member: 'newcomer', generation: -1, owned: [] }]);
      for (const [member, share] of before)
        expect(share).toEqual(expect.arrayContaining([...(after.get(member) ?? [])]));
    });
    fc.assert(law);
  });

  it('moves nothing when shares are even, whoever has the larger', () => {
    const even: readonly Claim[] = [
      { member: 'a', generation: 1, owned: [0, 1] },
      { member: 'b', generation: 1, owned: [2, 3, 4] },
    ];
    expect(sharesOf(5, even)).toEqual(new Map(even.map(({ member, owned }) => [member, owned])));
  });

  it('believes the newer of two claims', () => {
    const shares = sharesOf(2, [
      { member: 'a', generation: 3, owned: [0] },
      { member: 'b', generation: 7, owned: [0] },
    ]);
    expect(shares.get('b')).toEqual([0]);
  });
});

const claimsAfter = (shares: ReadonlyMap<string, readonly number[]>): readonly Claim[] =>
  [...shares].map(([member, owned]) => ({ member, generation: 9, owned }));
