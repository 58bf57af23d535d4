import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { Event, Identifier, IdentifierKey } from '@tutti/contracts';

const BIRTH_MS = Date.UTC(2024, 0, 1);
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** An identifier with a key that looks like a keyed hash and is the same each time. */
export const anIdentifier = (type: string, value: string): Identifier => ({
  type,
  value,
  key: createHash('sha256').update(`${type}\u0000${value}`).digest('hex').slice(0, 32) as IdentifierKey,
});

/** What a test has to say about an event: JSON fields as values, and times only where they differ from `acceptedAt`. */
export type EventSketch = Partial<Omit<Event, 'properties' | 'traits' | 'context'>> & {
  readonly properties?: unknown;
  readonly traits?: unknown;
  readonly context?: unknown;
};

/** An event that ingest could have accepted; a track call of `userId:u1` unless told otherwise. */
export function anEvent({ properties = {}, traits = {}, context = {}, ...sketch }: EventSketch = {}): Event {
  const acceptedAt = sketch.acceptedAt ?? BIRTH_MS;
  return {
    messageId: 'm1',
    type: 'track',
    name: 'Order Completed',
    userId: null,
    anonymousId: null,
    groupId: null,
    previousId: null,
    entry: anIdentifier('userId', 'u1'),
    others: [],
    blocked: [],
    integrations: '{}',
    originalTimestamp: null,
    sentAt: null,
    receivedAt: acceptedAt,
    timestamp: acceptedAt,
    eventTime: acceptedAt,
    acceptedAt,
    source: 'web',
    ...sketch,
    properties: JSON.stringify(properties),
    traits: JSON.stringify(traits),
    context: JSON.stringify(context),
  };
}

/**
 * Accepted events in order of acceptance, by few people on few devices: repeats of earlier messages, event times out of
 * order and equal, amounts that floating sums get wrong, removed traits, groups, and names that objects inherit.
 */
export const eventHistories = ({ lengthMax = 30 } = {}): fc.Arbitrary<readonly Event[]> =>
  fc.array(drafts, { maxLength: lengthMax }).map(accepted);

interface Draft {
  readonly sketch: EventSketch;
  /** How long before its acceptance it happened. */
  readonly lateMs: number;
  /** Since the acceptance before. */
  readonly waitMs: number;
  /** The message this many places before is sent again. */
  readonly repeats: number | undefined;
}

function accepted(history: readonly Draft[]): readonly Event[] {
  const events: Event[] = [];
  let acceptedAt = BIRTH_MS;
  for (const { sketch, lateMs, waitMs, repeats } of history) {
    acceptedAt += waitMs;
    const again = repeats === undefined ? undefined : events.at(-repeats);
    const fresh = anEvent({ ...sketch, messageId: `m${events.length}`, acceptedAt, eventTime: acceptedAt - lateMs });
    events.push(again === undefined ? fresh : { ...again, acceptedAt });
  }
  return events;
}

const people = ['u1', 'u2', 'u3'].map((id) => anIdentifier('userId', id));
const devices = [
  ...['d1', 'd2'].map((id) => anIdentifier('device', id)),
  ...['a1', 'a2', 'a3'].map((id) => anIdentifier('anonymousId', id)),
];
const email = anIdentifier('email', 'ada@example.com');

const who: fc.Arbitrary<EventSketch> = fc
  .subarray([...people, email, ...devices], { minLength: 1, maxLength: 3 })
  .map(([entry, ...others]) => ({ entry: entry ?? email, others }));

const revenue = fc.constantFrom(0.1, 0.2, 0.3, 19.99, -5.5, '12.34', 'free', null, 1e12, 0);
const traitValue = fc.constantFrom('Ada', 'Grace', 1, 1.5, true, null, { zip: '50667', city: 'Köln' }, ['a', 'b']);
const traits = fc.dictionary(fc.constantFrom('name', 'plan', 'age', 'constructor', '10', '9'), traitValue, {
  maxKeys: 3,
  noNullPrototype: true,
});
const trackName = fc.constantFrom('Order Completed', 'Order Refunded', 'Signed Up', 'toString');

const what: fc.Arbitrary<EventSketch> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ name: trackName, properties: fc.record({ revenue }) }) },
  { weight: 1, arbitrary: fc.record({ name: trackName, context: fc.record({ traits }) }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('identify' as const), name: fc.constant(null), traits }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constantFrom('page' as const, 'screen' as const),
      name: fc.constantFrom('Home', null),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('group' as const),
      name: fc.constant(null),
      groupId: fc.constant('acme'),
      traits,
    }),
  },
);

const drafts: fc.Arbitrary<Draft> = fc.record({
  sketch: fc
    .tuple(who, what, fc.constantFrom('web', 'shop'))
    .map(([whose, call, source]) => ({ ...whose, ...call, source })),
  lateMs: fc.constantFrom(0, 0, MINUTE_MS, 2 * MINUTE_MS, DAY_MS),
  waitMs: fc.constantFrom(0, 1, MINUTE_MS, MINUTE_MS, 3 * DAY_MS, 8 * DAY_MS),
  repeats: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined, freq: 4 }),
});
