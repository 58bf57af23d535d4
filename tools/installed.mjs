import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Exits 0 when node_modules holds the versions of package-lock.json: somebody ran npm by hand, and installing again
 * would take a minute for nothing. npm writes its own record only after an installation that went well.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const packagesIn = (...path) => {
  try {
    return JSON.parse(readFileSync(join(root, ...path), 'utf8')).packages;
  } catch {
    return undefined;
  }
};

const wanted = packagesIn('package-lock.json') ?? {};
const installed = packagesIn('node_modules', '.package-lock.json') ?? {};
const names = Object.keys(wanted).filter((name) => name !== '');
const isGood = (name) =>
  installed[name] === undefined
    ? wanted[name].optional === true || wanted[name].peer === true
    : installed[name].version === wanted[name].version;

process.exitCode = names.every(isGood) && Object.keys(installed).every((name) => name in wanted) ? 0 : 1;
