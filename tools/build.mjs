import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Packages that plain `require` cannot load on every Node we support. */
const esmOnly = ['@marcbachmann/cel-js'];

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');

/** Bundles every process: one file per tool, service and program of e2e. Packages stay in node_modules. */
async function main() {
  mkdirSync(dist, { recursive: true });
  // The stamp is as old as the beginning of the build: what changes meanwhile is built next time.
  writeFileSync(join(dist, '.building'), '');
  const outputs = entryPoints();
  await build({
    absWorkingDir: root,
    entryPoints: outputs,
    outdir: dist,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    sourcesContent: false,
    tsconfig: join(root, 'tsconfig.base.json'),
    logLevel: 'warning',
    plugins: [packagesOutside],
  });
  removeOthers(outputs);
  renameSync(join(dist, '.building'), join(dist, '.built'));
}

/** `{ out, in }` of every main.ts. */
function entryPoints() {
  const mainsIn = (area, ...path) =>
    readdirSync(join(root, area)).map((name) => ({ out: name, in: join(root, area, name, ...path, 'main.ts') }));
  const mains = [...mainsIn('services', 'src'), ...mainsIn('tools', 'src'), ...mainsIn('e2e')];
  return mains.filter((main) => existsSync(main.in));
}

/** A service that is gone leaves no bundle behind. */
function removeOthers(outputs) {
  const known = new Set(outputs.map(({ out }) => out));
  for (const file of readdirSync(dist)) {
    if (/\.js(\.map)?$/.test(file) && !known.has(basename(file).replace(/\.js(\.map)?$/, ''))) rmSync(join(dist, file));
  }
}

const packagesOutside = {
  name: 'packages-outside',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      const inside =
        kind === 'entry-point' || path.startsWith('@tutti/') || esmOnly.some((name) => path.startsWith(name));
      return inside ? undefined : { path, external: true };
    }),
};

await main();
