import type { Flaw } from './flaws';
import {
  cacheFirst,
  cacheTrusted,
  gapTakenForEnd,
  groupOffset,
  lettersApart,
  noFence,
  progressIgnored,
  sinkAhead,
  sinkForgetful,
  sinkHasty,
  staleWatermark,
} from './flaws';
import { simulate } from './simulate';

const SEEDS = 300;
/**
 * Seeds that once found something: what is no update was refused again when an owner died before its time (15, 20, 33); an
 * epoch that was claimed in an emptied cache and never committed locked every later owner out (644).
 */
const FOUND: readonly number[] = [15, 20, 33, 644];
const FLAWED_SEEDS_MAX = 20;

const told = (seed: number, problems: readonly string[]): string =>
  problems.length === 0 ? '' : `seed ${seed}; repeat it by: ./tutti simulate --seed ${seed}\n${problems.join('\n')}`;

describe('the whole system, simulated', () => {
  it('keeps its promises through crashes, zombies, rebalances, lost answers, lost caches, poison and compaction', async () => {
    for (const seed of new Set([...FOUND, ...Array.from({ length: SEEDS }, (_, i) => i + 1)]))
      expect(told(seed, (await simulate(seed)).problems)).toBe('');
  }, 600_000);

  it('does the same again for the same seed', async () => {
    for (const seed of [1, 2, 3]) expect(await simulate(seed)).toEqual(await simulate(seed));
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
    ['a restore takes a gap for the end', () => gapTakenForEnd, /applied once|counted once|cache = log|replay = state/],
    ['dead letters are no part of the commit', () => lettersApart, /refused once/],
    ['the sink counts as done what it has read', sinkAhead, /destination = store|every event delivered/],
    ['the sink forgets what it has delivered', () => sinkForgetful, /the sink knows|versions fall/],
    ['the sink delivers before it has read what its predecessor had', sinkHasty, /versions fall/],
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
    for (const { events, commits, sent, endings } of outcomes) {
      expect(events).toBeGreaterThan(50);
      expect(commits).toBeGreaterThan(100);
      expect(sent).toBeGreaterThan(20);
      expect(endings).toMatchObject({ fenced: expect.any(Number), doubtful: expect.any(Number) });
    }
  });
});
