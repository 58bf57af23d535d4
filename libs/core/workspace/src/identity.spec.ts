import fc from 'fast-check';
import type { IdentifierRule, Workspace } from './index';
import { compileWorkspace, EMPTY_WORKSPACE, formatProblems, identifierRules, identityRules } from './index';

/** Everything that is wrong with one file, as a person reads it. */
function problemsIn(text: string): string {
  const result = compileWorkspace([{ name: 'w.yaml', text }]);
  return 'problems' in result ? formatProblems(result.problems) : '';
}

const lines = (...text: readonly string[]): string => text.join('\n');

function compiled(...text: readonly string[]): Workspace {
  const result = compileWorkspace([{ name: 'w.yaml', text: lines(...text) }]);
  if ('problems' in result) throw new Error(formatProblems(result.problems));
  return result.workspace;
}

const DAY_MS = 86_400_000;

describe('types of identifiers', () => {
  test('have rules that nobody has to write', () => {
    const { limitOf, isShared } = identityRules(EMPTY_WORKSPACE);
    expect(limitOf('userId')).toEqual({ max: 1, windowMs: undefined });
    expect(limitOf('email')).toEqual({ max: 5, windowMs: 365 * DAY_MS });
    expect(limitOf('phone')).toEqual({ max: 5, windowMs: 365 * DAY_MS });
    expect(limitOf('device')).toEqual({ max: 10, windowMs: 365 * DAY_MS });
    expect(limitOf('advertising')).toEqual({ max: 10, windowMs: 365 * DAY_MS });
    expect(limitOf('anonymousId')).toEqual({ max: 5, windowMs: 7 * DAY_MS });
    for (const type of ['crm', 'toString', '__proto__', '']) {
      expect(limitOf(type)).toEqual({ max: 5, windowMs: undefined });
      expect(isShared(type)).toBe(false);
    }
  });

  test('keep what an entry leaves out', () => {
    const { identifiers } = compiled(
      'identifiers:',
      '  - { type: email, unique: false }',
      '  - { type: userId, priority: 33 }',
      '  - { type: crm, limit: 2, per: month }',
    );
    const [crm, email, userId] = identifiers;
    expect(email).toMatchObject({ priority: 20, normalise: 'email', limit: 5, per: 'year', unique: false });
    expect(userId).toMatchObject({ priority: 33, from: ['userId', 'context.externalIds'], limit: 1, per: 'ever' });
    expect(crm).toMatchObject({ priority: 33, from: ['context.externalIds'], normalise: 'text', unique: true });
    expect(identityRules({ identifiers }).limitOf('crm')).toEqual({ max: 2, windowMs: 30 * DAY_MS });
    expect(identityRules({ identifiers }).isShared('email')).toBe(true);
  });

  test('stand in one order, whatever order they are written in', () => {
    const rule = fc.record({ type: fc.constantFrom('userId', 'email', 'crm', 'a', 'zip'), priority: fc.nat(60) });
    fc.assert(
      fc.property(fc.uniqueArray(rule, { selector: ({ type }) => type }), (rules) => {
        const order = (some: readonly object[]): string[] =>
          identifierRules({ identifiers: some as readonly IdentifierRule[] }).known.map(({ type }) => type);
        expect(order([...rules].reverse())).toEqual(order(rules));
        expect(new Set(order(rules)).size).toBe(order(rules).length);
      }),
    );
  });
});

describe('an identifier is refused', () => {
  test('for what it cannot be', () => {
    const text = lines(
      'identifiers:',
      '  - type: user_id',
      '  - type: email',
      '    priority: 0',
      '    from: [traits.email, groupId]',
      '    normalise: upper',
      '    limit: 51',
      '    per: day',
      '    block: [0]',
      '    blocked: []',
      '  - { type: crm, from: [traits.__proto__.x] }',
    );
    expect(problemsIn(text).match(/^w\.yaml:\S+ \w+ of|^w\.yaml:\S+ identifier.*/gm)).toEqual([
      'w.yaml:2:11 type of',
      'w.yaml:4:15 priority of',
      'w.yaml:5:26 from of',
      'w.yaml:6:16 normalise of',
      'w.yaml:7:12 limit of',
      'w.yaml:8:10 per of',
      'w.yaml:9:13 block of',
      'w.yaml:10:5 identifier "email" has no field "blocked"',
      'w.yaml:11:25 from of',
    ]);
    expect(problemsIn(text)).toContain('but has "groupId"\n  → for example from: [traits.email, context.traits.email]');
  });

  test('for a pattern that is none, with what RE2 says of it', () => {
    expect(problemsIn('identifiers: [{ type: email, blockPatterns: ["^a$", "(b"] }]')).toBe(
      lines(
        'w.yaml:1:53 blockPatterns of identifier "email" has "(b", which is no regular expression (RE2): missing closing ): `(b`',
        '  → for example blockPatterns: ["^test@"]',
      ),
    );
    for (const pattern of ['(?=a)', '(a)\\\\1', '.{0,1000}.{0,1000}', 'a'.repeat(257)]) {
      expect(problemsIn(`identifiers: [{ type: email, blockPatterns: ["${pattern}"] }]`)).toMatch(/^w\.yaml:1:46 /);
    }
    const many = Array.from({ length: 33 }, () => 'a').join(', ');
    expect(problemsIn(`identifiers: [{ type: email, blockPatterns: [${many}] }]`)).toContain('at most 32');
  });

  test('not for ${ in a pattern, which is no placeholder', () => {
    const { identifiers } = compiled(`identifiers: [{ type: email, blockPatterns: ['^a\${0,1}'] }]`);
    expect(identifiers[0]?.blockPatterns).toEqual(['^a${0,1}']);
  });

  test('for a priority that another has, also one that says nothing', () => {
    const text = lines(
      'identifiers:',
      '  - { type: crm, priority: 20 }',
      '  - { type: a, priority: 7 }',
      '  - { type: b, priority: 7 }',
    );
    expect(problemsIn(text).match(/^w\.yaml.*/gm)).toEqual([
      'w.yaml:2:28 identifier "crm" has the priority of email, 20',
      'w.yaml:4:26 identifier "b" has the priority of a, 7',
    ]);
    expect(problemsIn(`${text.replace('7 }', '8 }')}\n  - { type: email, priority: 21 }`)).toBe('');
  });

  test('for being the fifty-first, or there already', () => {
    const types = Array.from({ length: 51 }, (_, i) => `  - type: t${i}`);
    expect(problemsIn(lines('identifiers:', ...types))).toBe(
      lines(
        'w.yaml:52:5 identifier "t50" is too many: identifiers has at most 50 entries',
        '  → remove what nobody needs',
      ),
    );
    expect(problemsIn('identifiers: [{ type: a }, { type: a }]')).toContain('identifier "a" is there already');
  });
});

describe('the owner of a trait', () => {
  const sources = 'sources: [{ name: web, writeKey: a }, { name: billing, writeKey: b }]';

  test('is a source', () => {
    expect(compiled(sources, 'traits: [{ name: plan, sources: [billing] }]').traits).toEqual([
      { name: 'plan', sources: ['billing'], others: false },
    ]);
    expect(problemsIn(lines(sources, 'traits:', '  - { name: plan, sources: [web, biling, crm] }'))).toBe(
      lines(
        'w.yaml:3:34 trait "plan" names a source that is not there: "biling"',
        '  → did you mean "billing"?',
        'w.yaml:3:42 trait "plan" names a source that is not there: "crm"',
        '  → the sources are web, billing; one that sends no more can stay among them',
      ),
    );
  });

  test('is at least one source', () => {
    expect(problemsIn('traits: [{ name: plan, sources: [] }]')).toContain('a list of 1 to 20 names of sources');
    expect(problemsIn('traits: [{ name: plan }]')).toContain('trait "plan" lacks sources');
  });
});

describe('a key of the api', () => {
  test('has a role', () => {
    expect(compiled('keys: [{ name: support, key: "${SUPPORT_KEY}", role: operator }]').keys).toEqual([
      { name: 'support', key: '${SUPPORT_KEY}', role: 'operator' },
    ]);
    expect(problemsIn('keys: [{ name: support, key: "${SUPPORT_KEY}", role: root }]')).toContain(
      'role of key "support" must be reader, operator or admin, but is "root"',
    );
  });

  test('is refused when another has it, a source too', () => {
    const text = lines(
      'sources: [{ name: web, writeKey: k }]',
      'keys:',
      '  - { name: a, key: "${A}", role: reader }',
      '  - { name: b, key: "${A}", role: admin }',
      '  - { name: c, key: k, role: admin }',
    );
    expect(problemsIn(text)).toBe(
      lines(
        'w.yaml:4:21 key "b" has the key of key "a"',
        '  → give it a key of its own; the other is at w.yaml:3:5',
        'w.yaml:5:21 key "c" has the key of source "web"',
        '  → give it a key of its own; the other is at w.yaml:1:11',
      ),
    );
  });

  test('is refused when its placeholder cannot be read', () => {
    expect(problemsIn('keys: [{ name: a, key: "${a.b}", role: reader }]')).toContain('has a placeholder that cannot');
  });
});
