import type { EventCounter, Snapshot } from '@tutti/contracts';
import type { Explanation } from './index';
import { compileSegments, explain } from './index';

interface Person {
  readonly traits: Readonly<Record<string, unknown>>;
  readonly counters: Readonly<Record<string, EventCounter>>;
}

function explained(when: string, { traits, counters }: Person): Explanation {
  const result = compileSegments([{ name: 's', description: '', when }]);
  if ('problems' in result) throw new Error(result.problems[0]!.message);
  const valueOf = (value: unknown) => ({
    value: JSON.stringify(value),
    time: 0,
    source: '',
    messageId: '',
    position: '',
  });
  const snapshot: Snapshot = {
    ...{ id: 'p1' as Snapshot['id'], version: 1, at: 1, createdAt: 1, firstSeen: 1, lastSeen: 1, identifiers: [] },
    traits: Object.fromEntries(Object.entries(traits).map(([name, value]) => [name, valueOf(value)])),
    events: counters,
    isCut: false,
  };
  return explain(result.ok[0]!, snapshot);
}

describe('an answer can be explained', () => {
  test('with each condition, its answer and the values it read', () => {
    const counters = { 'Order Completed': { count: 3, first: 0, last: 86_400_000, revenueMicros: 1_500_000 } };
    const rule = 'events["Order Completed"].count >= 2 && (traits.plan == "pro" || !(traits.age < 18))';
    expect(explained(rule, { traits: { age: 17 }, counters })).toEqual({
      condition: 'events["Order Completed"].count >= 2 && (traits.plan == "pro" || !(traits.age < 18))',
      answer: 'unknown',
      parts: [
        {
          condition: 'events["Order Completed"].count >= 2',
          answer: true,
          values: {
            'events["Order Completed"]': {
              count: 3,
              first: '1970-01-01T00:00:00.000Z',
              last: '1970-01-02T00:00:00.000Z',
              revenue: 1.5,
            },
          },
          parts: [],
        },
        {
          condition: 'traits.plan == "pro" || !(traits.age < 18)',
          answer: 'unknown',
          parts: [
            {
              condition: 'traits.plan == "pro"',
              answer: 'unknown',
              reason: 'traits["plan"] is missing',
              values: {},
              parts: [],
            },
            {
              condition: '!(traits.age < 18)',
              answer: false,
              parts: [{ condition: 'traits.age < 18', answer: true, values: { 'traits["age"]': 17 }, parts: [] }],
            },
          ],
        },
      ],
    });
  });

  test('also when it is unknown because a value does not fit', () => {
    expect(explained('traits.age > 3', { traits: { age: 'old' }, counters: {} })).toMatchObject({
      answer: 'unknown',
      reason: 'no such overload: dyn<string> > int',
      values: { 'traits["age"]': 'old' },
    });
    expect(explained('traits.age', { traits: { age: 'old' }, counters: {} })).toMatchObject({
      reason: 'it is neither true nor false',
    });
  });
});
