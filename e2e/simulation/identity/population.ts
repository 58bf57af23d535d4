import { createHash } from 'node:crypto';
import type { Identifier, IdentifierKey } from '@tutti/contracts';

/** Who is in a history: the identifiers of each person, and those that several people use. */
export interface Population {
  readonly people: readonly (readonly Identifier[])[];
  readonly shared: readonly Identifier[];
}

const PEOPLE_MAX = 5;
const ANONYMOUS_MAX = 2;

/** A few households: people with one to four kinds of identifiers, devices that several use, an email that is nobody's. */
export function householdsOf(random01: () => number): Population {
  const people = Array.from({ length: 2 + Math.floor(random01() * (PEOPLE_MAX - 1)) }, (_, i) => personOf(i, random01));
  const shared = [...[0, 1].map((i) => identifier('device', `shared${i}`)), identifier('email', 'none@none')];
  return { people, shared };
}

function personOf(i: number, random01: () => number): readonly Identifier[] {
  const some = [
    identifier('userId', `u${i}`),
    ...(random01() < 0.6 ? [identifier('email', `${i}@e`)] : []),
    ...(random01() < 0.5 ? [identifier('device', `d${i}`)] : []),
    ...Array.from({ length: Math.floor(random01() * (ANONYMOUS_MAX + 1)) }, (_, j) =>
      identifier('anonymousId', `a${i}.${j}`),
    ),
  ];
  return random01() < 0.2 && some.length > 1 ? some.slice(1) : some;
}

/** One device on which many browsers were seen: more identifiers than one profile may have. */
export const crowdOf = (count: number): Population => ({
  people: [Array.from({ length: count }, (_, i) => identifier('anonymousId', `a${i}`))],
  shared: [identifier('device', 'crowded')],
});

/** One device on which many people log in, of whom it can be of one at most. */
export const kioskOf = (count: number): Population => ({
  people: Array.from({ length: count }, (_, i) => [identifier('userId', `u${i}`)]),
  shared: [identifier('device', 'kiosk')],
});

/** Every identifier of a population. */
export const identifiersIn = ({ people, shared }: Population): readonly Identifier[] => [...people.flat(), ...shared];

const identifier = (type: string, value: string): Identifier => ({
  type,
  value,
  key: createHash('sha256').update(`${type}/${value}`).digest('hex').slice(0, 32) as IdentifierKey,
});
