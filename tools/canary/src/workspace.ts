import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What ESLint said about one file. */
export interface Finding {
  readonly rule: string;
  readonly message: string;
}

/** A copy of the repository's rules, tags and aliases in a temporary folder, with other code in it. */
export interface Workspace {
  /** Runs the command that `./tutti test` runs; findings by file. */
  lint: () => ReadonlyMap<string, readonly Finding[]>;
  /** Names of the rules that are switched on for a file. */
  rulesFor: (file: string) => readonly string[];
  remove: () => void;
}

const settings = ['eslint.config.mjs', 'nx.json', 'package.json', 'package-lock.json', 'tsconfig.json', 'tools/lint'];

/** Plants `files` (path → text) among copies of the repository's settings and `project.json` files. */
export function plant(files: ReadonlyMap<string, string>): Workspace {
  const root = mkdtempSync(join(tmpdir(), 'tutti-canary-'));
  for (const path of [...settings, ...projectFiles()]) cpSync(path, join(root, path), { recursive: true });
  symlinkSync(join(process.cwd(), 'node_modules'), join(root, 'node_modules'));
  writeFileSync(join(root, 'tsconfig.base.json'), withAliasOfService());
  for (const [path, text] of files) write(join(root, path), text);
  return {
    lint: () => lint(root),
    rulesFor: (file) => rulesFor(root, file),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Tags are the real ones: a core that was given another tag fails here. */
function projectFiles(): string[] {
  const folders = ['libs', 'services', 'tools'].flatMap((folder) =>
    readdirSync(folder).map((name) => `${folder}/${name}`),
  );
  return [...folders, 'e2e'].map((folder) => `${folder}/project.json`).filter((file) => existsSync(file));
}

/** Services have no alias; the canary gives one to a service, since a rule must hold even then. */
function withAliasOfService(): string {
  const options = JSON.parse(readFileSync('tsconfig.base.json', 'utf8'));
  options.compilerOptions.paths['@tutti/planted-service'] = ['services/ingest/src/main.ts'];
  return JSON.stringify(options);
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function lint(root: string): ReadonlyMap<string, readonly Finding[]> {
  const { stderr } = run(root, ['tools/lint/run.mjs', '--format', 'json', '--output-file', 'findings.json']);
  if (stderr !== '') throw new Error(`linting the planted workspace: ${stderr}`);
  const results: readonly EslintResult[] = JSON.parse(readFileSync(join(root, 'findings.json'), 'utf8'));
  return new Map(results.map(({ filePath, messages }) => [filePath.slice(root.length + 1), messages.map(toFinding)]));
}

interface EslintResult {
  readonly filePath: string;
  readonly messages: readonly { readonly ruleId: string | null; readonly message: string }[];
}

function toFinding({ ruleId, message }: EslintResult['messages'][number]): Finding {
  return { rule: ruleId ?? 'inline-configuration', message };
}

function rulesFor(root: string, file: string): readonly string[] {
  const { stdout } = run(root, ['node_modules/eslint/bin/eslint.js', '--print-config', file]);
  const rules: Readonly<Record<string, readonly [number]>> = JSON.parse(stdout).rules;
  return Object.keys(rules).filter((rule) => rules[rule]?.[0] !== 0);
}

function run(root: string, args: readonly string[]): { stdout: string; stderr: string } {
  return spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
}
