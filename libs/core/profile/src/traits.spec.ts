import fc from 'fast-check';
import type { Event, TraitValue } from '@tutti/contracts';
import { canonicalJson } from '@tutti/core/stage';
import { anEvent, eventHistories } from '@tutti/testing';
import type { Registers } from './registers';
import { mergeRegisters } from './registers';
import type { TraitRules } from './traits';
import { shownTraits, traitsOf } from './traits';
import { mergeUnits, unitOf } from './unit';

const POSITION = 'profile.in/0/1';

const NO_RULES: TraitRules = new Map();

/** Registers folded one by one in the order of arrival. */
const registersAfter = (events: readonly Event[]): Registers =>
  events.length === 0
    ? {}
    : events.map((event) => unitOf(event, POSITION)).reduce((known, more) => mergeUnits([known, more])).traits;

/** Value of each visible trait, parsed. */
const traitsAfter = (events: readonly Event[], rules = NO_RULES): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(shownTraits(registersAfter(events), rules).traits).map(([name, { value }]) => [
      name,
      JSON.parse(value),
    ]),
  );

const identify = (traits: unknown, minute = 0, source = 'web'): Event =>
  anEvent({ type: 'identify', name: null, traits, source, eventTime: minute * 60_000 });

/** Every value that an event gives to a person's trait, as [name, value]. */
const givenBy = (event: Event): readonly (readonly [string, unknown])[] => {
  const { traits = {} } = JSON.parse(event.context) as { traits?: object };
  return Object.entries({ ...traits, ...(event.type === 'identify' ? (JSON.parse(event.traits) as object) : {}) });
};

const bySource = (one: TraitValue, other: TraitValue): number => (one.source < other.source ? -1 : 1);

describe('the traits of a person', () => {
  it('are, for each source, those written last by event time, then message id, with their provenance (model)', () => {
    fc.assert(
      fc.property(eventHistories(), (events) => {
        const unique = events.map((event, i) => ({ ...event, messageId: `m${(i * 7) % 31}` }));
        const oldestFirst = [...unique].sort(
          (a, b) => a.eventTime - b.eventTime || (a.messageId < b.messageId ? -1 : 1),
        );
        const model = new Map<string, Map<string, TraitValue>>();
        for (const event of oldestFirst) {
          const { eventTime: time, source, messageId } = event;
          for (const [name, given] of givenBy(event)) {
            const value = { value: canonicalJson(given), time, source, messageId, position: POSITION };
            model.set(name, (model.get(name) ?? new Map<string, TraitValue>()).set(source, value));
          }
        }
        const expected = [...model].map(([name, values]) => [name, [...values.values()].sort(bySource)]);
        expect(registersAfter(unique)).toEqual(Object.fromEntries(expected));
      }),
    );
  });

  it('with equal time and message id are those of the greater value, then the greater position', () => {
    expect(traitsAfter([identify({ a: 1 }), identify({ a: 2 })])).toEqual({ a: 2 });
    expect(traitsAfter([identify({ a: 2 }), identify({ a: 1 })])).toEqual({ a: 2 });
    const [one, other] = ['t/0/1', 't/0/2'].map((position) => traitsOf(identify({ a: 1 }), position));
    expect(mergeRegisters([one!, other!])).toEqual(other);
    expect(mergeRegisters([other!, one!])).toEqual(other);
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
    ['a value of more than 2,048 bytes', { plan: 'x'.repeat(2_047) }],
    ['a value of fewer characters but as many bytes', { plan: 'ö'.repeat(1_024) }],
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
});

describe('whose word counts for a trait', () => {
  const crm = identify({ plan: 'crm' }, 1, 'crm');
  const shop = identify({ plan: 'shop' }, 2, 'shop');
  const web = identify({ plan: 'web' }, 3, 'web');
  const all = [web, crm, shop];

  const rules = (sources: readonly string[], others: boolean): TraitRules =>
    new Map([['plan', { name: 'plan', sources, others }]]);

  it.each([
    ['without a rule, the newest has', all, NO_RULES, 'web'],
    ['the first of the list has, however old', all, rules(['crm', 'shop'], true), 'crm'],
    ['the next of the list has, where the first gave none', [web, shop], rules(['crm', 'shop'], true), 'shop'],
    ['the others have, by time, where no listed source gave one', [shop, web], rules(['crm'], true), 'web'],
    ['the owner alone has: others do not count', [shop, web], rules(['crm'], false), undefined],
    ['a rule of another trait changes nothing', all, new Map([['x', rules(['crm'], true).get('plan')!]]), 'web'],
  ])('%s', (_, events, traits, plan) => {
    expect(traitsAfter(events, traits)['plan']).toBe(plan);
  });

  it.each([true, false])('a removal by the owner is its word (others: %s)', (others) => {
    const removal = identify({ plan: null }, 1, 'crm');
    expect(traitsAfter([web, removal, shop], rules(['crm', 'shop'], others))).toEqual({});
  });

  it('a removal by one who is no longer asked is not', () => {
    const removal = identify({ plan: null }, 9, 'shop');
    expect(traitsAfter([crm, removal], rules(['crm', 'shop'], true))).toEqual({ plan: 'crm' });
  });
});

describe('what is shown', () => {
  const large = (name: string) => identify({ [name]: 'x'.repeat(2_000) });
  const names = Array.from({ length: 60 }, (_, i) => `trait ${i}`);
  const registers = mergeRegisters(names.map((name) => traitsOf(large(name), POSITION)));
  const rulesOf = (ruled: readonly string[]): TraitRules =>
    new Map(ruled.map((name) => [name, { name, sources: ['crm'], others: true }]));

  it('is at most 64 KB, and says so where there is more', () => {
    const { traits, isCut } = shownTraits(registers, NO_RULES);
    const bytes = Object.entries(traits).map(([name, { value }]) => name.length + value.length);
    const sum = bytes.reduce((one, other) => one + other);
    expect([isCut, sum <= 65_536, sum > 63_000]).toEqual([true, true, true]);
    const few = mergeRegisters(names.slice(0, 32).map((name) => traitsOf(large(name), POSITION)));
    expect(shownTraits(few, NO_RULES)).toMatchObject({ isCut: false });
  });

  it('is the same whatever came first', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(names, { minLength: names.length }), (shuffled) => {
        const others = mergeRegisters(shuffled.map((name) => traitsOf(large(name), POSITION)));
        expect(shownTraits(others, NO_RULES)).toEqual(shownTraits(registers, NO_RULES));
      }),
      { numRuns: 5 },
    );
  });

  it('begins with the traits that have a rule, in the order of the rules', () => {
    const hidden = names.filter((name) => !(name in shownTraits(registers, NO_RULES).traits));
    expect(Object.keys(shownTraits(registers, rulesOf(hidden)).traits)).toEqual(expect.arrayContaining(hidden));
    const all = [...hidden, ...names.filter((name) => !hidden.includes(name))];
    const shown = Object.keys(shownTraits(registers, rulesOf(all)).traits);
    expect(shown).toEqual(all.slice(0, shown.length));
  });

  it('is at most 100 traits, those with a rule among them', () => {
    const many = Array.from({ length: 130 }, (_, i) => `trait ${i}`);
    const all = mergeRegisters(many.map((name) => traitsOf(identify({ [name]: 1 }), POSITION)));
    const { traits, isCut } = shownTraits(all, NO_RULES);
    expect([Object.keys(traits).length, isCut]).toEqual([100, false]);
    const hidden = many.filter((name) => !(name in traits));
    expect(Object.keys(shownTraits(all, rulesOf(hidden)).traits)).toEqual(expect.arrayContaining(hidden));
  });
});
