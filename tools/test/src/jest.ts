import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { node } from './command';
import type { Outcome } from './phase';

const program = 'node_modules/jest/bin/jest.js';

/** Which specs run: globs that a path must match (`!` excludes), and names of which it must contain one. */
export interface Specs {
  readonly match: readonly string[];
  readonly names: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** One after the other: they share a stack. */
  readonly inBand?: boolean;
}

interface JestResults {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** Runs specs; every test counts, and so does every file that could not be loaded. */
export async function jest(specs: Specs): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'tutti-test-'));
  const file = join(folder, 'results.json');
  try {
    const { code, output } = await node([...argumentsOf(specs), '--json', `--outputFile=${file}`], specs.environment);
    return outcomeOf(readResults(file), code, withoutJson(output));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Paths of the specs that would run; throws with what Jest said when it cannot tell. */
export async function listSpecs(specs: Specs): Promise<readonly string[]> {
  const { code, output } = await node([...argumentsOf(specs), '--listTests'], specs.environment);
  if (code !== 0) throw new Error(`listing specs that match ${specs.match.join(' ')}: ${output}`);
  return output.split('\n').filter((line) => line.endsWith('.spec.ts'));
}

function argumentsOf({ match, names, inBand = false }: Specs): readonly string[] {
  return [
    program,
    '--ci',
    '--passWithNoTests',
    ...match.map((glob) => `--testMatch=${glob}`),
    '--testPathIgnorePatterns=/node_modules/',
    ...(inBand ? ['--runInBand'] : []),
    ...names,
  ];
}

function readResults(file: string): JestResults | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JestResults;
  } catch {
    return undefined; // Jest ended before it could write; its exit code tells.
  }
}

/** With --json, Jest prints the results as one line as well. */
function withoutJson(output: string): string {
  return output.replace(/^\{"num.*$/m, '');
}

/** What Jest wrote, and how it ended. */
export function outcomeOf(results: JestResults | undefined, code: number, output: string): Outcome {
  if (results === undefined) return { passed: 0, failed: code === 0 ? 0 : 1, skipped: 0, needs: [], output };
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  return {
    passed: results.numPassedTests,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: results.numPendingTests + results.numTodoTests,
    needs: needsOf(results),
    output,
  };
}

/** Sentences such as `skipped: needs chromium`, with the number of tests they hold for. */
function needsOf({ testResults }: JestResults): readonly string[] {
  const counts = new Map<string, number>();
  for (const { status, fullName } of testResults.flatMap((it) => it.assertionResults)) {
    const sentence = status === 'pending' ? /skipped: needs [^)]+/.exec(fullName)?.[0] : undefined;
    if (sentence !== undefined) counts.set(sentence, (counts.get(sentence) ?? 0) + 1);
  }
  return Array.from(counts, ([sentence, count]) => `${sentence} (${count} tests)`);
}
