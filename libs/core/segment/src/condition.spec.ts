import type { EventCounter, Snapshot, TraitValue } from '@tutti/contracts';
import fc from 'fast-check';
import { compileSegments } from './compile';
import type { Answer } from './condition';
import { answerOf } from './condition';
import { toFacts } from './facts';
import { LANGUAGE } from './language';

const json = (value: unknown): TraitValue => ({
  value: JSON.stringify(value),
  time: 0,
  source: 'web',
  messageId: 'm1',
  position: 'tutti.profile.in.v1/0/1',
});

const bought: EventCounter = { count: 3, first: 1_000, last: 1_700_000_000_000, revenueMicros: 250_500_000 };

const snapshotOf = (traits: Record<string, unknown>, events: Record<string, EventCounter> = {}): Snapshot => ({
  id: 'p1' as Snapshot['id'],
  version: 1,
  at: 10,
  createdAt: 10,
  firstSeen: 1_600_000_000_000,
  lastSeen: 1_700_000_000_000,
  identifiers: [
    { type: 'email', value: 'a@example.org', key: 'k1' as never },
    { type: 'userId', value: 'u1', key: 'k2' as never },
  ],
  traits: Object.fromEntries(Object.entries(traits).map(([name, value]) => [name, json(value)])),
  events,
  isCut: false,
});

const person = snapshotOf(
  {
    age: 20,
    name: 'Ada',
    vip: true,
    nothing: null,
    tags: ['a', 'b'],
    address: { city: 'Bonn', constructor: 'x' },
    long: Array.from({ length: 257 }, (_, i) => i),
  },
  { 'Order Completed': bought },
);

function answer(when: string, snapshot: Snapshot = person): Answer {
  const compiled = compileSegments([{ name: 's', description: '', when }]);
  if ('problems' in compiled) throw new Error(compiled.problems.map(({ message }) => message).join('\n'));
  return answerOf(compiled.ok[0]!.condition, toFacts(snapshot));
}

/** The same rule, left to the library as a whole. */
function answerOfCel(when: string, snapshot: Snapshot): Answer {
  try {
    const result: unknown = LANGUAGE.evaluate(when, toFacts(snapshot));
    return typeof result === 'boolean' ? result : 'unknown';
  } catch {
    return 'unknown';
  }
}

describe('a rule', () => {
  test.each<[string, Answer]>([
    ['traits.age >= 18', true],
    ['traits.age == 20 && 20 == traits.age && traits.age == 20.0', true],
    ['traits.age + 1 == 21 && 2 * traits.age == 40.0 && 1 - traits.age < 0', true],
    ['events["Order Completed"].count >= 2', true],
    ['events["Order Completed"].count >= 2.5', true],
    ['events["Order Completed"].count == 3.0 && 3.0 == events["Order Completed"].count', true],
    ['events["Order Completed"].count != 3.0', false],
    ['events["Order Completed"].revenue >= 250', true],
    ['events["Order Completed"].revenue == 250.5', true],
    ['events["Order Completed"].revenue / events["Order Completed"].count == 83.5', true],
    ['events["Order Completed"].last == lastSeen', true],
    ['lastSeen - firstSeen > duration("24h")', true],
    ['lastSeen > timestamp("2023-01-01T00:00:00Z") && lastSeen.getFullYear() == 2023', true],
    ['"email" in identifiers && !("phone" in identifiers)', true],
    ['"Order Completed" in events && !("Refund" in events)', true],
    ['has(traits.age) && !has(traits.plan)', true],
    ['has(traits.address.city) && !has(traits.address.street)', true],
    ['traits.address.city == "Bonn" && traits.address["constructor"] == "x"', true],
    ['"b" in traits.tags && traits.tags.exists(tag, tag == "a") && size(traits.tags) == 2', true],
    ['traits.name in ["Ada", "Bob"] && traits.age in [18, 20]', true],
    ['traits.nothing == null && traits.name != null', true],
    ['traits.name == 3', false],
    ['traits.age - (1 - 2) > 20', true],
    ['cel.bind(traits, {"zz": 1}, traits.zz == 1)', true],
    ['[{"zz": 1}].exists(traits, traits.zz == 1)', true],
    ['traits.vip', true],
    ['!traits.vip', false],
  ])('%s is %s', (when, expected) => {
    expect(answer(when)).toBe(expected);
  });

  test.each<[string, Answer]>([
    ['traits.plan == "pro"', 'unknown'],
    ['events["Refund"].count < 1', 'unknown'],
    ['!(traits.plan == "pro")', 'unknown'],
    ['traits.name', 'unknown'],
    ['traits.name < 3', 'unknown'],
    ['traits.address.street == "x"', 'unknown'],
    ['has(traits.company.name)', 'unknown'],
    ['traits.plan == "pro" && traits.vip', 'unknown'],
    ['traits.plan == "pro" && !traits.vip', false],
    ['traits.plan == "pro" || traits.vip', true],
    ['traits.plan == "pro" || !traits.vip', 'unknown'],
    ['has(traits.plan) ? traits.plan == "pro" : false', false],
    ['1 in traits.long', 'unknown'],
    ['traits.long.exists(n, n == 1)', 'unknown'],
  ])('that meets a missing or misfitting value: %s is %s', (when, expected) => {
    expect(answer(when)).toBe(expected);
  });

  test('reads nothing that an object inherits', () => {
    const odd = snapshotOf({ nested: JSON.parse('{"__proto__":{"plan":"pro"}}') as unknown });
    expect(answer('has(traits.toString) || "constructor" in events', odd)).toBe(false);
    expect(answer('has(traits.nested.plan)', odd)).toBe(false);
  });

  test('is not hurt by a value that is nested without end', () => {
    const nested = (depth: number): Snapshot => {
      const value = '['.repeat(depth) + ']'.repeat(depth);
      return { ...person, traits: { ...person.traits, nested: { ...json(null), value } } };
    };
    expect(answer('size(traits.nested) == 1', nested(20))).toBe(true);
    expect(answer('size(traits.nested) == 1', nested(15_000))).toBe('unknown');
    expect(answer('traits.vip', nested(15_000))).toBe(true);
  });

  const leaves = [
    'traits.age >= 18',
    'traits.age == 20',
    'traits.plan == "pro"',
    'traits.vip',
    '"Order Completed" in events',
    'events["Order Completed"].count >= 2',
    'events.Refund.revenue > 0',
    'has(traits.plan)',
    'has(traits.address.city)',
    'traits.age - (1 - 2) > 10.0 * 2',
    '(traits.age > 3) == (traits.vip == true)',
    'traits.tags.exists(t, t == "b" && traits.age > 1)',
    'traits.tags.all(t, t != traits.plan)',
    'cel.bind(age, traits.age, age > 18)',
    '"email" in identifiers',
    'traits.name == "\\u00e9\\n\\"x\\""',
    'traits.age > 0.00000000012',
    'traits.age < 1e21',
    'lastSeen > firstSeen',
    'true',
  ];
  const rule = fc.letrec<{ node: string }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(...leaves),
      fc.tuple(tie('node'), fc.constantFrom('&&', '||', '=='), tie('node')).map(([a, op, b]) => `(${a}) ${op} (${b})`),
      tie('node').map((part) => `!(${part})`),
      fc.tuple(tie('node'), tie('node'), tie('node')).map(([c, a, b]) => `(${c}) ? (${a}) : (${b})`),
    ),
  })).node;
  const value = fc.oneof(
    fc.integer({ min: 0, max: 40 }),
    fc.boolean(),
    fc.constantFrom('pro', 'b', null, ['b'], ['x', 3]),
  );
  const traits = fc.dictionary(fc.constantFrom('age', 'plan', 'vip', 'name', 'tags', 'address'), value);
  const events = fc.dictionary(fc.constantFrom('Order Completed', 'Refund'), fc.constant(bought));

  test('split into its conditions answers as the whole does', () => {
    fc.assert(
      fc.property(rule, traits, events, (when, someTraits, someEvents) => {
        const snapshot = snapshotOf(someTraits, someEvents);
        expect(answer(when, snapshot)).toBe(answerOfCel(when, snapshot));
      }),
      { numRuns: 500 },
    );
  });
});
