import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { contractFiles } from './contracts';
import { readCatalogue } from './schemas';

/** Writes libs/contracts/src/generated from schemas/; with --check only says what is stale, and exits 1. */
async function main(): Promise<void> {
  const check = process.argv.includes('--check');
  const folder = join('libs', 'contracts', 'src', 'generated');
  const stale: string[] = [];
  for (const [name, text] of Object.entries(contractFiles(readCatalogue('schemas')))) {
    const file = join(folder, name);
    const formatted = await format(text, { ...(await resolveConfig('.prettierrc.json')), parser: 'typescript' });
    if (existsSync(file) && readFileSync(file, 'utf8') === formatted) continue;
    if (check) stale.push(file);
    else writeFileSync(file, formatted);
  }
  if (stale.length === 0) return;
  process.stderr.write(`stale: ${stale.join(', ')}; run ./tutti generate and commit the result\n`);
  process.exitCode = 1;
}

void main();
