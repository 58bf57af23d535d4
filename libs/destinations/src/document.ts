import type { Event, Membership, Snapshot, TraitChange } from '@tutti/contracts';

/** A profile as plain JSON, for people and destinations: times as ISO 8601 in UTC, traits as their values. */
export interface ProfileDocument {
  readonly id: string;
  readonly version: number;
  readonly createdAt: string;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly identifiers: readonly { readonly type: string; readonly value: string }[];
  readonly traits: Readonly<Record<string, unknown>>;
  readonly events: Readonly<Record<string, CounterDocument>>;
}

/** What a profile remembers of one event name; `revenue` is the sum of `properties.revenue`. */
export interface CounterDocument {
  readonly count: number;
  readonly first: string;
  readonly last: string;
  readonly revenue: number;
}

const MICROS = 1_000_000;

/** Milliseconds as ISO 8601 in UTC. */
export const isoTime = (ms: number): string => new Date(ms).toISOString();

/** The visible profile without provenance; names in order, so that equal profiles are equal texts. */
export const visibleJson = (snapshot: Snapshot): ProfileDocument => ({
  id: snapshot.id,
  version: snapshot.version,
  createdAt: isoTime(snapshot.createdAt),
  firstSeen: isoTime(snapshot.firstSeen),
  lastSeen: isoTime(snapshot.lastSeen),
  identifiers: snapshot.identifiers.map(({ type, value }) => ({ type, value })),
  traits: mapped(snapshot.traits, ({ value }) => parsed(value)),
  events: mapped(snapshot.events, ({ count, first, last, revenueMicros }) => ({
    ...{ count, first: isoTime(first), last: isoTime(last), revenue: revenueMicros / MICROS },
  })),
});

/** A membership by the name of its segment. */
export const membershipJson = ({ segment, since }: Membership): { readonly name: string; readonly since: string } => ({
  name: segment,
  since: isoTime(since),
});

/** A changed trait; `from` or `to` is missing where the trait was or is absent (`null` is a value). */
export const traitChangeJson = ({ trait, from, to }: TraitChange): Readonly<Record<string, unknown>> => ({
  trait,
  ...(from !== null && { from: parsed(from) }),
  ...(to !== null && { to: parsed(to) }),
});

/** An event in the words of the Segment call it came as, with what ingest added; absent fields are missing. */
export const eventJson = (event: Event): Readonly<Record<string, unknown>> => ({
  messageId: event.messageId,
  type: event.type,
  ...(event.name !== null && { [event.type === 'track' ? 'event' : 'name']: event.name }),
  ...present({ userId: event.userId, anonymousId: event.anonymousId }),
  ...present({ groupId: event.groupId, previousId: event.previousId }),
  properties: parsed(event.properties),
  traits: parsed(event.traits),
  context: parsed(event.context),
  integrations: parsed(event.integrations),
  timestamp: isoTime(event.timestamp),
  ...present({
    originalTimestamp: event.originalTimestamp === null ? null : isoTime(event.originalTimestamp),
    sentAt: event.sentAt === null ? null : isoTime(event.sentAt),
  }),
  receivedAt: isoTime(event.receivedAt),
  acceptedAt: isoTime(event.acceptedAt),
  source: event.source,
});

const parsed = (canonical: string): unknown => JSON.parse(canonical);

const present = (fields: Readonly<Record<string, string | null>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));

const mapped = <From, To>(
  from: Readonly<Record<string, From>>,
  to: (value: From) => To,
): Readonly<Record<string, To>> =>
  Object.fromEntries(
    Object.keys(from)
      .sort()
      .map((name) => [name, to(from[name]!)]),
  );
