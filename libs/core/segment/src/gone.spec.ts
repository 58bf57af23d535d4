import type { ProfileId, Update } from '@tutti/contracts';
import { profileRecord } from '@tutti/contracts';
import { replay } from '@tutti/core/stage';
import type { Fate, VersionSketch } from '@tutti/testing';
import { inputsOf, MERGED_INTO, versionOf } from '@tutti/testing';
import fc from 'fast-check';
import { compileSegments, segmentStage } from './index';

const RULES = {
  adults: 'traits.age >= 18',
  grown_or_unknown: '!(traits.age < 18) || !has(traits.age)',
  nameless: '!has(traits.name)',
  nobody: 'size(identifiers) == 0',
};
const COMPILED = compileSegments(Object.entries(RULES).map(([name, when]) => ({ name, description: '', when })));

type Told = Required<Pick<VersionSketch, 'version' | 'id' | 'fate' | 'traits'>>;

const traits = fc.record(
  { age: fc.integer({ min: 0, max: 40 }), name: fc.constantFrom('Ada', null) },
  { requiredKeys: [] },
);
const fates = fc.constantFrom<Fate>('live', 'live', 'merged', 'erased');
/** Versions of several profiles that come and go, some told again late. */
const histories: fc.Arbitrary<readonly Told[]> = fc
  .array(fc.record({ id: fc.constantFrom('p1', 'p2', 'p3', 'p4'), fate: fates, traits, back: fc.nat({ max: 3 }) }), {
    maxLength: 30,
  })
  .map((steps) => {
    const told = steps.map(({ id, fate, traits: some }, i) => ({ version: i, id, fate, traits: some }));
    return steps.flatMap(({ back }, i) => (back === 0 ? told.slice(Math.max(0, i - 4), i + 1) : [told[i]!]));
  });

function updatesOf(history: readonly Told[]): readonly Update[] {
  const compiled = 'ok' in COMPILED ? COMPILED.ok : [];
  const inputs = inputsOf(
    'profiles',
    history.map((sketch) => ({ key: sketch.id, value: profileRecord.profile(versionOf(sketch)), at: sketch.version })),
  );
  const effects = replay(segmentStage(compiled, 1), inputs).effects.flat();
  return effects.flatMap((effect) => (effect.kind === 'emit' && effect.topic === 'updates' ? [effect.value] : []));
}

/** What is left of a topic when it was compacted to the end. */
const newestOf = (updates: readonly Update[]): ReadonlyMap<ProfileId, Update> =>
  new Map(updates.map((update) => [update.profile.id, update]));

const isLive = ({ mergedInto, deleted }: Update): boolean => mergedInto === null && !deleted;

describe('a reader of updates that keeps the newest record of each profile', () => {
  test('has exactly the live profiles, as they are', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const last = new Map([...history].sort((one, two) => one.version - two.version).map((it) => [it.id, it]));
        const live = [...last.values()].filter(({ fate }) => fate === 'live').map((it) => versionOf(it).snapshot);
        const kept = [...newestOf(updatesOf(history)).values()].filter(isLive).map(({ profile }) => profile);
        const byId = (one: { readonly id: string }, two: { readonly id: string }): number => (one.id < two.id ? -1 : 1);
        expect(kept.sort(byId)).toEqual(live.sort(byId));
      }),
      { numRuns: 500 },
    );
  });

  test('has nothing personal of those that are gone', () => {
    fc.assert(
      fc.property(histories, (history) => {
        for (const update of [...newestOf(updatesOf(history)).values()].filter((it) => !isLive(it))) {
          expect(JSON.stringify(update)).not.toMatch(/ada|example|"(age|name)"/i);
        }
      }),
    );
  });
});

describe('a profile that is gone', () => {
  const GONE = fc.constantFrom<Fate>('merged', 'erased');
  const ofOne = histories.map((history) => history.filter(({ id }) => id === 'p1'));

  test('has left every segment, and says so in one update', () => {
    fc.assert(
      fc.property(ofOne, traits, GONE, (history, some, fate) => {
        const updates = updatesOf([...history, { version: 100, id: 'p1', traits: some, fate }]);
        const before = updates.at(-2)?.segments ?? [];
        expect(updates.at(-1)).toMatchObject({ segments: [], entered: [], exited: before, changes: [], causes: [] });
        const ends = { mergedInto: fate === 'merged' ? MERGED_INTO : null, deleted: fate === 'erased' };
        expect(updates.at(-1)).toMatchObject({ ...ends, identity: { kind: fate } });
      }),
    );
  });

  test('is evaluated like a new one when it lives again', () => {
    fc.assert(
      fc.property(ofOne, traits, GONE, (history, some, fate) => {
        const again: Told = { version: 101, id: 'p1', traits: some, fate: 'live' };
        const updates = updatesOf([...history, { ...again, version: 100, fate }, again]);
        expect(updates.at(-1)).toEqual(updatesOf([again])[0]);
      }),
    );
  });
});
