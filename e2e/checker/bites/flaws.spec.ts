import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE_FIRST, GROUP_OFFSET, LATE_REPORTS, NO_FENCE, STALE_WATERMARK, TRAPS } from './flaws';
import { ROOT, withPlant } from './plant';

test.each([NO_FENCE, GROUP_OFFSET, CACHE_FIRST, STALE_WATERMARK, LATE_REPORTS, ...TRAPS])(
  'a flaw can be planted in $file',
  (plant) => {
    const source = readFileSync(join(ROOT, plant.file), 'utf8');
    expect(withPlant(source, plant)).not.toBe(source);
  },
);
