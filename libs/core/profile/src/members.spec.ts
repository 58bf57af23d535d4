import fc from 'fast-check';
import type { Member } from '@tutti/contracts';
import type { IdentityRules } from '@tutti/core/workspace';
import type { Union } from './members';
import { brokenLimit, brokenRule } from './members';

const DAY_MS = 24 * 60 * 60 * 1_000;

const RULES: IdentityRules = {
  limitOf: (type) =>
    ({
      userId: { max: 1, windowMs: undefined },
      anonymousId: { max: 2, windowMs: 7 * DAY_MS },
    })[type] ?? { max: 100, windowMs: undefined },
  isShared: (type) => type === 'household',
};

const member = (name: string, type: string, sketch: Partial<Member> = {}): Member => ({
  ...{ name, type, addedAt: 0, walls: [] },
  ...sketch,
});

const union = (members: readonly Member[], others: readonly Member[], sketch: Partial<Union> = {}): Union => ({
  ...{ members, others, bytes: 0, types: [] },
  ...sketch,
});

const codeOf = (asked: Union): string | undefined => brokenRule(asked, RULES)?.code;

const members = fc.array(
  fc.record({
    name: fc.string(),
    type: fc.constantFrom('userId', 'anonymousId', 'email'),
    addedAt: fc.integer({ min: 0, max: 30 }).map((days) => days * DAY_MS),
    walls: fc.array(fc.record({ wall: fc.constantFrom('c1', 'c2'), side: fc.constantFrom(0, 1) }), { maxLength: 2 }),
  }),
  { maxLength: 6 },
);

describe('the rules', () => {
  it('do not mind which of the two asks', () => {
    fc.assert(fc.property(members, members, (a, b) => expect(codeOf(union(a, b))).toBe(codeOf(union(b, a)))));
  });

  it('let a profile that they allow lose identifiers', () => {
    fc.assert(
      fc.property(members, fc.nat(), (all, any) => {
        fc.pre(brokenLimit(all, RULES) === undefined);
        expect(brokenLimit(all.toSpliced(any % (all.length + 1), 1), RULES)).toBeUndefined();
      }),
    );
  });

  it('say which limit is broken, and by how much', () => {
    expect(brokenRule(union([member('u1', 'userId')], [member('u2', 'userId')]), RULES)).toEqual({
      code: 'limit',
      detail: 'userId: 2 of at most 1',
    });
  });

  it('count within any window of a limit that has one', () => {
    const at = (...days: readonly number[]): readonly Member[] =>
      days.map((day, i) => member(`a${i}`, 'anonymousId', { addedAt: day * DAY_MS }));
    expect(brokenLimit(at(0, 3, 7), RULES)).toBeUndefined();
    expect(brokenLimit(at(0, 3, 6), RULES)?.detail).toBe('anonymousId: 3 of at most 2 within 7 days');
    expect(brokenLimit(at(20, 1, 22, 21), RULES)?.code).toBe('limit');
  });

  it('join nobody across a wall, whatever else', () => {
    const [one, other] = [0, 1].map((side) => [member(`m${side}`, 'email', { walls: [{ wall: 'c1', side }] })]);
    expect(codeOf(union(one!, other!))).toBe('wall');
    expect(codeOf(union(one!, one!))).toBeUndefined();
  });

  it('take no value that may belong to several people for evidence', () => {
    expect(codeOf(union([], [], { types: ['userId', 'household'] }))).toBe('shared');
  });

  it('stop at 50 identifiers and at 4 MiB', () => {
    const many = (count: number): readonly Member[] => Array.from({ length: count }, (_, i) => member(`${i}`, 'email'));
    expect([codeOf(union(many(25), many(25))), codeOf(union(many(25), many(26)))]).toEqual([undefined, 'identifiers']);
    expect(codeOf(union([], [], { bytes: 4 * 1024 * 1024 + 1 }))).toBe('size');
  });
});
