import type { Event, Identifier } from '@tutti/contracts';
import type { Workspace } from '@tutti/core/workspace';
import { EMPTY_WORKSPACE } from '@tutti/core/workspace';
import { anEvent, anIdentifier } from '@tutti/testing';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const PEOPLE: readonly Identifier[] = ['u1', 'u2', 'u3', 'u4', 'u5', 'u6']
  .map((id) => anIdentifier('userId', id))
  .concat(['a1', 'a2'].map((id) => anIdentifier('anonymousId', id)));
const REVENUES: readonly unknown[] = [0.1, 0.2, 19.99, -5.5, '12.34', 'free', null, 1e12];
const NAMES: readonly string[] = ['Order Completed', 'Order Refunded', 'Signed Up', 'toString'];
const PLANS: readonly string[] = ['free', 'pro'];

/** One of these, by a number in [0, 1). */
export const oneOf = <Element>(elements: readonly Element[], random01: () => number): Element =>
  elements[Math.floor(random01() * elements.length)]!;

/** The identifiers that events of the simulation enter by. */
export const somebody = (random01: () => number): Identifier => oneOf(PEOPLE, random01);

/** A new event or, now and then, one of `before` sent again. */
export function nextEvent(before: readonly Event[], acceptedAt: number, random01: () => number): Event {
  if (before.length > 0 && random01() < 0.2) return again(oneOf(before.slice(-20), random01), acceptedAt, random01);
  const lateMs = random01() < 0.05 ? Math.floor(random01() * 9) * DAY_MS : Math.floor(random01() * 3) * MINUTE_MS;
  const about = {
    ...{ messageId: `m${before.length}`, entry: somebody(random01), eventTime: acceptedAt - lateMs },
    // Several of ingest work side by side: what was accepted first may be appended last, and clocks differ.
    acceptedAt: acceptedAt + (random01() < 0.1 ? Math.floor((random01() - 0.6) * 20_000) : 0),
  };
  if (random01() < 0.25) {
    return anEvent({ ...about, type: 'identify', name: null, traits: { plan: oneOf(PLANS, random01) } });
  }
  return anEvent({ ...about, name: oneOf(NAMES, random01), properties: { revenue: oneOf(REVENUES, random01) } });
}

/** A client repeats what it had no answer to: as it was, with other contents, or under another identifier. */
function again(event: Event, acceptedAt: number, random01: () => number): Event {
  const kind = random01();
  if (kind < 0.7) return { ...event, acceptedAt };
  if (kind < 0.85) return { ...event, acceptedAt, properties: JSON.stringify({ revenue: oneOf(REVENUES, random01) }) };
  return { ...event, acceptedAt, entry: somebody(random01) };
}

/** What a rule of the simulation may ask of a profile, as JSON. */
export interface Facts {
  readonly count: (name: string) => number;
  readonly micros: (name: string) => number;
  readonly plan: string | undefined;
}

/** Each rule twice: as an expression for the product, and in plain code for the checker. A name has one rule for ever. */
export const RULES: readonly {
  readonly name: string;
  readonly when: string;
  readonly holds: (of: Facts) => boolean;
}[] = [
  { name: 'buyers', when: 'events["Order Completed"].count >= 2', holds: ({ count }) => count('Order Completed') >= 2 },
  {
    name: 'newcomers',
    when: 'events["Signed Up"].count < 3',
    holds: ({ count }) => count('Signed Up') > 0 && count('Signed Up') < 3,
  },
  {
    name: 'spenders',
    when: 'events["Order Completed"].revenue > 25.0',
    holds: ({ micros }) => micros('Order Completed') > 25e6,
  },
  { name: 'pros', when: 'traits.plan == "pro"', holds: ({ plan }) => plan === 'pro' },
];

/** A configuration with some of the rules, and destinations that stay. */
export const someWorkspace = (destinations: Workspace['destinations'], random01: () => number): Workspace => ({
  ...EMPTY_WORKSPACE,
  destinations,
  segments: RULES.filter(() => random01() < 0.6).map(({ name, when }) => ({ name, when, description: '' })),
});
