import type { EventCounter, Membership, ProfileRecord, SegmentState, Update } from '@tutti/contracts';
import { codecs, profileRecord, segmentStateRecord } from '@tutti/contracts';
import type { RecordInput } from '@tutti/core/stage';
import type { Fate } from '@tutti/testing';
import { inputsOf, stageLaws, stateCodec, versionOf, withSweeps } from '@tutti/testing';
import fc from 'fast-check';
import type { CompiledSegment } from './index';
import { compileSegments, segmentStage } from './index';

const RULES: Readonly<Record<string, string>> = {
  adults: 'traits.age >= 18',
  big_spenders: 'events["Order Completed"].revenue >= 200.0',
  customers: '"Order Completed" in events',
  repeat_buyers: 'events["Order Completed"].count >= 2 && has(traits.email)',
  strangers: '!has(traits.email) || traits.age < 10',
};

const ALL = compileSegments(Object.entries(RULES).map(([name, when]) => ({ name, description: '', when })));
const compiled = (names: readonly string[]): readonly CompiledSegment[] =>
  'problems' in ALL ? [] : ALL.ok.filter(({ name }) => names.includes(name)).reverse();

interface Facts {
  readonly traits: Readonly<Record<string, unknown>>;
  readonly counters: Readonly<Record<string, EventCounter>>;
}

const inputOf = (version: number, some: Facts, fate: Fate = 'live'): RecordInput<ProfileRecord> => {
  const value = versionOf({ version, ...some, fate });
  return {
    ...{ kind: 'record', key: value.snapshot.id, value: profileRecord.profile(value), at: value.snapshot.at, version },
    from: { topic: 'profiles', partition: 0, offset: version },
  };
};

type Step = readonly [names: readonly string[], input: RecordInput<ProfileRecord>];

/** Steps one key through the inputs, each under the segments that are configured at that time. */
function replay(steps: readonly Step[], from?: SegmentState): { state: SegmentState | undefined; updates: Update[] } {
  const updates: Update[] = [];
  let state = from;
  for (const [names, input] of steps) {
    const [next, effects] = segmentStage(compiled(names), 4).step(state, input);
    state = next;
    for (const effect of effects) {
      if (effect.kind === 'emit' && effect.topic === 'updates') updates.push(effect.value);
    }
  }
  return { state, updates };
}

const facts: fc.Arbitrary<Facts> = fc.record({
  traits: fc.dictionary(
    fc.constantFrom('age', 'email'),
    fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constantFrom('a@example.org', null, 'old')),
  ),
  counters: fc.dictionary(
    fc.constant('Order Completed'),
    fc.record({
      count: fc.integer({ min: 1, max: 4 }),
      first: fc.constant(1),
      last: fc.constant(2),
      revenueMicros: fc.integer({ min: 0, max: 400_000_000 }),
    }),
  ),
});
const configured = fc.subarray(Object.keys(RULES));
const allRules = Object.keys(RULES);
const fate = fc.constantFrom<Fate>('live', 'live', 'live', 'merged', 'erased');
const growing: fc.Arbitrary<readonly Step[]> = fc
  .array(fc.tuple(configured, facts, fate), { maxLength: 12 })
  .map((steps) => steps.map(([names, some, ends], i) => [names, inputOf(i + 1, some, ends)] as const));
const history: fc.Arbitrary<readonly Step[]> = fc
  .array(fc.tuple(configured, fc.integer({ min: 1, max: 12 }), facts, fate), { maxLength: 12 })
  .map((steps) => steps.map(([names, version, some, ends]) => [names, inputOf(version, some, ends)] as const));

const names = (memberships: readonly Membership[]): readonly string[] => memberships.map(({ segment }) => segment);

stageLaws({
  name: 'segment-evaluator',
  stage: () => segmentStage(compiled(allRules), 4),
  histories: withSweeps(
    fc.array(fc.tuple(fc.constantFrom('p1', 'p2', 'p3'), facts, fate), { maxLength: 20 }).map((steps) =>
      inputsOf(
        'profiles',
        steps.map(([id, some, ends], i) => {
          const value = profileRecord.profile(versionOf({ version: i + 1, id, ...some, fate: ends }));
          return { key: id, value, at: 1_000 * i };
        }),
      ),
    ),
  ),
  codec: stateCodec(codecs['segment.state'], segmentStateRecord.state),
  stateBytesMax: 1_000,
  versioned: true,
});

describe('segment-evaluator, whatever the history', () => {
  test('ignores a version that is not newer than the last', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const versions = replay(steps).updates.map(({ profile }) => profile.version);
        expect(versions.every((version, i) => i === 0 || version > versions[i - 1]!)).toBe(true);
      }),
    );
  });

  test('answers each new version with one update', () => {
    fc.assert(fc.property(growing, (steps) => expect(replay(steps).updates).toHaveLength(steps.length)));
  });

  test('tells entering and leaving exactly once: added up, they are the memberships', () => {
    fc.assert(
      fc.property(history, (steps) => {
        let sum = new Map<string, Membership>();
        for (const { segments, entered, exited } of replay(steps).updates) {
          for (const left of exited) expect(sum.get(left.segment)).toEqual(left);
          sum = new Map([...sum].filter(([name]) => !names(exited).includes(name)));
          for (const { segment } of entered) expect(sum.has(segment)).toBe(false);
          sum = new Map([...sum, ...entered.map((it) => [it.segment, it] as const)]);
          expect(segments).toEqual([...sum.values()].sort((a, b) => (a.segment < b.segment ? -1 : 1)));
        }
      }),
    );
  });

  test('gives as since the time of the version that made the rule true', () => {
    fc.assert(
      fc.property(growing, (steps) => {
        for (const { profile, entered } of replay(steps).updates) {
          for (const { since } of entered) expect(since).toBe(profile.at);
        }
      }),
    );
  });

  test('puts a profile into exactly the segments whose rule is true, or was when it last had an answer', () => {
    fc.assert(
      fc.property(fc.array(facts, { minLength: 1, maxLength: 8 }), (versions) => {
        const steps = versions.map((some, i) => [['adults'], inputOf(i + 1, some)] as const);
        const ages = versions.map(({ traits }) => traits['age']).filter((age) => typeof age === 'number');
        expect(replay(steps).state?.memberships.length === 1).toBe((ages.at(-1) ?? 0) >= 18);
      }),
    );
  });

  test('leaves every segment that is no longer configured', () => {
    fc.assert(
      fc.property(growing, facts, (steps, some) => {
        const { state, updates } = replay([...steps, [[], inputOf(100, some)]]);
        expect(state?.memberships).toEqual([]);
        expect(updates.at(-1)?.exited).toEqual(updates.at(-2)?.segments ?? []);
      }),
    );
  });

  test('keeps the last membership while the answer is unknown', () => {
    const nothing: Facts = { traits: {}, counters: {} };
    const open = ['adults', 'big_spenders'];
    fc.assert(
      fc.property(growing, (steps) => {
        const before = replay(steps.map(([, input]) => [open, input]));
        const after = replay([[open, inputOf(100, nothing)]], before.state);
        expect(after.updates[0]?.segments).toEqual(before.state?.memberships ?? []);
      }),
    );
  });
});

describe('segment-evaluator', () => {
  const customer = { count: 1, first: 1, last: 2, revenueMicros: 20_000_000 };

  test('reports the whole profile, its memberships, what changed and who decided', () => {
    const input = inputOf(3, { traits: { age: 30 }, counters: { 'Order Completed': customer } });
    const [state, effects] = segmentStage(compiled(['customers', 'adults']), 9).step(undefined, input);
    const memberships = [
      { segment: 'adults', since: 3_000 },
      { segment: 'customers', since: 3_000 },
    ];
    expect(state).toEqual({ version: 3, memberships });
    expect(effects).toEqual([
      {
        kind: 'emit',
        topic: 'updates',
        key: 'p1',
        value: {
          profile: input.value.profile?.snapshot,
          segments: memberships,
          entered: memberships,
          exited: [],
          changes: [{ trait: 'age', from: null, to: '1' }],
          causes: [],
          revision: 9,
          ...{ identity: null, mergedInto: null, deleted: false },
        },
      },
    ]);
  });

  test('keeps since while the rule stays true and tells it on leaving', () => {
    const ages = [30, 31, 5].map((age, i) => inputOf(i + 1, { traits: { age }, counters: {} }));
    const { updates } = replay(ages.map((input) => [['adults'], input]));
    expect(updates.map(({ segments, exited }) => [segments, exited])).toEqual([
      [[{ segment: 'adults', since: 1_000 }], []],
      [[{ segment: 'adults', since: 1_000 }], []],
      [[], [{ segment: 'adults', since: 1_000 }]],
    ]);
  });

  test('starts outside of a segment whose rule has no answer', () => {
    const { state } = replay([[allRules, inputOf(1, { traits: { email: 'x' }, counters: {} })]]);
    expect(state?.memberships).toEqual([]);
  });

  test('does nothing in a sweep: the profiles that changed arrive by themselves', () => {
    const state = { version: 3, memberships: [{ segment: 'adults', since: 1 }] };
    const sweep = { kind: 'sweep', key: 'p1', at: 9, version: 9 } as const;
    expect(segmentStage([], 1).step(state, sweep)).toEqual([state, []]);
  });

  test('stops at a kind of record that it does not know', () => {
    const input = inputOf(1, { traits: {}, counters: {} });
    const unknown = { ...input, value: { ...input.value, kind: 'unknown' as const } };
    expect(() => segmentStage([], 1).step(undefined, unknown)).toThrow('stepping profiles/0/1');
  });
});
