import { symlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { build } from 'esbuild';

/** The repository. */
export const ROOT = join(__dirname, '..', '..', '..');
/** Packages that plain `require` cannot load on every Node we support. */
const ESM_ONLY = ['@marcbachmann/cel-js'];

/** A mistake in one place: what stands there instead of a snippet, which has to be found exactly once. */
export interface Plant {
  /** Path in the repository. */
  readonly file: string;
  readonly snippet: string;
  readonly instead: string;
}

/** Bundles services of our own sources with mistakes in them, in memory, into a folder outside of the repository. */
export async function buildWith(plants: readonly Plant[], folder: string, services: readonly string[]): Promise<void> {
  await build({
    absWorkingDir: ROOT,
    entryPoints: services.map((name) => ({ out: name, in: join(ROOT, 'services', name, 'src', 'main.ts') })),
    ...{ outdir: folder, bundle: true, format: 'cjs', platform: 'node', target: 'node20', logLevel: 'silent' },
    tsconfig: join(ROOT, 'tsconfig.base.json'),
    plugins: [packagesOutside, planted(plants)],
  });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
}

const packagesOutside: Plugin = {
  name: 'packages-outside',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      const inside =
        kind === 'entry-point' || path.startsWith('@tutti/') || ESM_ONLY.some((name) => path.startsWith(name));
      return inside ? undefined : { path, external: true };
    }),
};

const planted = (plants: readonly Plant[]): Plugin => ({
  name: 'planted',
  setup: ({ onLoad }) => {
    for (const file of new Set(plants.map((plant) => plant.file))) {
      const path = join(ROOT, file);
      onLoad({ filter: new RegExp(`^${path.replace(/[.\\]/g, '\\$&')}$`) }, async () => {
        const source = await readFile(path, 'utf8');
        const own = plants.filter((plant) => plant.file === file);
        return { contents: own.reduce(withPlant, source), loader: 'ts' };
      });
    }
  },
});

/** The source with that mistake; throws unless its snippet is found exactly once. */
export function withPlant(source: string, { file, snippet, instead }: Plant): string {
  const found = source.split(snippet).length - 1;
  if (found !== 1)
    throw new Error(
      `planting a flaw in ${file}: "${snippet}" is found ${found} times; say anew what is to be replaced`,
    );
  return source.replace(snippet, () => instead);
}
