import fc from 'fast-check';
import { factsOf } from './checks/facts';
import { oracleProblems, visibleIn } from './checks/oracle';
import type { Flaw } from './flaws';
import * as flaws from './flaws';
import { begin, lifeOf, live } from './live';
import { planOf } from './plan';
import { simulateIdentity } from './simulate';
import { tellStory } from './story';

const SEEDS = 120;
/**
 * Seeds that find what was wrong once: a merge that ended at a grave was not answered (70); a profile that was refused
 * while a revision took over did not say what changed (114); what a cut left depended on the order of a map (1565).
 */
const FOUND: readonly number[] = [70, 114, 1565];
const FLAWED_SEEDS_MAX = 60;

const told = (seed: number, problems: readonly string[]): string =>
  problems.length === 0
    ? ''
    : `seed ${seed}; repeat it by: ./tutti simulate --identity --seed ${seed}\n${problems.join('\n')}`;

describe('identifiers and profiles, simulated', () => {
  it('keep their promises through crashes, zombies, repeats, refusals, operators and erasures', () => {
    for (const seed of new Set([...FOUND, ...Array.from({ length: SEEDS }, (_, i) => i + 1)]))
      expect(told(seed, simulateIdentity(seed).problems)).toBe('');
  });

  it('do the same again for the same seed', () => {
    for (const seed of [1, 2, 3]) {
      const [one, other] = [simulateIdentity(seed), simulateIdentity(seed)];
      expect(tellStory(one.world)).toEqual(tellStory(other.world));
    }
  });

  it('come to the same people however events interleave, where nothing is refused (P4)', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.nat(), (seed, one, other) => {
        const plan = planOf(seed, { refusals: false });
        const [first, second] = [one, other].map((life) => {
          const living = begin(plan, lifeOf(life));
          live(living, plan.moves);
          return factsOf(living.world);
        });
        expect(visibleIn(first!)).toEqual(visibleIn(second!));
        expect(oracleProblems(first!)).toEqual([]);
      }),
      { numRuns: 80 },
    );
  });

  it('are refused, undone, erased and healed, or it would prove nothing', () => {
    const counts = Array.from({ length: 40 }, (_, i) => simulateIdentity(i + 1).counts);
    for (const name of ['merges', 'refusals', 'returns', 'cuts', 'erasures'] as const)
      expect(counts.reduce((sum, it) => sum + it[name], 0)).toBeGreaterThan(4);
  });

  const planted: readonly (readonly [string, Flaw, RegExp])[] = [
    ['absorb does not ask the rules again', flaws.noSecondCheck, /^limits/],
    ['a split leaves no walls', flaws.noWalls, /^walls/],
    ['what was adopted is not repointed', flaws.noRepoint, /^pointer/],
    ['an erased life does not end', flaws.noForget, /^counted once/],
    ['refusals are told to nobody', flaws.refusalsUntold, /^unsettled/],
    ['transfers are overtaken', flaws.transfersOvertaken, /^counted once|^dead letters/],
    ['nobody is fenced', flaws.noFence, /^counted once|^one owner|^pointer/],
    ['outputs are no part of the commit', flaws.sentOutside, /^told/],
    ['a merge is announced when it begins', flaws.announcedEarly, /before it arrived/],
    ['a profile forgets commands', flaws.commandsForgotten, /^commands/],
    ['a profile forgets its links', flaws.linksForgotten, /^evidence/],
    ['an erased profile keeps what it held', flaws.erasedKept, /^erased/],
    ['nothing is swept', flaws.noSweep, /^told/],
    ['an identifier forgets its messages', flaws.repeatsCounted, /^counted once/],
  ];

  it.each(planted)('are reported when %s', (_what, flaw, expected) => {
    const reported: string[] = [];
    for (let seed = 1; seed <= FLAWED_SEEDS_MAX && !reported.some((it) => expected.test(it)); seed++)
      reported.push(...simulateIdentity(seed, flaw).problems);
    expect(reported.filter((it) => expected.test(it))).not.toEqual([]);
  });
});
