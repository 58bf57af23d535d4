import { chance } from '../../chance';
import type { View } from '../../checker/evidence';
import type { Fact } from './facts';
import { identifierName, typeOf } from './facts';
import type { Found } from './oracle';
import { acceptedOf, groupsOf, judge, limitRule, unionRule } from './oracle';
import { nameIn, peopleOf } from './people';

const ANN = identifierName('userId', 'ann');
const [PHONE, LAPTOP] = ['phone', 'laptop'].map((value) => identifierName('anonymousId', value)) as [string, string];

type Pair = readonly [string, string];

const fact = (number: number, names: Fact['names'], traits: Fact['traits'] = {}): Fact => ({
  ...{ number, names, counts: 'Paid', cents: 10, traits },
});

const FACTS = new Map([
  ['1', fact(1, [PHONE], { seen: '1' })],
  ['2', fact(2, [ANN, PHONE], { seen: '2' })],
  ['3', fact(3, [LAPTOP])],
]);

const view = (identifiers: readonly string[], count: number, seen?: string): View => ({
  ...{ version: 1, createdAt: 0, identifiers, end: undefined },
  counters: new Map([['Paid', { count, first: 0, last: 0, micros: count * 100_000 }]]),
  traits: new Map(seen === undefined ? [] : [['seen', { value: seen, time: 0, messageId: '' }]]),
});

const RIGHT = [view([ANN, PHONE], 2, '2'), view([LAPTOP], 1)];
const accepted = acceptedOf(['1', '2', '3'], FACTS);
const groups = groupsOf(accepted);

const found = (views: readonly View[]): Found => ({
  ...{ accepted, nameOf: (key: string) => (key === '?' ? undefined : key) },
  profiles: new Map(views.map((one, i) => [`p${i}`, one])),
});

const judged = (...views: readonly View[]) => judge(found(views), unionRule(groups));

describe('the oracle of a run', () => {
  it('has nothing to say of what is as the union of the accepted events', () => {
    expect(judged(...RIGHT)).toEqual({ lost: 0, doubled: 0, differing: [] });
  });

  it.each([
    ['an event that is missing', [view([ANN, PHONE], 1, '2'), RIGHT[1]!], { lost: 1, doubled: 0 }],
    ['an event that is counted twice', [view([ANN, PHONE], 3, '2'), RIGHT[1]!], { lost: 0, doubled: 1 }],
    ['an older value', [view([ANN, PHONE], 2, '1'), RIGHT[1]!], { lost: 0, doubled: 0 }],
    ['two who are apart', [view([ANN], 1, '2'), view([PHONE], 1, '1'), RIGHT[1]!], { lost: 0, doubled: 0 }],
    ['two who are together', [view([ANN, PHONE, LAPTOP], 3, '2')], { lost: 0, doubled: 0 }],
    ['a profile that is missing', RIGHT.slice(0, 1), { lost: 1, doubled: 0 }],
    ['an identifier of two', [...RIGHT, view([LAPTOP], 1)], { lost: 0, doubled: 0 }],
    ['an identifier that nobody sent', [RIGHT[0]!, view([LAPTOP, '?'], 1)], { lost: 0, doubled: 0 }],
  ])('reports %s', (_, views, sums) => {
    const judgement = judged(...views);
    expect(judgement).toMatchObject(sums);
    expect(judgement.differing).not.toEqual([]);
  });

  it('reports limits that are exceeded, and only those', () => {
    const limits = { anonymousId: 1 };
    expect(judge(found(RIGHT), limitRule(limits)).differing).toEqual([]);
    const both = [view([ANN, PHONE, LAPTOP], 3, '2')];
    expect(judge(found(both), limitRule(limits)).differing).toEqual(['p0: exceeds the limit of 1 anonymousId']);
  });
});

describe('people', () => {
  const sent = (strangers: boolean) => {
    const random01 = chance(7);
    const people = peopleOf({ people: 200, strangers, from: Date.UTC(2024, 0, 1) });
    const events = Array.from({ length: 5_000 }, (_, i) => people.newEvent(i, random01));
    return { people, events, facts: [...people.facts.values()] };
  };
  const personOf = (name: string): string => /\d+/.exec(name)?.[0] ?? '';

  it('send the same events for the same seed, and each says by its messageId what it is', () => {
    expect(sent(false).events).toEqual(sent(false).events);
    for (const [messageId, { names, number }] of sent(true).people.facts)
      expect(nameIn(messageId)).toEqual({ entry: names[0], number });
  });

  it('join two of their identifiers in one of a hundred events, never those of two people unless that is wanted', () => {
    const { facts, people } = sent(false);
    const joins = 1_000 - new Set(groupsOf(acceptedOf(people.facts.keys(), people.facts)).values()).size;
    const silent = 1_000 - new Set(facts.flatMap(({ names }) => names)).size;
    expect(joins - silent).toBeGreaterThan(30);
    expect(joins - silent).toBeLessThan(80);
    expect(facts.filter(({ names }) => new Set(names.map(personOf)).size > 1)).toEqual([]);
    expect(sent(true).facts.some(({ names }) => new Set(names.map(personOf)).size > 1)).toBe(true);
  });

  it('let a new device turn up with each of two who were put apart', () => {
    const people = peopleOf({ people: 1, strangers: false, from: 0 });
    people.bridge(ANN, PHONE);
    [0, 1].forEach((number) => people.newEvent(number, chance(1)));
    const [[ann, device], [phone, same]] = [...people.facts.values()].map(({ names }) => names) as [Pair, Pair];
    expect([ann, phone, same]).toEqual([ANN, PHONE, device]);
  });

  it('name the strongest identifier first', () => {
    const strength = ['userId', 'email', 'anonymousId'];
    for (const { names } of sent(true).facts) {
      const order = names.map((name) => strength.indexOf(typeOf(name)));
      expect(order).toEqual(order.toSorted());
    }
  });
});
