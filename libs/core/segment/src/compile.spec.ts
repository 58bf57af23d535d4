import { compileSegments } from './compile';

const problems = (when: string) => {
  const result = compileSegments([{ name: 'buyers', description: '', when }]);
  return 'problems' in result ? result.problems : [];
};

/** Message without the caret, and what the caret points at. */
const problem = (when: string): readonly [string, string] => {
  const found = problems(when);
  expect(found).toHaveLength(1);
  return [found[0]!.message.split('\n')[0]!, when.slice(found[0]!.position)];
};

describe('a rule that cannot work is refused before it runs', () => {
  test('with the line and a caret below the place', () => {
    expect(problems('traits.age >= 18 &&\n  events["Order Completed"].cuont > 1')).toEqual([
      {
        segment: 'buyers',
        message: [
          'No such key: cuont',
          '',
          '>    2 |   events["Order Completed"].cuont > 1',
          '                                     ^',
        ].join('\n'),
        position: 48,
      },
    ]);
  });

  test.each<[string, string, string]>([
    ['traits.age >=', 'Unexpected token: EOF', ''],
    ['traits.age = 18', 'Unexpected character: =', '= 18'],
    ['', 'Unexpected token: EOF', ''],
    ['now > lastSeen', 'Unknown variable: now', 'now > lastSeen'],
    ['events["A"].count == "3"', 'no such overload: int == string', 'events["A"].count == "3"'],
    ['events["A"].count + 1', 'a rule must answer true or false, this one gives int', 'events["A"].count + 1'],
    ['"email"', 'a rule must answer true or false, this one gives string', '"email"'],
    ['has(events["A"].count)', 'has() invalid argument', 'events["A"].count)'],
  ])('%s', (when, message, place) => {
    const [found, at] = problem(when);
    expect([found, at]).toEqual([message, place]);
  });

  test('because its regular expression could hang', () => {
    expect(problem('traits.vip || traits.name.matches("(a+)+$")')).toEqual([
      'matches() is not available: a regular expression can take minutes on hostile input; use startsWith(), endsWith(), contains() or ==',
      'traits.name.matches("(a+)+$")',
    ]);
    expect(problem('traits.tags.exists(t, has(traits.x) ? t.matches("x") : false)')[0]).toMatch(/^matches\(\) is not/);
  });

  test('because its answer would depend on the machine', () => {
    const zone = /^this depends on the time zone data of the machine/;
    expect(problem('lastSeen.getHours("Europe/Berlin") > 8')[0]).toMatch(zone);
    expect(problem('lastSeen.getDayOfYear() > 8')[0]).toMatch(zone);
    const literal = 'timestamp() takes a literal with its time zone, such as timestamp("2026-01-31T00:00:00Z")';
    expect(problem('lastSeen > timestamp(traits.since)')).toEqual([literal, 'timestamp(traits.since)']);
    expect(problem('lastSeen > timestamp("2026-01-31T00:00:00.000")')[0]).toBe(literal);
    expect(problems('lastSeen > timestamp("2026-01-31T00:00:00+01:00")')).toEqual([]);
  });

  test('because a literal in it never means anything', () => {
    expect(problem('lastSeen - firstSeen > duration("1 day")')).toEqual([
      'Invalid duration string: 1 day',
      'duration("1 day")',
    ]);
    expect(problem('lastSeen > timestamp("2026-13-31T00:00:00Z")')[0]).toBe(
      'timestamp() requires a string in ISO 8601 format',
    );
  });

  test('because its loops could take too long', () => {
    const inner = (n: number): string => (n === 0 ? 'true' : `traits.tags.exists(t${n}, ${inner(n - 1)})`);
    expect(problems(inner(2))).toEqual([]);
    const tooMany =
      'loops may be nested 2 deep, and a loop over all of `traits` or `events` neither in nor around another one';
    expect(problem(inner(3))).toEqual([tooMany, inner(3)]);
    expect(problems('events.exists(name, name.startsWith("Order"))')).toEqual([]);
    expect(problem('events.exists(name, traits.tags.exists(t, t == name))')[0]).toBe(tooMany);
    expect(problem(`traits.a.exists(a, traits.b.filter(b, ${inner(1)}).exists(d, d == a))`)[0]).toBe(tooMany);
    expect(problems('traits.tags.filter(t, t != "x").map(t, t + "y").exists(t, t == "zy")')).toEqual([]);
  });

  test('because it is too long', () => {
    const long = Array.from({ length: 1_000 }, (_, i) => `traits.t${i}`).join(' && ');
    expect(problem(long)[0]).toBe('Exceeded maxAstNodes (2000)');
  });

  test('and every segment and every reason is listed', () => {
    const result = compileSegments([
      { name: 'a', description: '', when: 'traits.a.matches("x") && lastSeen.getDayOfYear() > 8' },
      { name: 'b', description: '', when: 'true' },
      { name: 'c', description: '', when: '1' },
    ]);
    expect('problems' in result && result.problems.map(({ segment, position }) => [segment, position])).toEqual([
      ['a', 0],
      ['a', 25],
      ['c', 0],
    ]);
  });
});
