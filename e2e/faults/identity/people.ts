import type { Sent } from '../../clients';
import { oftenTheFirst } from '../live-stream';
import type { Fact } from './facts';
import { identifierName, typeOf, valueOf } from './facts';

/** Shares of all events. */
const MERGING = 0.01;
const IDENTIFIES = 0.1;
const NAMING_TWO = 0.2;
/** Of the merging events, when strangers are to be refused. */
const STRANGERS = 0.5;
/** So many people are looked at for one who has something left to join. */
const TRIES_MAX = 50;
const CENTS_MAX = 500;
const MINUTE_MS = 60_000;

/** Who sends events. */
export interface PeoplePlan {
  readonly people: number;
  /** Whether some merging events name identifiers of two people. */
  readonly strangers: boolean;
  /** Events happen a millisecond after one another, from here on; it has to lie in the past (milliseconds). */
  readonly from: number;
}

/** Events of people who have a user id, an e-mail address and three devices each, and facts of all of them. */
export interface People {
  readonly newEvent: (number: number, random01: () => number) => Sent;
  /** By messageId. */
  readonly facts: ReadonlyMap<string, Fact>;
  /** Identifiers of one person that events have joined so far, two at least; undefined when none of those drawn has. */
  readonly joined: (random01: () => number) => readonly string[] | undefined;
  /** Soon two events name a device that is new, one with each of these: nobody has asked for such links yet. */
  readonly bridge: (one: string, other: string) => void;
}

type Random01 = () => number;
type Pair = readonly [string, string];

/** Nobody's identifiers are joined at first; one merging event in a hundred joins two that were apart. */
export function peopleOf({ people, strangers, from }: PeoplePlan): People {
  const facts = new Map<string, Fact>();
  const circles = new Map<number, readonly (readonly string[])[]>();
  const circlesOf = (person: number): readonly (readonly string[])[] =>
    circles.get(person) ?? identifiersOf(person).map((name) => [name]);
  const bridges = noBridges();
  const names = (random01: Random01): readonly [string, ...string[]] => {
    const bridge = bridges.next();
    if (bridge !== undefined) return bridge;
    const isMerging = random01() < MERGING;
    if (isMerging && strangers && random01() < STRANGERS) return strangersOf(people, random01);
    if (isMerging) {
      const person = drawn(
        () => Math.floor(random01() * people),
        (one) => circlesOf(one).length > 1,
      );
      if (person !== undefined) return join(circles, { person, circles: circlesOf(person) }, random01);
    }
    const circle = oneOf(circlesOf(oftenTheFirst(people, random01())), random01);
    const one = oneOf(circle, random01);
    const other = oneOf(circle, random01);
    return other === one || random01() >= NAMING_TWO ? [one] : strongestFirst([one, other]);
  };
  return {
    facts,
    newEvent: (number, random01) => {
      const event = newEvent({ number, names: names(random01), at: from + number }, random01);
      facts.set(event.sent.messageId, event.fact);
      return event.sent;
    },
    bridge: bridges.add,
    joined: (random01) => {
      const people = [...circles.keys()];
      return people.length === 0 ? undefined : circlesOf(oneOf(people, random01)).find(({ length }) => length > 1);
    },
  };
}

/** Pairs that somebody asked for and no event has named yet. */
function noBridges(): { readonly add: People['bridge']; readonly next: () => Pair | undefined } {
  const pairs: Pair[] = [];
  let devices = 0;
  return {
    add: (one, other) => {
      const device = identifierName('anonymousId', `bridge-${devices++}`);
      pairs.push(strongestFirst([one, device]), strongestFirst([other, device]));
    },
    next: () => pairs.shift(),
  };
}

const identifiersOf = (person: number): readonly string[] => [
  identifierName('userId', `u${person}`),
  identifierName('email', `p${person}@example.org`),
  ...[1, 2, 3].map((device) => identifierName('anonymousId', `p${person}-d${device}`)),
];

const oneOf = <Item>(items: readonly Item[], random01: Random01): Item => items[Math.floor(random01() * items.length)]!;

/** Draws until one fits; undefined when that takes too long. */
function drawn<Item>(draw: () => Item, fits: (item: Item) => boolean): Item | undefined {
  for (let i = 0; i < TRIES_MAX; i++) {
    const item = draw();
    if (fits(item)) return item;
  }
  return undefined;
}

interface Joining {
  readonly person: number;
  readonly circles: readonly (readonly string[])[];
}

/** Two identifiers of a person that are apart: their circles become one. Mutates `circles`. */
function join(circles: Map<number, readonly (readonly string[])[]>, of: Joining, random01: Random01): Pair {
  const one = oneOf(of.circles, random01);
  const others = of.circles.filter((circle) => circle !== one);
  const other = oneOf(others, random01);
  circles.set(of.person, [...others.filter((circle) => circle !== other), [...one, ...other]]);
  return strongestFirst([oneOf(one, random01), oneOf(other, random01)]);
}

/** The user id of one person and the e-mail of another, as when somebody lends an account. */
function strangersOf(people: number, random01: Random01): Pair {
  const [one, other] = [oftenTheFirst(people, random01()), oftenTheFirst(people, random01())];
  const [user = ''] = identifiersOf(one);
  const [, email = ''] = identifiersOf(other);
  return [user, email];
}

const STRENGTH: readonly string[] = ['userId', 'email', 'anonymousId'];

const strongestFirst = ([one, other]: Pair): Pair =>
  STRENGTH.indexOf(typeOf(one)) <= STRENGTH.indexOf(typeOf(other)) ? [one, other] : [other, one];

interface Drawn {
  readonly number: number;
  readonly names: Fact['names'];
  readonly at: number;
}

function newEvent({ number, names, at }: Drawn, random01: Random01): { readonly sent: Sent; readonly fact: Fact } {
  const isIdentify = random01() < IDENTIFIES;
  const email = names.find((name) => typeOf(name) === 'email');
  const emailTrait = email === undefined ? {} : { email: valueOf(email) };
  const traits = isIdentify ? { seen: number, ...emailTrait } : emailTrait;
  const cents = isIdentify ? 0 : Math.floor(random01() * CENTS_MAX);
  const messageId = `${names[0]}/${number}`.replace('\u0000', ':');
  const counts = isIdentify ? 'identify' : number % 3 === 0 ? 'Seen' : 'Paid';
  const call = isIdentify
    ? { type: 'identify', traits }
    : { type: 'track', event: counts, properties: { revenue: cents / 100 } };
  const context = { ...(!isIdentify && { traits }), externalIds: externalIdsOf(names) };
  const timestamp = new Date(at).toISOString();
  return {
    sent: { ...call, ...idsOf(names), context, messageId, timestamp },
    fact: { number, names, counts, cents, traits: jsonOf(traits) },
  };
}

const jsonOf = (traits: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(traits).map(([name, value]) => [name, JSON.stringify(value)]));

function idsOf(names: readonly string[]): object {
  const of = (type: string): string | undefined => names.find((name) => typeOf(name) === type);
  const [userId, anonymousId] = [of('userId'), of('anonymousId')];
  return {
    ...(userId !== undefined && { userId: valueOf(userId) }),
    ...(anonymousId !== undefined && { anonymousId: valueOf(anonymousId) }),
  };
}

/** A second device has no place of its own on an event. */
const externalIdsOf = (names: readonly string[]): readonly object[] =>
  names
    .filter((name) => typeOf(name) === 'anonymousId')
    .slice(1)
    .map((name) => ({ type: 'anonymousId', id: valueOf(name), collection: 'users', encoding: 'none' }));

/** What the messageId of a person's event says. */
export function nameIn(messageId: string): { readonly entry: string; readonly number: number } {
  const [entry = '', number = ''] = messageId.split('/');
  return { entry: entry.replace(':', '\u0000'), number: Number(number) };
}

/** A moment that all events of a run lie after, and that lies before all of them are accepted. */
export const beginningFor = (events: number, now: number): number => now - events * 2 - MINUTE_MS;
