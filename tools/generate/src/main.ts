import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { breaksSince, breakText, readReleased, writeReleased } from './compatibility';
import { contractFiles } from './contracts';
import { readCatalogue, standAlone } from './schemas';

const CONTRACTS = join('libs', 'contracts', 'src', 'generated');
const RELEASED = join('schemas', 'released');

/**
 * Writes libs/contracts/src/generated from schemas/. With --check it only says what is stale and what does not go
 * together with the last release, and exits 1; with --release it makes the schemas as they are the released ones.
 */
async function main(): Promise<void> {
  const catalogue = readCatalogue('schemas');
  const schemas = new Map([...catalogue.records].map(([name, record]) => [name, standAlone(record, catalogue.types)]));
  const stale = await staleFiles(contractFiles(catalogue));
  if (process.argv.includes('--check')) {
    const breaks = breaksSince(readReleased(RELEASED), schemas);
    if (stale.size > 0)
      complain(`stale: ${[...stale.keys()].join(', ')}; run ./tutti generate and commit the result\n`);
    if (breaks.length > 0) complain(breakText(breaks));
    return;
  }
  for (const [file, text] of stale) writeFileSync(file, text);
  if (process.argv.includes('--release')) writeReleased(RELEASED, schemas);
}

/** The generated files that differ from what is on disk, as they should be. */
async function staleFiles(files: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, string>> {
  const options = { ...(await resolveConfig('.prettierrc.json')), parser: 'typescript' };
  const stale = new Map<string, string>();
  for (const [name, text] of Object.entries(files)) {
    const file = join(CONTRACTS, name);
    const formatted = await format(text, options);
    if (!existsSync(file) || readFileSync(file, 'utf8') !== formatted) stale.set(file, formatted);
  }
  return stale;
}

function complain(text: string): void {
  process.stderr.write(text);
  process.exitCode = 1;
}

void main();
