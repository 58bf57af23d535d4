import fc from 'fast-check';
import type { Event, ProfileState, Snapshot, SubState, Unit } from '@tutti/contracts';
import type { TraitRule } from '@tutti/core/workspace';
import { canonicalJson, profileIdOf } from '@tutti/core/stage';
import { anEvent, anIdentifier, aProfileState, aSubState, eventHistories } from '@tutti/testing';
import type { TraitRules } from './traits';
import { mergeUnits, unitOf } from './unit';
import { changesBetween, visibleProfile, visibleTraits } from './visible';

const ID = profileIdOf('00000000000000000000000000000001');
const NO_RULES: TraitRules = new Map();
const BORN = 7;

const NOBODY = aProfileState({ version: 3, told: 2, createdAt: BORN });

const subState = (type: string, value: string, units: SubState['units'] = {}): SubState =>
  aSubState(anIdentifier(type, value), { units });

const stateOf = (...subStates: readonly SubState[]): ProfileState => ({
  ...NOBODY,
  identifiers: Object.fromEntries(subStates.map((one) => [one.identifier.key, one])),
});

const ruleArbitrary: fc.Arbitrary<TraitRule> = fc.record({
  name: fc.constantFrom('name', 'plan', 'age', 'constructor'),
  sources: fc.shuffledSubarray(['web', 'shop', 'crm'], { minLength: 1 }),
  others: fc.boolean(),
});
const rules: fc.Arbitrary<TraitRules> = fc
  .array(ruleArbitrary, { maxLength: 3 })
  .map((all) => new Map(all.map((rule) => [rule.name, rule])));

/** Events with the sub-state and the unit that each goes to. */
const spreads = eventHistories()
  .filter(({ length }) => length > 0)
  .chain((events) => {
    const places = fc.array(fc.tuple(fc.nat(3), fc.nat(2)), { minLength: events.length, maxLength: events.length });
    const order = fc.shuffledSubarray(
      events.map((_, i) => i),
      { minLength: events.length },
    );
    return fc.record({ events: fc.constant(events), places, order });
  });

/** The state that comes of events in some order, each in its place. */
function spread(events: readonly Event[], places: readonly (readonly [number, number])[], order: readonly number[]) {
  const subStates = new Map<number, Map<string, Unit>>();
  for (const i of order) {
    const [at, device] = places[i]!;
    const units = subStates.get(at) ?? new Map<string, Unit>();
    const [known, unit] = [units.get(`d${device}`), unitOf(events[i]!, `profile.in/0/${i}`)];
    subStates.set(at, units.set(`d${device}`, known === undefined ? unit : mergeUnits([known, unit])));
  }
  return stateOf(...[...subStates].map(([at, units]) => subState('userId', `u${at}`, Object.fromEntries(units))));
}

const look = (state: ProfileState, traits = NO_RULES): Snapshot => visibleProfile(ID, state, { at: 9, traits });

describe('the visible profile', () => {
  it('does not depend on how events spread over identifiers and devices, nor on their order', () => {
    fc.assert(
      fc.property(spreads, rules, ({ events, places, order }, traits) => {
        const together = spread(
          events,
          events.map(() => [0, 0] as const),
          events.map((_, i) => i),
        );
        const apart = look(spread(events, places, order), traits);
        expect({ ...apart, identifiers: [] }).toEqual({ ...look(together, traits), identifiers: [] });
      }),
    );
  });

  it('shows no value but what an event said, with the event that said it', () => {
    fc.assert(
      fc.property(spreads, rules, ({ events, places, order }, traits) => {
        for (const [name, shown] of Object.entries(look(spread(events, places, order), traits).traits)) {
          const event = events[Number(shown.position.split('/')[2])]!;
          const { traits: inContext = {} } = JSON.parse(event.context) as { traits?: object };
          const said = { ...inContext, ...(event.type === 'identify' ? (JSON.parse(event.traits) as object) : {}) };
          expect(new Map(Object.entries(said).map(([given, value]) => [given, canonicalJson(value)])).get(name)).toBe(
            shown.value,
          );
          expect(shown).toMatchObject({ time: event.eventTime, source: event.source, messageId: event.messageId });
          const rule = traits.get(name);
          if (rule?.others === false) expect(rule.sources).toContain(shown.source);
        }
      }),
    );
  });

  it('has the version that was told, and the age of its state', () => {
    expect(look(NOBODY)).toMatchObject({ id: ID, version: 2, at: 9, createdAt: BORN });
  });

  it('of which nothing readable came yet was seen when it was made', () => {
    expect(look(stateOf(subState('email', 'ada@example.com')))).toMatchObject({
      ...{ firstSeen: BORN, lastSeen: BORN, traits: {}, events: {}, isCut: false },
    });
  });

  it('spans the time of all its events', () => {
    const at = (eventTime: number) => ({ '': unitOf(anEvent({ eventTime }), '') });
    const state = stateOf(subState('userId', 'a', at(5)), subState('userId', 'b'), subState('userId', 'c', at(3)));
    expect(look(state)).toMatchObject({ firstSeen: 3, lastSeen: 5 });
  });

  it('shows identifiers that were linked but never entered by, not those whose type nobody told yet', () => {
    const unit = { '': unitOf(anEvent(), '') };
    const state = stateOf(
      subState('userId', 'b', unit),
      subState('', ''),
      subState('email', 'z'),
      subState('userId', 'a'),
    );
    expect(look(state).identifiers.map(({ type, value }) => `${type}:${value}`)).toEqual([
      'email:z',
      'userId:a',
      'userId:b',
    ]);
  });
});

describe('changes', () => {
  it('are between what the same rules show before and after', () => {
    const said = (source: string, plan: string, eventTime: number) =>
      unitOf(anEvent({ type: 'identify', source, traits: { plan }, eventTime }), '');
    const before = stateOf(subState('userId', 'a', { '': said('web', 'new', 2) }));
    const after = stateOf(subState('userId', 'a', { '': mergeUnits([said('web', 'new', 2), said('crm', 'old', 1)]) }));
    const byCrm = new Map([['plan', { name: 'plan', sources: ['crm'], others: true }]]);
    const changes = (traits: TraitRules) =>
      changesBetween(visibleTraits(before, traits), visibleTraits(after, traits)).map(({ from, to }) => [from, to]);
    expect(changes(NO_RULES)).toEqual([]);
    expect(changes(byCrm)).toEqual([['"new"', '"old"']]);
    expect(visibleTraits(undefined, byCrm)).toEqual({});
  });
});
