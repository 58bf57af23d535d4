import { compileWorkspace, formatProblems } from './index';
import type { Checks } from './index';

/** Everything that is wrong with one file, as a person reads it. */
function problemsIn(text: string, checks: Checks = {}): string {
  const result = compileWorkspace([{ name: 'w.yaml', text }], checks);
  return 'problems' in result ? formatProblems(result.problems) : '';
}

const lines = (...text: readonly string[]): string => text.join('\n');

describe('what others find wrong is shown where it stands', () => {
  /** Finds fault with the first `#` of each rule. */
  const checks: Checks = {
    segmentProblems: (segments) =>
      segments
        .filter(({ when }) => when.includes('#'))
        .map(({ name, when }) => ({ segment: name, message: 'bad\n\n> 1 | #\n      ^', position: when.indexOf('#') })),
    destinationProblems: (instances) =>
      instances.map(({ instance }) => ({
        instance,
        path: ['settings', 'url'],
        message: 'url is needed',
        remedy: 'add it',
      })),
  };
  const place = (...text: readonly string[]): string | undefined =>
    /^w\.yaml:(\S+)/.exec(problemsIn(lines('segments:', '  - name: s', ...text), checks))?.[1];

  test('with message and remedy', () => {
    expect(problemsIn('segments: [{ name: s, when: "a # b" }]', checks)).toBe(
      lines(
        'w.yaml:1:32 the rule of segment "s": bad',
        '',
        '  > 1 | #',
        '        ^',
        '  → docs/reference/expressions.md says what a rule can use',
      ),
    );
  });

  test('in every way that YAML writes text', () => {
    expect(place('    when: ab#c')).toBe('3:13');
    expect(place('    when: a b', '      c d#')).toBe('4:10');
    expect(place("    when: 'it''s #'")).toBe('3:18');
    expect(place('    when: "say \\"x\\" #"')).toBe('3:22');
    expect(place('    when: |', '      a &&', '        b #')).toBe('5:11');
    expect(place('    when: >-', '      a &&', '      b #')).toBe('5:9');
    expect(place('    when: | # note', '      #')).toBe('4:7');
    expect(place('    when: |2', '', '         a', '', '      b #')).toBe('7:9');
  });

  test('at the end of the text when the text is cut short', () => {
    const atEnd: Checks = {
      segmentProblems: ([segment]) => [{ segment: 's', message: 'bad', position: segment?.when.length ?? 0 }],
    };
    expect(problemsIn('segments:\n  - name: s\n    when: a >=\n', atEnd)).toMatch(/^w\.yaml:3:15 /);
    expect(problemsIn('segments:\n  - name: s\n    when: |\n      a >=\n', atEnd)).toMatch(/^w\.yaml:4:11 /);
  });

  test('or at the nearest value around it', () => {
    const text = 'destinations:\n  - instance: crm\n    destination: webhook\n    settings: { token: x }\n';
    expect(problemsIn(text, checks)).toBe('w.yaml:4:15 destination "crm": url is needed\n  → add it');
  });

  test('together with everything else', () => {
    const text = 'segments:\n  - { name: s, when: "#" }\n  - { name: t }\nsources: 1\n';
    expect(problemsIn(text, checks).match(/^w\.yaml:\S+/gm)).toEqual(['w.yaml:2:23', 'w.yaml:3:5', 'w.yaml:4:10']);
  });
});
