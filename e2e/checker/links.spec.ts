import type { Evidence, Kept, SubState } from './evidence';
import { NAMES, SAMPLE } from './sample';
import { lineOf, violationsIn } from './violations';

const { ann, ben, phone, anns, bens, phones } = NAMES;
const { entered, applied, decisions, owned, pointers, kept } = SAMPLE;

test('an identifier belongs to one live profile', () => {
  const [annOf, phoneOf] = [ann, phone].map((key) => kept.get(anns)!.subStates.get(key)!) as [SubState, SubState];
  const both = withKept({ subStates: new Map([[phone, phoneOf]]) }, phones);
  expect(violationsIn({ ...SAMPLE, kept: both }).map(lineOf)).toEqual(
    expect.arrayContaining([`I3 ${phone}: belongs to ${anns} and ${phones}, not to ${anns}`]),
  );
  const nobodys = withKept({ subStates: new Map([[ann, annOf]]), links: [] });
  expect(violationsIn({ ...SAMPLE, kept: nobodys }).map(lineOf)).toEqual(
    expect.arrayContaining([`I3 ${phone}: belongs to nobody, not to ${anns}`]),
  );
});

test('a wall, a refusal that the identifier remembers, and an erasure are reasons to be apart', () => {
  const apart = { ...SAMPLE, decisions: decisions.slice(0, 1) };
  const walled = (profile: string, key: string, side: number): readonly [string, Kept] => {
    const { subStates, ...rest } = kept.get(profile)!;
    const walls = new Map([['w', side]]);
    return [profile, { ...rest, subStates: new Map([...subStates, [key, { ...subStates.get(key)!, walls }]]) }];
  };
  const walls = (...of: readonly (readonly [string, Kept])[]): Evidence['kept'] => new Map([...kept, ...of]);
  const [split, oneSided] = [walls(walled(anns, ann, 0), walled(bens, ben, 1)), walls(walled(anns, ann, 0))];
  expect(violationsIn({ ...apart, kept: split }).map(lineOf)).toEqual([]);
  expect(violationsIn({ ...apart, kept: oneSided }).map(lineOf)).toHaveLength(1);
  const allowed = { action: 'allow_link', outcome: 'done', code: '', identifiers: [ann, phone] };
  const opened = { ...apart, decisions: [...apart.decisions, allowed] };
  expect(violationsIn({ ...opened, kept: oneSided }).map(lineOf)).toEqual([]);
  expect(violationsIn(opened).map(lineOf)).toHaveLength(1);
  expect(
    violationsIn({ ...apart, pointers: new Map([...pointers, [ann, { ...pointers.get(ann)!, refused: [ben] }]]) }).map(
      lineOf,
    ),
  ).toEqual([]);
});

test('two sides of a wall in one profile are reported', () => {
  const { subStates } = kept.get(anns)!;
  const sides = [...subStates].map(([key, it], side) => [key, { ...it, walls: new Map([['w', side]]) }] as const);
  expect(violationsIn({ ...SAMPLE, kept: withKept({ subStates: new Map(sides) }) }).map(lineOf)).toEqual([
    `links profile.state ${anns}: has both sides of the wall of w`,
  ]);
});

test('an erasure leaves an identifier in a new life, with nothing', () => {
  const deleted = { ...SAMPLE.newestMade.get(bens)!, end: 'deleted' };
  const erased = {
    ...SAMPLE,
    entered: [...entered, { ...entered[6]!, offset: 7, key: ben, kind: 'forget', incarnation: 0, at: 0 } as const],
    owned: withOwned(0, { progress: [{ ...owned[0]!.progress[1]!, inputOffset: 8 }], cache: undefined }),
    pointers: new Map([...pointers, [ben, { ...pointers.get(ben)!, incarnation: 1, seq: 0 }]]),
    kept: withKept({ subStates: new Map(), life: 'erased', counters: new Map(), traits: new Map() }, bens),
    newestMade: new Map([...SAMPLE.newestMade, [bens, deleted]]),
    newestTold: new Map([...SAMPLE.newestTold, [bens, deleted]]),
  };
  expect(violationsIn(erased).map(lineOf)).toEqual([]);
  expect(violationsIn({ ...erased, newestTold: SAMPLE.newestTold }).map(lineOf)).not.toEqual([]);
  expect(violationsIn({ ...erased, pointers }).map(lineOf)).not.toEqual([]);
});

test('an event may be passed on once from the profile that its identifier left', () => {
  const progress = [{ ...owned[1]!.progress[1]!, inputOffset: 9 }];
  const passed = (...more: Evidence['applied']): readonly string[] => {
    const of = withOwned(1, { progress, cache: undefined });
    return violationsIn({ ...SAMPLE, owned: of, applied: [...applied, ...more] }).map(lineOf);
  };
  const waited = { cause: { topic: 'profile.in', partition: 0, offset: 3 } };
  expect(passed(passedOn(7))).toEqual([]);
  expect(passed(passedOn(7, waited))).toEqual([]);
  expect(passed(passedOn(7, { ...waited, key: bens }))[0]).toContain('I1 profile.in/0/7: four is applied because of');
  expect(passed(passedOn(7), passedOn(8))).toEqual([
    expect.stringContaining('I1 profile.in/0/8: four is passed on once more'),
  ]);
  expect(passed(passedOn(7, { seq: 2 }))[0]).toContain('I1 profile.in/0/7: four is applied because of profile.in/0/2');
});

function withKept(change: Partial<Kept>, profile: string = anns): Evidence['kept'] {
  return new Map([...kept, [profile, { ...kept.get(profile)!, ...change }]]);
}

function withOwned(index: number, change: Partial<Evidence['owned'][number]>): Evidence['owned'] {
  return owned.map((one, i) => (i === index ? { ...one, ...change } : one));
}

/** The phone's event once more, as its former profile passes it on. */
function passedOn(offset: number, change: object = {}): Evidence['applied'][number] {
  const cause = { topic: 'profile.in', partition: 0, offset: 2 };
  return { ...applied[2]!, offset, key: anns, cause, ...change } as Evidence['applied'][number];
}
