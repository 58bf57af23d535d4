import { whyText } from './why-text';

describe('why somebody is in a segment', () => {
  it('is the rule as a tree, with answers and values', () => {
    const explanation = {
      condition: 'a && b',
      answer: 'unknown' as const,
      parts: [
        { condition: 'a', answer: true, values: { 'traits["plan"]': 'pro' }, parts: [] },
        { condition: 'b', answer: 'unknown' as const, reason: 'traits["age"] is missing', values: {}, parts: [] },
      ],
    };
    const text = whyText({ segment: 'grown_ups', member: false, since: null, explanation });
    expect(text.split('\n')).toEqual([
      'not in grown_ups',
      '  a && b → unknown',
      '    a → true',
      '      traits["plan"] = "pro"',
      '    b → unknown: traits["age"] is missing',
    ]);
  });
});
