import fc from 'fast-check';
import type { Unit } from '@tutti/contracts';
import { codecs, profileStateRecord } from '@tutti/contracts';
import { anEvent, anIdentifier, aProfileState, aSubState, eventHistories, stateCodec } from '@tutti/testing';
import { mergeUnits, unitOf } from './unit';

const POSITION = 'profile.in/0/1';

/** What an app might say in one identify call, by one of a dozen sources. */
const saidBy = fc.record({
  source: fc.integer({ min: 1, max: 12 }).map((number) => `source ${number}`),
  minute: fc.nat(3),
  name: fc.nat(130).map((number) => `${'ö'.repeat(number)} ${number}`),
  traits: fc.dictionary(
    fc.nat(139).map((number) => `trait ${number}`),
    fc.oneof(
      fc.constantFrom(null, 1, 'Köln'),
      fc.nat(2_000).map((length) => 'x'.repeat(length)),
    ),
    { minKeys: 1, maxKeys: 20, noNullPrototype: true },
  ),
});

const unitsOf = (said: fc.Arbitrary<readonly (typeof saidBy extends fc.Arbitrary<infer One> ? One : never)[]>) =>
  said.map((all) =>
    all.map(({ traits, source, name, minute }, i) => {
      const event = anEvent({ name, source, context: { traits }, messageId: `m${i % 5}`, eventTime: minute * 60_000 });
      return unitOf(event, `profile.in/0/${i}`);
    }),
  );

/** From a handful of traits to many times what a unit keeps. */
const crowds = fc.oneof(
  unitsOf(fc.array(saidBy, { minLength: 3, maxLength: 12 })),
  unitsOf(fc.array(saidBy, { minLength: 20, maxLength: 30 })),
);

const histories = eventHistories()
  .filter(({ length }) => length > 2)
  .map((events) => events.map((event, i) => unitOf(event, `profile.in/0/${i}`)));

const holds = <Value>(values: fc.Arbitrary<Value>, law: (value: Value) => void): void =>
  fc.assert(fc.property(values, law), { numRuns: 30 });

const shuffled = (units: readonly Unit[]): fc.Arbitrary<readonly [readonly Unit[], readonly Unit[], number]> =>
  fc.tuple(
    fc.constant(units),
    fc.shuffledSubarray([...units], { minLength: units.length }),
    fc.integer({ min: 1, max: units.length - 1 }),
  );

describe.each([
  ['of usual histories', histories],
  ['of more traits, sources and bytes than it keeps', crowds],
])('a unit %s', (_, units) => {
  it('is the same in whatever order events come, one by one or in groups', () => {
    holds(units.chain(shuffled), ([all, others, cut]) => {
      const whole = mergeUnits(all);
      expect(others.reduce((known, more) => mergeUnits([known, more]))).toEqual(whole);
      expect(mergeUnits([mergeUnits(others.slice(0, cut)), mergeUnits(others.slice(cut))])).toEqual(whole);
    });
  });

  it('keeps its traits when it meets a part of itself again', () => {
    holds(units.chain(shuffled), ([all, others, cut]) => {
      const { traits, longest } = mergeUnits(all);
      expect(mergeUnits([mergeUnits(all), mergeUnits(others.slice(0, cut))])).toMatchObject({ traits, longest });
    });
  });

  it('is written in at most 16 KB', () => {
    holds(units, (all) => expect(bytesOf(mergeUnits(all))).toBeLessThanOrEqual(16 * 1024));
  });
});

describe('the traits of a unit', () => {
  const identify = (traits: unknown, source = 'web') => unitOf(anEvent({ type: 'identify', traits, source }), POSITION);

  it('are 100 of ordinary size, also where one event brings more', () => {
    const names = Array.from({ length: 130 }, (_, i) => `trait ${i}`);
    const ordinary = mergeUnits(names.map((name) => identify({ [name]: 'ordinary' })));
    expect(Object.keys(ordinary.traits)).toHaveLength(100);
    expect(identify(Object.fromEntries(names.map((name) => [name, 'ordinary']))).traits).toEqual(ordinary.traits);
  });

  it('hold values of 8 sources each, the same ones in whatever order they came', () => {
    const sources = Array.from({ length: 12 }, (_, i) => identify({ plan: 'pro' }, `source ${i}`));
    const kept = mergeUnits(sources).traits['plan']!.map(({ source }) => source);
    expect(kept).toHaveLength(8);
    expect(kept).toEqual([...kept].sort());
    expect(mergeUnits([...sources].reverse()).traits['plan']?.map(({ source }) => source)).toEqual(kept);
  });

  it('count as large as they ever were, or what is kept would depend on when they shrank', () => {
    const names = Array.from({ length: 12 }, (_, i) => `trait ${i}`);
    const [long, short] = ['x'.repeat(2_000), ''].map((value, minute) =>
      names.map((name) =>
        unitOf(anEvent({ type: 'identify', traits: { [name]: value }, eventTime: minute }), POSITION),
      ),
    );
    const shrunkLate = mergeUnits([...long!, ...short!]);
    expect(Object.keys(shrunkLate.traits).length).toBeLessThan(names.length);
    expect(Object.values(shrunkLate.longest)).toEqual(Object.keys(shrunkLate.traits).map(() => 2_002));
    expect(mergeUnits([...short!, ...long!])).toMatchObject({ traits: shrunkLate.traits, longest: shrunkLate.longest });
  });
});

/** The unit's share of a record of profile.state. */
function bytesOf(unit: Unit): number {
  const { encode } = stateCodec(codecs['profile.state'], profileStateRecord.state);
  const ada = anIdentifier('userId', 'ada');
  const [whole, empty] = [{ '': unit }, {}].map((units) =>
    encode(aProfileState({ identifiers: { [ada.key]: aSubState(ada, { units }) } })),
  );
  return whole!.length - empty!.length;
}
