import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as flaws from './flaws';
import type { Plant } from './plant';
import { ROOT, withPlant } from './plant';

const { TRAP: _, TRAPS, ...single } = flaws;
const plants: readonly Plant[] = [...Object.values(single), ...TRAPS];

test.each(plants)('a flaw can be planted in $file', (plant) => {
  const source = readFileSync(join(ROOT, plant.file), 'utf8');
  expect(withPlant(source, plant)).not.toBe(source);
});
