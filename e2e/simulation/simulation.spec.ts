import type { Flaw } from './flaws';
import { cacheFirst, cacheTrusted, groupOffset, noFence, progressIgnored, staleWatermark } from './flaws';
import { simulate } from './simulate';

const SEEDS = Number(process.env['TUTTI_SEEDS'] ?? 300);
/** Seeds that once found something: a watermark with progress that was never committed. */
const FOUND = [278, 553, 560];
const FLAWED_SEEDS_MAX = 12;

/** TUTTI_SEED repeats one seed; TUTTI_SEEDS says how many to run. */
const seeds = (count: number): readonly number[] => {
  const only = process.env['TUTTI_SEED'];
  return only === undefined ? Array.from({ length: count }, (_, i) => i + 1) : [Number(only)];
};

const told = (seed: number, problems: readonly string[]): string =>
  problems.length === 0
    ? ''
    : `seed ${seed}; repeat it by: TUTTI_SEED=${seed} npx jest e2e/simulation\n${problems.join('\n')}`;

describe('the whole system, simulated', () => {
  it('keeps its promises through crashes, zombies, lost answers and lost caches', async () => {
    for (const seed of new Set([...seeds(SEEDS), ...(process.env['TUTTI_SEED'] === undefined ? FOUND : [])]))
      expect(told(seed, (await simulate(seed)).problems)).toBe('');
  }, 600_000);

  it('does the same again for the same seed', async () => {
    for (const seed of seeds(3)) expect(await simulate(seed)).toEqual(await simulate(seed));
  });

  const flaws: readonly (readonly [string, () => Flaw, RegExp])[] = [
    ['nobody is fenced', noFence, /applied once/],
    ['a new owner begins at zero', () => progressIgnored, /refused once|applied once/],
    ['a new owner begins where its group had read to', groupOffset, /applied once|refused once/],
    ['the cache is written before the commit', () => cacheFirst, /cache ahead/],
    [
      'an owner does not notice that its cache was lost',
      () => cacheTrusted,
      /applied once|counted once|replay = state/,
    ],
    ['the watermark keeps an old progress', staleWatermark, /refused once|applied once|not settled|counted once/],
  ];

  it.each(flaws)('reports it when %s', async (_what, flaw, expected) => {
    const reported: string[] = [];
    for (let seed = 1; seed <= FLAWED_SEEDS_MAX; seed++) {
      if (!reported.some((problem) => expected.test(problem)))
        reported.push(...(await simulate(seed, flaw())).problems);
    }
    expect(reported.filter((problem) => expected.test(problem))).not.toEqual([]);
  });

  it('lets zombies be fenced and answers be lost, or it would prove nothing', async () => {
    const outcomes = [await simulate(1), await simulate(2), await simulate(3)];
    for (const { events, commits, endings } of outcomes) {
      expect(events).toBeGreaterThan(50);
      expect(commits).toBeGreaterThan(100);
      expect(endings).toMatchObject({ fenced: expect.any(Number), doubtful: expect.any(Number) });
    }
  });
});
