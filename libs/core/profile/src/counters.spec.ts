import fc from 'fast-check';
import type { Event, EventCounter } from '@tutti/contracts';
import { codecs, profileStateRecord } from '@tutti/contracts';
import { anEvent, anIdentifier, aProfileState, aSubState, stateCodec } from '@tutti/testing';
import type { Counters } from './counters';
import { countersOf, mergeCounters } from './counters';

const countersAfter = (events: readonly Event[]): Counters => mergeCounters(events.map(countersOf));

const order = (revenue: unknown): Event => anEvent({ properties: { revenue } });

const ordersAfter = (amounts: readonly unknown[]): EventCounter | undefined =>
  countersAfter(amounts.map(order))['Order Completed'];

describe('counting events', () => {
  it('counts track calls by the name of the event and all others by their type', () => {
    const types = ['page', 'screen', 'identify', 'group', 'alias'] as const;
    const events = [...types.map((type) => anEvent({ type, name: 'Home' })), anEvent(), anEvent()];
    const counts = Object.entries(countersAfter(events)).map(([name, { count }]) => [name, count]);
    const once = Object.fromEntries(types.map((type) => [type, 1]));
    expect(Object.fromEntries(counts)).toEqual({ ...once, 'Order Completed': 2 });
  });

  it('remembers the first and the last time, not the order of arrival', () => {
    const events = [5, 9, 1].map((eventTime) => anEvent({ eventTime }));
    expect(countersAfter(events)['Order Completed']).toMatchObject({ count: 3, first: 1, last: 9 });
  });

  it.each([
    ['an event without one', null],
    ['a very long one', 'x'.repeat(201)],
    ['one that objects cannot be trusted with', '__proto__'],
    ['one that is not Unicode', 'x\ud800'],
  ])('counts names that it cannot keep under no name: %s', (_, name) => {
    expect(countersAfter([anEvent({ name }), anEvent({ name })])['']?.count).toBe(2);
  });

  it('counts a name that every object inherits like any other', () => {
    expect(countersAfter(['constructor', 'constructor'].map((name) => anEvent({ name })))['constructor']?.count).toBe(
      2,
    );
  });

  it('keeps 100 names apart and counts the others together, so that no event is lost', () => {
    const names = Array.from({ length: 130 }, (_, i) => `event ${i}`);
    const all = fc.shuffledSubarray([...names, ...names], { minLength: 260 });
    const inOrder = countersAfter([...names, ...names].map((name) => anEvent({ name })));
    expect(Object.keys(inOrder)).toHaveLength(101);
    expect(inOrder['']?.count).toBe(60);
    fc.assert(
      fc.property(all, (shuffled) => {
        const oneByOne = shuffled.map((name) => countersOf(anEvent({ name })));
        expect(oneByOne.reduce((known, more) => mergeCounters([known, more]))).toEqual(inOrder);
      }),
      { numRuns: 5 },
    );
  });

  it('keeps fewer apart where they are long, the same ones whatever came first', () => {
    const names = Array.from({ length: 60 }, (_, i) => `${'ö'.repeat(190)} ${i}`);
    const inOrder = countersAfter(names.map((name) => anEvent({ name })));
    expect(Object.keys(inOrder)).toHaveLength(10);
    expect(inOrder['']?.count).toBe(51);
    fc.assert(
      fc.property(fc.shuffledSubarray(names, { minLength: 60 }), (shuffled) => {
        const oneByOne = shuffled.map((name) => countersOf(anEvent({ name })));
        expect(oneByOne.reduce((known, more) => mergeCounters([known, more]))).toEqual(inOrder);
      }),
      { numRuns: 5 },
    );
  });
});

describe('revenue', () => {
  it.each([
    ['tenths are summed without an error', [0.1, 0.2], 300_000],
    ['ten tenths are one', Array.from({ length: 10 }, () => 0.1), 1_000_000],
    ['refunds are subtracted', [19.99, -19.99, 0.01], 10_000],
    ['numeric strings count', ['12.34', ' 1e1 ', 0.01], 22_350_000],
    ['anything else does not', ['free', null, true, {}, [7], 'Infinity', 'NaN', '', 0.01], 10_000],
    ['amounts over a thousand million are mistakes', [1e9, 1_000_000_001, -1_000_000_001], 1e15],
    ['a sum stops where readers would lose digits', Array.from({ length: 20 }, () => 1e9), 4.5e15],
    ['a sum of refunds stops there too', Array.from({ length: 20 }, () => -1e9), -4.5e15],
    ['less than nothing is nothing', [-0.0000001], 0],
  ])('%s', (_name, amounts: readonly unknown[], micros) => {
    expect(ordersAfter(amounts)?.revenueMicros).toBe(micros);
  });

  it('is the exact sum of cents', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { minLength: 1 }), (cents) => {
        const sum = cents.reduce((one, other) => one + other, 0);
        expect(ordersAfter(cents.map((amount) => amount / 100))?.revenueMicros).toBe(sum * 10_000 + 0);
      }),
    );
  });

  it.each([1e9, -1e9])('is a sum that can be written and read back, however many of %d there are', (amount) => {
    const events = countersAfter(Array.from({ length: 20 }, () => order(amount)));
    const unit = { firstSeen: 0, lastSeen: 0, traits: {}, longest: {}, events };
    const ada = anIdentifier('userId', 'ada');
    const state = aProfileState({ identifiers: { [ada.key]: aSubState(ada, { units: { '': unit } }) } });
    const { encode, decode } = stateCodec(codecs['profile.state'], profileStateRecord.state);
    expect(decode(encode(state))).toEqual(state);
  });

  it('is kept apart by event name', () => {
    const refund = anEvent({ name: 'Order Refunded', properties: { revenue: -1 } });
    const { 'Order Completed': orders, 'Order Refunded': refunds } = countersAfter([order(2), refund]);
    expect([orders?.revenueMicros, refunds?.revenueMicros]).toEqual([2_000_000, -1_000_000]);
  });

  it('cannot be made of an event without JSON', () => {
    expect(() => countersOf({ ...anEvent(), properties: '{' })).toThrow(
      'reading properties of an event: it is not JSON',
    );
  });
});
