import { readdirSync, readFileSync } from 'node:fs';

interface Row {
  readonly name: string;
  readonly allowedIn: readonly string[];
  readonly neededBy?: string;
  readonly reason: string;
}
const rows: readonly Row[] = json('tools/lint/dependencies.json');
const { dependencies, devDependencies }: Record<string, Record<string, string>> = json('package.json');
const lock: { packages: Record<string, { license?: string; dev?: true }> } = json('package-lock.json');

const places = rows.flatMap(({ name, allowedIn }) => allowedIn.map((place) => ({ name, place })));
const sources = sourceFiles().map((file) => ({ file, imports: importsOf(readFileSync(file, 'utf8')) }));
const entries = new Set(
  sources.flatMap(({ imports }) => [...imports]).filter((it) => packageOf(it) in { ...dependencies }),
);

const lawful = ['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'Unlicense'];
/** Packages whose licence stands in a file only. */
const readByHand: Readonly<Record<string, string>> = { '@kafkajs/confluent-schema-registry': 'MIT' };

test('every package in package.json has a row in tools/lint/dependencies.json, and no row is left over', () => {
  expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys({ ...dependencies, ...devDependencies }).sort());
});

test.each(rows)('there is a reason for $name', ({ reason }) => {
  expect(reason).toMatch(/^.{15,}\.$/);
});

test.each(places)('$name is imported in $place', ({ name, place }) => {
  const inside = sources.filter(({ file }) =>
    place.startsWith('*') ? file.endsWith(place.slice(1)) : file.startsWith(place),
  );
  expect(inside.some(({ imports }) => imports.some((it) => packageOf(it) === name))).toBe(true);
});

test.each(rows.filter(({ allowedIn }) => allowedIn.length === 0))(
  '$name, which nobody imports, is needed by $neededBy',
  ({ name, neededBy = '' }) => {
    expect(name === `@types/${neededBy}` || needs(neededBy, name)).toBe(true);
  },
);

test.each([...entries])('%s loads in a spec', (name) => {
  expect(() => jest.requireActual(name)).not.toThrow();
});

test('every package we ship has a licence that lets us', () => {
  const shipped = Object.entries(lock.packages).filter(([path, { dev }]) => path !== '' && dev !== true);
  const licences = shipped.map(([path, it]) => ({
    name: packageAt(path),
    licence: it.license ?? readByHand[packageAt(path)],
  }));
  expect(licences.filter(({ licence = 'none' }) => !lawful.includes(licence))).toEqual([]);
});

/** Named by a file of settings or scripts, or a (peer) dependency of another package. */
function needs(needer: string, name: string): boolean {
  if (/\.(cjs|mjs|json|ts)$/.test(needer)) return readFileSync(needer, 'utf8').includes(name);
  const needing: Record<string, object> = json(`node_modules/${needer}/package.json`);
  return name in { ...needing['dependencies'], ...needing['peerDependencies'] };
}

function sourceFiles(): string[] {
  const inside = ['libs', 'services', 'tools', 'e2e'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
  );
  return [...inside, 'eslint.config.mjs'].filter(
    (file) => /\.(ts|mjs|cjs)$/.test(file) && !file.startsWith('tools/canary/'),
  );
}

function importsOf(text: string): readonly string[] {
  const names = text.matchAll(/(?:from|import|require\(|import\()\s*'([^.'][^']*)'/g);
  return Array.from(names, ([, name = '']) => name);
}

function packageOf(entry: string): string {
  return entry.split('/', entry.startsWith('@') ? 2 : 1).join('/');
}

function packageAt(path: string): string {
  return path.replace(/^.*node_modules\//, '');
}

function json<Shape>(file: string): Shape {
  return JSON.parse(readFileSync(file, 'utf8'));
}
