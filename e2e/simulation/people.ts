import type { Event, Identifier } from '@tutti/contracts';
import type { Workspace } from '@tutti/core/workspace';
import { anEvent, anIdentifier } from '@tutti/testing';

const MINUTE_MS = 60_000;

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
  if (before.length > 0 && random01() < 0.2) return { ...oneOf(before.slice(-20), random01), acceptedAt };
  const eventTime = acceptedAt - Math.floor(random01() * 3) * MINUTE_MS;
  const about = { messageId: `m${before.length}`, entry: somebody(random01), acceptedAt, eventTime };
  if (random01() < 0.25) {
    return anEvent({ ...about, type: 'identify', name: null, traits: { plan: oneOf(PLANS, random01) } });
  }
  return anEvent({ ...about, name: oneOf(NAMES, random01), properties: { revenue: oneOf(REVENUES, random01) } });
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

/** A configuration with some of the rules. */
export const someWorkspace = (random01: () => number): Workspace => ({
  sources: [],
  destinations: [],
  segments: RULES.filter(() => random01() < 0.6).map(({ name, when }) => ({ name, when, description: '' })),
});
