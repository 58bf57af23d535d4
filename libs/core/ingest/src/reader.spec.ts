import fc from 'fast-check';
import type { Event, IdentifierKey } from '@tutti/contracts';
import type { RuleSketch } from '@tutti/testing';
import { someRules } from '@tutti/testing';
import { acceptEvent, identifierReader, IDENTIFIERS_MAX } from '.';

/** What ingest makes of an event under rules that say only what matters here. */
function identify(rules: readonly RuleSketch[], raw: object): Event {
  const outcome = acceptEvent(
    { type: 'identify', ...raw },
    {
      ...{ source: 'web', receivedAt: 0, acceptedAt: 0, timeRequired: false, bytesAtMost: 0 },
      ...{ hash: (text: string) => text as IdentifierKey, newMessageId: () => 'm' },
      identifiers: identifierReader(someRules(rules)),
    },
  );
  if (outcome.kind === 'refused') throw new Error(JSON.stringify(outcome.violations));
  return outcome.event;
}

const namesOf = ({ entry, others }: Event): string[] => [entry, ...others].map(({ type, value }) => `${type}:${value}`);
const named = (rules: readonly RuleSketch[], raw: object): string[] => namesOf(identify(rules, raw));

describe('rules for identifiers', () => {
  const types = ['userId', 'crm', 'email', 'loyalty', 'device'];
  const somebody = fc.record(
    {
      userId: fc.constantFrom('u1', 'blocked', 'null'),
      properties: fc.record({ card: fc.constantFrom('C1', 'blocked', 7, null) }, { requiredKeys: [] }),
      context: fc.record({
        externalIds: fc.array(
          fc.record({ type: fc.constantFrom(...types), id: fc.constantFrom('1', 'blocked', 'test-1', 'a@b.io') }),
          { maxLength: 6 },
        ),
      }),
    },
    { requiredKeys: ['context'] },
  );
  const priorities = fc.shuffledSubarray([1, 2, 3, 4, 5], { minLength: 5 });
  const rulesBy = (numbers: readonly number[]): RuleSketch[] =>
    types.map((type, i) => ({
      ...{ type, priority: numbers[i]!, block: ['blocked'], blockPatterns: ['^test'] },
      ...(type === 'loyalty' ? { from: ['properties.card', 'context.externalIds'] } : {}),
    }));

  it('make the strongest allowed identifier the entry, whatever order identifiers are sent in', () => {
    fc.assert(
      fc.property(somebody, priorities, (raw, numbers) => {
        const all = { ...raw, anonymousId: 'a1' };
        const rules = rulesBy(numbers);
        const event = identify(rules, all);
        const strengthOf = (type: string): number => numbers[types.indexOf(type)] ?? 60;
        const strengths = [event.entry, ...event.others].map(({ type }) => strengthOf(type));
        expect(strengths).toEqual([...strengths].sort((a, b) => a - b));
        const { externalIds } = raw.context;
        const turned = { ...all, context: { externalIds: [...externalIds].reverse() } };
        expect({ ...identify(rules.reverse(), turned), context: '' }).toEqual({ ...event, context: '' });
      }),
    );
  });

  it('never let a blocked value in, and tell its type', () => {
    fc.assert(
      fc.property(somebody, priorities, (raw, numbers) => {
        const { entry, others, blocked } = identify(rulesBy(numbers), { ...raw, anonymousId: 'a1' });
        for (const { value } of [entry, ...others]) expect(value).not.toMatch(/^(blocked|test|null$)/);
        const { externalIds } = raw.context;
        const isTold = externalIds.every(
          ({ type, id }) => type === 'email' || !/^test/.test(id) || blocked.includes(type),
        );
        expect(isTold && (raw.userId === undefined || raw.userId === 'u1' || blocked.includes('userId'))).toBe(true);
      }),
    );
  });

  it('read an identifier from any place that they name, the first place first', () => {
    const loyalty = { type: 'loyalty', from: ['properties.card.number', 'traits.loyalty id', 'context.externalIds'] };
    const event = {
      userId: 'u1',
      properties: { card: { number: 17 } },
      traits: { 'loyalty id': 'L2' },
      context: { externalIds: [{ type: 'loyalty', id: 'L3' }] },
    };
    expect(named([loyalty], event)).toEqual(['userId:u1', 'loyalty:17', 'loyalty:L2', 'loyalty:L3']);
    expect(named([{ ...loyalty, from: ['traits.loyalty id'] }], event)).toEqual(['userId:u1', 'loyalty:L2']);
  });

  it('take previousId for what they say it is', () => {
    const rules = [
      { type: 'userId', from: ['userId', 'previousId'] },
      { type: 'anonymousId', from: ['anonymousId'] },
    ];
    expect(named(rules, { type: 'alias', userId: 'u2', previousId: 'u1' })).toEqual(['userId:u2', 'userId:u1']);
  });

  it('read nothing that is inherited, and nothing that is no text or whole number', () => {
    const rules = [
      { type: 'odd', from: ['traits.constructor.name', 'traits.toString', 'traits.length', 'properties.x'] },
    ];
    for (const x of [{}, [], true, null, 1.5, 2 ** 60, '', [['x']]]) {
      expect(named(rules, { userId: 'u1', properties: { x } })).toEqual(['userId:u1']);
    }
  });

  it('spell values as they say', () => {
    const crm = { context: { externalIds: [{ type: 'crm', id: ' AbC ' }] } };
    expect(named([], crm)).toEqual(['crm:AbC']);
    expect(named([{ type: 'crm', normalise: 'lower' }], crm)).toEqual(['crm:abc']);
  });

  it('block a value however it is spelled', () => {
    const rules = [{ type: 'email', block: ['Test@Test.com'], blockPatterns: ['@example\\.(com|org)$'] }];
    for (const email of ['test@test.com', ' TEST@test.com', 'ada@example.org']) {
      const event = identify(rules, { userId: 'u1', traits: { email } });
      expect([event.others, event.blocked]).toEqual([[], ['email']]);
    }
    expect(named(rules, { traits: { email: 'ada@example.net' } })).toEqual(['email:ada@example.net']);
  });

  it('let an event with a constant user id enter by what else it names', () => {
    const rules = [{ type: 'userId', block: ['guest'] }];
    const event = identify(rules, { userId: 'guest', anonymousId: 'a1' });
    expect([event.entry.value, event.blocked, event.userId]).toEqual(['a1', ['userId'], 'guest']);
    expect(() => identify(rules, { userId: 'guest' })).toThrow('a blocked value (userId) identifies nobody');
  });

  it('keep shared types among the others, so that the refusal of the link can be seen', () => {
    const rules = [{ type: 'phone', unique: false }];
    expect(named(rules, { userId: 'u1', traits: { phone: '+12133734253' } })).toEqual([
      'userId:u1',
      'phone:+12133734253',
    ]);
  });

  it('put types that nobody configured right after the user id, by name', () => {
    const externalIds = ['zeta', 'crm', 'alpha'].map((type) => ({ type, id: '1' }));
    const raw = { userId: 'u1', traits: { email: 'a@b.io' }, context: { externalIds } };
    const order = (rules: readonly RuleSketch[]): string[] => named(rules, raw).map((name) => name.split(':')[0] ?? '');
    expect(order([])).toEqual(['userId', 'alpha', 'crm', 'zeta', 'email']);
    expect(order([{ type: 'userId', priority: 30 }])).toEqual(['email', 'userId', 'alpha', 'crm', 'zeta']);
    expect(order([{ type: 'crm', limit: 1 }])).toEqual(order([]));
    const moved = { type: 'userId', priority: 30 };
    expect(order([moved, { type: 'crm', limit: 1 }])).toEqual(order([moved]));
    expect(order([{ type: 'zeta', priority: 1 }])).toEqual(['zeta', 'userId', 'alpha', 'crm', 'email']);
  });
});

describe('hostile values', () => {
  it('are decided under patterns on which a backtracking engine would never end', () => {
    const blockPatterns = ['(a+)+$', '(a|aa)+$', '(.*a){20}', '^(([a-z])+.)+[A-Z]([a-z])+$'];
    const rules = [{ type: 'crm', blockPatterns }];
    const externalIds = Array.from({ length: 20 }, (_, i) => ({ type: 'crm', id: `${'a'.repeat(250)}!${i}` }));
    expect(identify(rules, { userId: 'u1', context: { externalIds } }).blocked).toEqual(['crm']);
  });

  it('in any number leave a bounded list of blocked types', () => {
    const externalIds = Array.from({ length: 500 }, (_, i) => ({ type: `t${i}`, id: 'null' }));
    const { blocked, others } = identify([], { userId: 'u1', context: { externalIds } });
    expect([blocked.length, others.length]).toEqual([IDENTIFIERS_MAX, 0]);
  });

  it('longer than an identifier may be are refused where they stand alone, and left out where they are data', () => {
    const long = 'x'.repeat(300);
    expect(() => identify([], { userId: long })).toThrow('userId');
    const crm = [{ type: 'crm', from: ['traits.crm'] }];
    const event = identify(crm, { userId: 'u1', traits: { crm: long } });
    expect([event.others, event.blocked]).toEqual([[], ['crm']]);
  });
});
