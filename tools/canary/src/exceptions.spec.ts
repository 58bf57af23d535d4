import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

interface Exception {
  readonly file: string;
  readonly rule: string;
  readonly max?: number;
  readonly reason: string;
}
const exceptions: readonly Exception[] = JSON.parse(readFileSync('tools/lint/exceptions.json', 'utf8'));

let reported: ReadonlySet<string>;

beforeAll(() => {
  reported = lintWithoutExceptions([...new Set(exceptions.map(({ file }) => file))]);
}, 300_000);

describe('exceptions', () => {
  test.each(exceptions)('$file still needs to be let off $rule, for a stated reason', ({ file, rule, reason }) => {
    expect(reported).toContain(`${rule} in ${file}`);
    expect(reason).toMatch(/^.{15,}\.$/);
  });

  test('are one per file and rule', () => {
    expect(new Set(exceptions.map(({ file, rule }) => `${rule} in ${file}`)).size).toBe(exceptions.length);
  });
});

/** What is reported, as `rule in glob`, when the table is empty. */
function lintWithoutExceptions(globs: readonly string[]): ReadonlySet<string> {
  return new Set(globs.flatMap((glob) => rulesReportedIn(glob).map((rule) => `${rule} in ${glob}`)));
}

function rulesReportedIn(glob: string): readonly string[] {
  const args = [
    'node_modules/eslint/bin/eslint.js',
    '-c',
    'tools/lint/without-exceptions.mjs',
    '--format',
    'json',
    glob,
  ];
  const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const results: readonly { messages: readonly { ruleId: string }[] }[] = JSON.parse(stdout);
  return results.flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId));
}
