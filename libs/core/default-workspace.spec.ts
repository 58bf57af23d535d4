import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { segmentProblems } from '@tutti/core/segment';
import type { Compilation, SourceFile } from '@tutti/core/workspace';
import {
  compileWorkspace,
  EMPTY_WORKSPACE,
  formatProblems,
  identifierRules,
  resolvePlaceholders,
} from '@tutti/core/workspace';

const root = join(__dirname, '../..');
const files: readonly SourceFile[] = readdirSync(join(root, 'workspace'))
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => ({ name, text: readFileSync(join(root, 'workspace', name), 'utf8') }));

const compiled = (some: readonly SourceFile[]): Compilation => compileWorkspace(some, { segmentProblems });
const shown = (result: Compilation): string => ('problems' in result ? formatProblems(result.problems) : '');

describe('the workspace that comes with Tutti', () => {
  const result = compiled(files);

  test('compiles without problems', () => {
    expect(shown(result)).toBe('');
    expect(files.map(({ name }) => name)).toEqual([
      'destinations.yaml',
      'identity.yaml',
      'segments.yaml',
      'sources.yaml',
    ]);
  });

  test('needs two write keys and a key of the api from the environment, and nothing else', () => {
    expect(resolvePlaceholders(result, {})).toEqual({
      missing: ['TUTTI_BACKEND_WRITE_KEY', 'TUTTI_OPERATOR_KEY', 'TUTTI_WRITE_KEY'],
    });
  });

  test('shows the rules of identity that hold without it', () => {
    if ('problems' in result) throw new Error(shown(result));
    expect(identifierRules(result.workspace)).toEqual(identifierRules(EMPTY_WORKSPACE));
  });

  test('has examples that work when they are put in', () => {
    const uncommented = files.map(({ name, text }) => ({
      name,
      text: text.replace(/^( {2,})# ((- | {2,})?\w+:)/gm, '$1$2'),
    }));
    const instances = compiled(uncommented);
    expect(shown(instances)).toBe('');
    expect('workspace' in instances && instances.workspace.destinations.map((it) => it.instance)).toEqual([
      'console',
      'crm',
    ]);
    const rules = 'workspace' in instances ? identifierRules(instances.workspace).known : [];
    expect(rules.map(({ type }) => type).slice(0, 3)).toEqual(['userId', 'loyaltyCard', 'email']);
    expect(rules.find(({ type }) => type === 'email')?.blockPatterns).toHaveLength(2);
    expect('workspace' in instances && instances.workspace.traits).toHaveLength(1);
  });
});

describe('a rule that is wrong', () => {
  test('is shown at its line in the file, with the rule and a caret', () => {
    const text = [
      'segments:',
      '  - name: loyal',
      '    when: |',
      '      events["Order Completed"].count >= 2 &&',
      '      events["Order Completed"].revenu > 10',
      '  - name: vip',
      '    when: traits.vip ==',
    ].join('\n');
    expect(shown(compiled([{ name: 'segments.yaml', text }]))).toBe(
      [
        'segments.yaml:5:33 the rule of segment "loyal": No such key: revenu',
        '',
        '  >    2 | events["Order Completed"].revenu > 10',
        '                                     ^',
        '  → docs/reference/expressions.md says what a rule can use',
        'segments.yaml:7:24 the rule of segment "vip": Unexpected token: EOF',
        '',
        '  >    1 | traits.vip ==',
        '                        ^',
        '  → docs/reference/expressions.md says what a rule can use',
      ].join('\n'),
    );
  });
});

describe('docs/reference/expressions.md', () => {
  const page = readFileSync(join(root, 'docs/reference/expressions.md'), 'utf8');
  const rules = /```cel\n([^`]+)\n```/.exec(page)?.[1]?.split('\n') ?? [];

  test.each(rules)('shows a rule that compiles: %s', (when) => {
    expect(segmentProblems([{ name: 'shown', description: '', when }])).toEqual([]);
  });
});

describe('docs/reference/identity.md', () => {
  const page = readFileSync(join(root, 'docs/reference/identity.md'), 'utf8');
  const [example = ''] = page.split('```yaml\n').slice(1);

  test('shows rules that compile', () => {
    const result = compiled([{ name: 'example', text: example.slice(0, example.indexOf('```')) }]);
    expect(shown(result)).toBe('');
  });

  test('lists the built-in types as they are', () => {
    const rows = page.match(/^\| `\w+` +\| \d+ +\|.*$/gm) ?? [];
    const cells = rows.map((row) => row.split('|').map((cell) => cell.trim().replaceAll('`', '')));
    expect(cells.map(([, type, priority, from, normalise, limit]) => [type, priority, from, normalise, limit])).toEqual(
      identifierRules(EMPTY_WORKSPACE).known.map(({ type, priority, from, normalise, limit, per }) => [
        ...[type, String(priority), from.slice(0, -1).join(', '), normalise],
        `${limit} ${per === 'ever' ? 'ever' : `per ${per}`}`,
      ]),
    );
  });
});
