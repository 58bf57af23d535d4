import fc from 'fast-check';
import type { AcceptedLink, ProfileState, SubState } from '@tutti/contracts';
import { profileIdOf, splitProfile } from '@tutti/core/stage';
import { anIdentifier, looseRules } from '@tutti/testing';
import { unborn } from './actor';
import { partsOf, sidesOf, splitCut, undoCut } from './cut';

const [L, M, W] = ['1', '2', '3'].map((last) => profileIdOf(last.padStart(32, '0')));
const BY = { command: 'c1', from: W! };
const CAUSE = { messageId: null, command: 'c1', at: 7 };

const subState = (name: string, lineage: SubState['lineage'] = []): SubState => ({
  ...{ identifier: anIdentifier('email', name), incarnation: 0, addedAt: 0, pointerVersion: 0 },
  ...{ lineage, walls: [], applied: [], units: {} },
});

const profile = (
  lineages: Readonly<Record<string, SubState['lineage']>>,
  links: readonly string[] = [],
): ProfileState => ({
  ...unborn({ version: 1, at: 0, rules: looseRules() }),
  identifiers: Object.fromEntries(Object.entries(lineages).map(([name, lineage]) => [name, subState(name, lineage)])),
  links: links.map(link),
});

const link = (pair: string): AcceptedLink => {
  const [one = '', other = ''] = pair.split('-');
  return { one, other, cause: { messageId: pair, command: null, at: 0 } };
};

describe('undoing a merge', () => {
  const merged = profile({ w: [], m: [M!], l1: [L!, M!], l2: [L!, M!] }, ['w-m', 'm-l1', 'l1-l2']);

  it('takes out what the youngest merge brought, or the merge of the profile that is named', () => {
    expect(undoCut(merged, 'l1', null)).toEqual({ names: new Set(['m', 'l1', 'l2']), to: M, isUndo: true });
    expect(undoCut(merged, 'm', L!)).toEqual({ names: new Set(['l1', 'l2']), to: L, isUndo: true });
  });

  it('passes over a merge that brought all that is left', () => {
    const left = profile({ m: [M!], l1: [L!, M!] });
    expect(undoCut(left, 'l1', null)).toEqual({ names: new Set(['l1']), to: L, isUndo: true });
  });

  it('finds nothing where no merge brought anything, or all of it', () => {
    expect(undoCut(merged, 'w', null)).toBeUndefined();
    expect(undoCut(profile({ l1: [L!], l2: [L!] }), 'l1', null)).toBeUndefined();
  });

  it('gives back the lineage from before the merge', () => {
    const { gone } = sidesOf(merged, undoCut(merged, 'm', null)!, CAUSE);
    const lineages = Object.entries(gone.identifiers).map(([name, { lineage }]) => [name, lineage]);
    expect(lineages).toEqual([
      ['m', []],
      ['l1', [L]],
      ['l2', [L]],
    ]);
  });
});

describe('splitting', () => {
  it('undoes a merge that brought exactly what is to go, and else begins a profile', () => {
    const merged = profile({ w: [], l1: [L!], l2: [L!] });
    expect(splitCut(merged, ['l1', 'l2', 'elsewhere'], BY)).toMatchObject({ to: L, isUndo: true });
    expect(splitCut(merged, ['l1'], BY)).toMatchObject({ to: splitProfile('c1', W!), isUndo: false });
  });

  it('does nothing where nothing would go, or nothing would stay', () => {
    const merged = profile({ w: [], l1: [L!] });
    expect([splitCut(merged, ['x'], BY), splitCut(merged, ['w', 'l1'], BY)]).toEqual([undefined, undefined]);
  });
});

const names = ['a', 'b', 'c', 'd', 'e'];
const trees = fc.array(fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)), { maxLength: 8 });

describe('both sides of a cut', () => {
  const cuts = fc.subarray(names, { minLength: 1, maxLength: names.length - 1 });

  it('have every identifier once, on its side of the wall', () => {
    fc.assert(
      fc.property(trees, cuts, (pairs, wanted) => {
        const whole = profile(
          Object.fromEntries(names.map((name) => [name, []])),
          pairs.map((pair) => pair.join('-')),
        );
        const { gone, kept } = sidesOf(whole, splitCut(whole, wanted, BY)!, CAUSE);
        expect(Object.keys(gone.identifiers).sort()).toEqual([...wanted].sort());
        expect([...Object.keys(gone.identifiers), ...Object.keys(kept.identifiers)].sort()).toEqual(names);
        for (const [side, { identifiers }] of [kept, gone].entries())
          for (const { walls } of Object.values(identifiers)) expect(walls).toEqual([{ wall: 'c1', side }]);
      }),
    );
  });

  it('are each connected by evidence, by that of the command where there is no other', () => {
    fc.assert(
      fc.property(trees, cuts, (pairs, wanted) => {
        const whole = profile(
          Object.fromEntries(names.map((name) => [name, []])),
          pairs.map((pair) => pair.join('-')),
        );
        const { gone, kept } = sidesOf(whole, splitCut(whole, wanted, BY)!, CAUSE);
        for (const { identifiers, links } of [gone, kept]) {
          expect(partsOf(Object.keys(identifiers), links)).toHaveLength(1);
          const made = links.filter(({ cause }) => cause.command === 'c1');
          expect(
            partsOf(
              Object.keys(identifiers),
              links.filter((it) => !made.includes(it)),
            ),
          ).toHaveLength(made.length + 1);
        }
      }),
    );
  });
});
