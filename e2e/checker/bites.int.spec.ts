import { describeWith } from '@tutti/testing';
import {
  CACHE_FIRST,
  GROUP_OFFSET,
  LATE_REPORTS,
  NO_EVIDENCE,
  NO_FENCE,
  NO_REPOINT,
  SILENT_REFUSAL,
  STALE_WATERMARK,
} from './bites/flaws';
import type { Plant } from './bites/plant';
import { Site } from './bites/site';
import type { Invariant, Violation } from './evidence';
import { lineOf } from './violations';

/** More than identity remembers of one identifier. */
const MANY = 500;
const SOME = 100;

interface Flaw {
  readonly name: string;
  readonly plants: readonly Plant[];
  readonly fault: (site: Site) => Promise<void>;
  readonly reported: readonly Invariant[];
}

const twoOwners = (site: Site): Promise<void> => site.twoOwners(SOME);
const kill = (site: Site): Promise<void> => site.kill();
const none = (): Promise<void> => Promise.resolve();
const dieInCommit = (site: Site): Promise<void> => site.dieInCommit(SOME);

const FLAWS: readonly Flaw[] = [
  { name: 'no fence', plants: [NO_FENCE], fault: twoOwners, reported: ['R3', 'I1'] },
  {
    ...{ name: "the group's offset instead of progress", plants: [GROUP_OFFSET, LATE_REPORTS] },
    // Every state says which record it has seen, so that nothing is counted again: only progress tells.
    ...{ fault: kill, reported: ['R3'] },
  },
  { name: 'the cache written before the commit', plants: [CACHE_FIRST], fault: dieInCommit, reported: ['I1'] },
  { name: 'a watermark that lacks progress', plants: [STALE_WATERMARK], fault: kill, reported: ['I4', 'R3'] },
  {
    ...{ name: 'identifiers that stay where they were, and links that are lost', plants: [NO_REPOINT, NO_EVIDENCE] },
    ...{ fault: none, reported: ['I3', 'links'] },
  },
  { name: 'a refusal that nobody hears of', plants: [SILENT_REFUSAL], fault: none, reported: ['links'] },
];

describeWith(['stack'], 'the checker', () => {
  const outcomes = new Map<string, Promise<readonly Violation[]>>();

  /** All at once: mostly they wait for sessions to end. */
  beforeAll(() => {
    const faults = FLAWS.map(({ fault }) => fault);
    outcomes.set('', outcomeOf([LATE_REPORTS], [...new Set(faults)]));
    for (const { name, plants, fault } of FLAWS) outcomes.set(name, outcomeOf(plants, [fault]));
    for (const outcome of outcomes.values()) outcome.catch(() => undefined); // told by its test
  });

  afterAll(() => Promise.allSettled(outcomes.values()), 150_000);

  test.each(FLAWS)(
    'reports $name',
    async ({ name, reported }) => {
      const violations = (await outcomes.get(name)) ?? [];
      const invariants = new Set(violations.map(({ invariant }) => invariant));
      process.stdout.write(
        `${name}: ${violations.length} violations, such as ${violations.slice(0, 1).map(lineOf).join()}\n`,
      );
      expect([...invariants]).toEqual(expect.arrayContaining([...reported]));
    },
    150_000,
  );

  test('has nothing to report of the same services without a flaw, whatever happened to them', async () => {
    expect((await outcomes.get(''))?.map(lineOf)).toEqual([]);
  }, 150_000);
});

async function outcomeOf(plants: readonly Plant[], faults: readonly Flaw['fault'][]): Promise<readonly Violation[]> {
  const site = await Site.open(plants);
  try {
    await site.send(MANY);
    await site.violations();
    for (const fault of faults) await fault(site);
    await site.send(SOME);
    return await site.violations();
  } finally {
    await site.close();
  }
}
