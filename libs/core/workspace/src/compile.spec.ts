import { compileWorkspace, formatProblems } from './index';

/** Everything that is wrong with one file, as a person reads it. */
function problemsIn(text: string): string {
  const result = compileWorkspace([{ name: 'w.yaml', text }]);
  return 'problems' in result ? formatProblems(result.problems) : '';
}

const lines = (...text: readonly string[]): string => text.join('\n');

describe('a workspace', () => {
  test('is the lists of all its files, with defaults, by name', () => {
    const result = compileWorkspace([
      {
        name: 'a.yaml',
        text: lines(
          'segments:',
          '  - name: vip',
          '    description: Paying',
          '    when: |',
          '      traits.plan == "pro"',
          '  - { name: adults, when: traits.age >= 18 }',
        ),
      },
      { name: 'b.yaml', text: 'sources: [{ name: web, writeKey: "${KEY}" }]\ndestinations:\n  # - instance: crm\n' },
      { name: 'c.yaml', text: '# nothing yet\n' },
      { name: 'd.yaml', text: 'destinations: [{ instance: crm, destination: webhook }]' },
    ]);
    expect(result).toEqual({
      workspace: {
        sources: [{ name: 'web', writeKey: '${KEY}', eventsPerSecond: 1_000, topic: false }],
        segments: [
          { name: 'adults', description: '', when: 'traits.age >= 18' },
          { name: 'vip', description: 'Paying', when: 'traits.plan == "pro"\n' },
        ],
        destinations: [{ instance: 'crm', destination: 'webhook', settings: {}, allow: [] }],
        ...{ identifiers: [], traits: [], keys: [] },
      },
    });
  });

  test('is the same however its entries are ordered and spread', () => {
    const [web, app] = ['sources: [{ name: web, writeKey: a }]', 'sources: [{ name: app, writeKey: b }]'];
    const both = 'sources: [{ name: web, writeKey: a }, { name: app, writeKey: b }]';
    const one = compileWorkspace([{ name: 'x.yaml', text: both }]);
    const two = compileWorkspace([app, web].map((text, i) => ({ name: `${i}.yaml`, text })));
    expect(one).toEqual(two);
  });
});

describe('a file that cannot be read', () => {
  test('because its YAML is broken', () => {
    expect(problemsIn('segments:\n  - name: a\n   when: b\n')).toBe(
      lines(
        'w.yaml:3:1 Sequence item without - indicator',
        '  → check indentation, quotes and brackets here and in the line above',
      ),
    );
    expect(problemsIn('sources:\n\t- name: a\n')).toContain('w.yaml:2:1 Tabs are not allowed as indentation');
    expect(problemsIn('sources: []\nsources: []\n')).toBe(
      lines('w.yaml:2:1 Map keys must be unique', '  → keep one of the two'),
    );
    expect(problemsIn('sources: []\n---\nsegments: []\n')).toContain('→ move what follows --- into a file of its own');
  });

  test('because it has aliases', () => {
    expect(problemsIn('segments:\n  - &a { name: a, when: b }\n  - *a\n')).toBe(
      lines('w.yaml:3:5 YAML aliases (*name) are not supported', '  → write the value out'),
    );
  });

  test('because it is no mapping of lists', () => {
    expect(problemsIn('- name: web\n')).toBe(
      lines(
        'w.yaml:1:1 a workspace file must be a mapping with sources, segments, destinations, identifiers, traits, keys',
        '  → put the list below one of these keys, such as "segments:"',
      ),
    );
    expect(problemsIn('sources:\n  web: {}\n')).toBe(
      lines('w.yaml:2:3 sources must be a list', '  → begin each entry with "- name: …", indented below sources:'),
    );
    expect(problemsIn('# my rules\nsegmets: []\n')).toBe(
      lines('w.yaml:2:1 the file has no field "segmets"', '  → did you mean "segments"?'),
    );
    expect(problemsIn('sources:\n  - web\n')).toBe(
      lines(
        'w.yaml:2:5 source 1 must be a mapping of name, writeKey, eventsPerSecond, topic',
        '  → begin it with "- name: …" and put each field on a line of its own below',
      ),
    );
  });
});

describe('an entry is refused', () => {
  test('for a mistyped field, with the field that was meant', () => {
    expect(problemsIn('sources:\n  - name: web\n    writekey: abc\n    colour: red\n')).toBe(
      lines(
        'w.yaml:2:5 source "web" lacks writeKey',
        '  → add writeKey: ${TUTTI_WRITE_KEY}',
        'w.yaml:3:5 source "web" has no field "writekey"',
        '  → did you mean "writeKey"?',
        'w.yaml:4:5 source "web" has no field "colour"',
        '  → it can have name, writeKey, eventsPerSecond, topic',
      ),
    );
  });

  test('for values of the wrong kind, all at once', () => {
    const text = lines(
      'sources:',
      '  - name: web',
      '    writeKey: "a:b"',
      '    eventsPerSecond: many',
      '    topic: yes',
      '  - name: Web Shop',
      '    writeKey: k',
      '    eventsPerSecond: 0',
      'destinations:',
      '  - instance: crm',
      '    destination: webhook',
      '    settings: [1]',
      '    allow: [10.0.0.0/8, 10.0.0.1]',
    );
    expect(problemsIn(text)).toBe(
      lines(
        'w.yaml:3:15 writeKey of source "web" must be text without blanks and colons, at most 200 characters, but is "a:b"',
        '  → for example writeKey: ${TUTTI_WRITE_KEY}',
        'w.yaml:4:22 eventsPerSecond of source "web" must be a whole number from 1 to 1000000, but is "many"',
        '  → for example eventsPerSecond: 1000',
        'w.yaml:5:12 topic of source "web" must be true or false, but is "yes"',
        '  → for example topic: true',
        'w.yaml:6:11 name of source "Web Shop" must be lower-case letters, digits, _ and -, beginning with a letter, at most 63 characters, but is "Web Shop"',
        '  → for example name: web',
        'w.yaml:8:22 eventsPerSecond of source "Web Shop" must be a whole number from 1 to 1000000, but is 0',
        '  → for example eventsPerSecond: 1000',
        'w.yaml:12:15 settings of destination "crm" must be a mapping of plain values, lists and mappings, but is [1]',
        '  → for example settings: { url: "https://example.org/hook" }',
        'w.yaml:13:25 allow of destination "crm" must be a list of address ranges in CIDR notation, but has "10.0.0.1"',
        '  → for example allow: [10.0.0.0/8]',
      ),
    );
  });

  test('for an empty or missing rule', () => {
    expect(problemsIn('segments:\n  - name: a\n    when:\n  - when: b\n')).toBe(
      lines(
        'w.yaml:3:10 when of segment "a" must be an expression of at most 16384 characters, but is null',
        "  → for example when: 'traits.age >= 18'",
        'w.yaml:4:5 segment 2 lacks name',
        '  → add name: repeat_buyers',
      ),
    );
  });

  test.each(['a', 'a'.repeat(63), 'a-b_c9'])('not for the name %s', (name) => {
    expect(problemsIn(`segments: [{ name: ${name}, when: b }]`)).toBe('');
  });

  test.each(['', 'A', '9a', '_a', 'a.b', 'a'.repeat(64), 'é'])('for the name "%s"', (name) => {
    expect(problemsIn(`segments: [{ name: "${name}", when: b }]`)).toContain(
      'must be lower-case letters, digits, _ and -, beginning with a letter, at most 63 characters',
    );
  });

  test('for a placeholder that cannot be read', () => {
    const text = lines(
      'sources: [{ name: web, writeKey: "${web.key}" }]',
      'destinations:',
      '  - instance: crm',
      '    destination: webhook',
      '    settings: { headers: [a, "Bearer ${MY-KEY}"] }',
    );
    const remedy = '  → write ${NAME}, the name of a variable of the environment: letters, digits and _';
    expect(problemsIn(text)).toBe(
      lines(
        'w.yaml:1:34 writeKey of source "web" has a placeholder that cannot be read: "${web.key}"',
        remedy,
        'w.yaml:5:30 settings.headers.1 of destination "crm" has a placeholder that cannot be read: "${MY-KEY}"',
        remedy,
      ),
    );
  });

  test('for a name or write key that is taken, also in another file', () => {
    const result = compileWorkspace([
      { name: 'a.yaml', text: 'sources: [{ name: web, writeKey: k }]\nsegments: [{ name: web, when: b }]' },
      { name: 'b.yaml', text: 'sources:\n  - { name: web, writeKey: x }\n  - { name: app, writeKey: k }\n' },
    ]);
    expect('problems' in result && formatProblems(result.problems)).toBe(
      lines(
        'b.yaml:2:5 source "web" is there already',
        '  → rename one of the two; the first is at a.yaml:1:11',
        'b.yaml:3:28 source "app" has the writeKey of source "web"',
        '  → give it a key of its own; the other is at a.yaml:1:11',
      ),
    );
  });
});
