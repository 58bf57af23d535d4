import type {
  Event,
  EventCounter,
  Identifier,
  IdentityChange,
  Membership,
  Snapshot,
  TraitChange,
} from '@tutti/contracts';

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

/*
 * Documents are written as text: properties, traits and contexts are canonical JSON already, and a busy sink would
 * spend most of its time on parsing and writing them again.
 */

/** The visible profile without provenance, as JSON; names in order, so that equal profiles are equal texts. */
export const visibleText = (snapshot: Snapshot): string =>
  `{"id":${quoted(snapshot.id)},"version":${snapshot.version},"createdAt":${time(snapshot.createdAt)},` +
  `"firstSeen":${time(snapshot.firstSeen)},"lastSeen":${time(snapshot.lastSeen)},` +
  `"identifiers":${listText(snapshot.identifiers, identifierText)},` +
  `"traits":${mapText(snapshot.traits, ({ value }) => value)},"events":${mapText(snapshot.events, counterText)}}`;

/** A profile of which nothing else is left, as JSON: it went into another one, or was erased. */
export const goneText = ({ id, version }: Pick<Snapshot, 'id' | 'version'>): string =>
  `{"id":${quoted(id)},"version":${version}}`;

/** The visible profile as a value. */
export const visibleJson = (snapshot: Snapshot): ProfileDocument =>
  JSON.parse(visibleText(snapshot)) as ProfileDocument;

const identifierText = ({ type, value }: Identifier): string => `{"type":${quoted(type)},"value":${quoted(value)}}`;

const counterText = ({ count, first, last, revenueMicros }: EventCounter): string =>
  `{"count":${count},"first":${time(first)},"last":${time(last)},"revenue":${revenueMicros / MICROS}}`;

/** A membership by the name of its segment, as JSON. */
export const membershipText = ({ segment, since }: Membership): string =>
  `{"name":${quoted(segment)},"since":${time(since)}}`;

/** A changed trait as JSON; `from` or `to` is missing where the trait was or is absent (`null` is a value). */
export const traitChangeText = ({ trait, from, to }: TraitChange): string =>
  `{"trait":${quoted(trait)}${from === null ? '' : `,"from":${from}`}${to === null ? '' : `,"to":${to}`}}`;

/** What a change did to who the profile is, as JSON; `cause` names the event or the operator's command behind it. */
export const identityText = ({ kind, other, identifiers, cause }: IdentityChange): string =>
  `{"kind":"${kind}"${textField('other', other)},"identifiers":${listText(identifiers, identifierText)}` +
  `${cause === null ? '' : `,"cause":${causeText(cause)}`}}`;

const causeText = ({ messageId, command }: NonNullable<IdentityChange['cause']>): string =>
  command === null ? `{"messageId":${quoted(messageId ?? '')}}` : `{"command":${quoted(command)}}`;

/** An event as JSON, in the words of the Segment call it came as, with what ingest added; absent fields are missing. */
export const eventText = (event: Event): string =>
  `{"messageId":${quoted(event.messageId)},"type":"${event.type}"` +
  textField(event.type === 'track' ? 'event' : 'name', event.name) +
  textField('userId', event.userId) +
  textField('anonymousId', event.anonymousId) +
  textField('groupId', event.groupId) +
  textField('previousId', event.previousId) +
  `,"properties":${event.properties},"traits":${event.traits},"context":${event.context}` +
  `,"integrations":${event.integrations},"timestamp":${time(event.timestamp)}` +
  timeField('originalTimestamp', event.originalTimestamp) +
  timeField('sentAt', event.sentAt) +
  `,"receivedAt":${time(event.receivedAt)},"acceptedAt":${time(event.acceptedAt)},"source":${quoted(event.source)}}`;

/** A JSON list. */
export const listText = <Item>(items: readonly Item[], textOf: (item: Item) => string): string =>
  `[${items.map(textOf).join(',')}]`;

const mapText = <Value>(map: Readonly<Record<string, Value>>, textOf: (value: Value) => string): string =>
  `{${Object.keys(map)
    .sort()
    .map((name) => `${quoted(name)}:${textOf(map[name]!)}`)
    .join(',')}}`;

const quoted = (text: string): string => JSON.stringify(text);

const time = (ms: number): string => `"${isoTime(ms)}"`;

const textField = (name: string, text: string | null): string => (text === null ? '' : `,"${name}":${quoted(text)}`);

const timeField = (name: string, ms: number | null): string => (ms === null ? '' : `,"${name}":${time(ms)}`);
