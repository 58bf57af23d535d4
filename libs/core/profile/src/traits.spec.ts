import fc from 'fast-check';
import type { Event } from '@tutti/contracts';
import { canonicalJson } from '@tutti/core/stage';
import { anEvent, eventHistories } from '@tutti/testing';
import type { Traits } from './traits';
import { mergeTraits, shownTraits, traitsOf } from './traits';

const POSITION = 'profile.in/0/1';

/** Registers folded one by one in the order of arrival. */
const registersAfter = (events: readonly Event[]): Traits =>
  events.map((event) => traitsOf(event, POSITION)).reduce((known, more) => mergeTraits([known, more]), {});

/** Value of each visible trait, parsed. */
const traitsAfter = (events: readonly Event[]): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(shownTraits(registersAfter(events))).map(([name, { value }]) => [name, JSON.parse(value)]),
  );

const identify = (traits: unknown, minute = 0, messageId = 'm1'): Event =>
  anEvent({ type: 'identify', name: null, traits, messageId, eventTime: minute * 60_000 });

/** Every value that an event gives to a person's trait, as [name, value]. */
const given = (event: Event): readonly (readonly [string, unknown])[] => {
  const { traits = {} } = JSON.parse(event.context) as { traits?: object };
  return Object.entries({ ...traits, ...(event.type === 'identify' ? (JSON.parse(event.traits) as object) : {}) });
};

describe('the traits of a person', () => {
  it('are those written last by event time, then message id, with their provenance (model)', () => {
    fc.assert(
      fc.property(eventHistories(), (events) => {
        const unique = events.map((event, i) => ({ ...event, messageId: `m${(i * 7) % 31}` }));
        const oldestFirst = [...unique].sort(
          (a, b) => a.eventTime - b.eventTime || (a.messageId < b.messageId ? -1 : 1),
        );
        const model = oldestFirst.flatMap(({ eventTime: time, source, messageId, ...event }) =>
          given({ ...event, eventTime: time, source, messageId }).map(([name, value]) => [
            name,
            { value: canonicalJson(value), time, source, messageId, position: POSITION },
          ]),
        );
        expect(registersAfter(unique)).toEqual(Object.fromEntries(model));
      }),
    );
  });

  it('with equal time and message id are those of the greater value, then the greater position', () => {
    expect(traitsAfter([identify({ a: 1 }), identify({ a: 2 })])).toEqual({ a: 2 });
    expect(traitsAfter([identify({ a: 2 }), identify({ a: 1 })])).toEqual({ a: 2 });
    const [one, other] = ['t/0/1', 't/0/2'].map((position) => traitsOf(identify({ a: 1 }), position));
    expect(mergeTraits([one!, other!])).toEqual(other);
    expect(mergeTraits([other!, one!])).toEqual(other);
  });

  it('are those of identify and of the context of any call, not those of a group', () => {
    const events = [
      identify({ a: 1 }),
      anEvent({ context: { traits: { b: 2 } } }),
      anEvent({ type: 'group', traits: { c: 3 }, context: { traits: { d: 4 } } }),
      anEvent({ traits: { e: 5 }, context: { traits: 'none' } }),
    ];
    expect(traitsAfter(events)).toEqual({ a: 1, b: 2, d: 4 });
  });

  it('from an identify call go before those of its own context', () => {
    const event = anEvent({ type: 'identify', traits: { a: 'call' }, context: { traits: { a: 'context', b: 1 } } });
    expect(traitsAfter([event])).toEqual({ a: 'call', b: 1 });
  });

  it('stay removed when an older value arrives late, and come back with a newer one', () => {
    const old = identify({ plan: 'pro' }, 1);
    const removal = identify({ plan: null }, 2);
    expect(traitsAfter([removal, old])).toEqual({});
    expect(traitsAfter([old, removal])).toEqual({});
    expect(traitsAfter([identify({ plan: 'max' }, 3), removal, old])).toEqual({ plan: 'max' });
  });

  it.each([
    ['a value of more than 2,048 characters', { plan: 'x'.repeat(2_047) }],
    ['a name of more than 200', { ['x'.repeat(201)]: 1 }],
    ['a name that objects cannot be trusted with', JSON.parse('{"__proto__":1}')],
    ['a name that is not Unicode', { 'x\udc00': 1 }],
  ])('are not kept: %s', (_, traits: unknown) => {
    expect(traitsAfter([identify({ plan: 'pro' }), identify(traits, 1)])).toEqual({ plan: 'pro' });
  });

  it('are kept up to those limits', () => {
    const traits = { plan: 'x'.repeat(2_046), ['y'.repeat(200)]: 1, constructor: 'built' };
    expect(traitsAfter([identify(traits), identify({})])).toEqual(traits);
  });

  it('are at most 100 names, the same ones in whatever order they came', () => {
    const names = Array.from({ length: 130 }, (_, i) => `trait ${i}`);
    const inOrder = registersAfter(names.map((name) => identify({ [name]: 1 })));
    expect(Object.keys(inOrder)).toHaveLength(100);
    fc.assert(
      fc.property(fc.shuffledSubarray([...names, ...names], { minLength: 260 }), (shuffled) => {
        expect(registersAfter(shuffled.map((name) => identify({ [name]: 1 })))).toEqual(inOrder);
      }),
      { numRuns: 5 },
    );
  });
});
