import type { Event, EventType, IdentifierKey } from '@tutti/contracts';
import type { Violation } from '@tutti/core/stage';
import { canonicalJson } from '@tutti/core/stage';
import type { BatchDefaults } from './batch';
import type { Fields } from './fields';
import { identifierAt, isRefused, messageIdAt, objectAt, refuse, textAt, timeAt } from './fields';
import type { Identifiers } from './identifiers';
import { identifiersOf } from './identifiers';
import type { JsonObject } from './json';
import { isLonger, isObject, problemOf } from './json';
import { BATCH_EVENTS_MAX, EVENT_BYTES_MAX, MESSAGE_ID_LENGTH_MAX } from './limits';
import type { IdentifierReader, Named } from './reader';
import { correct } from './time';

/** The Segment calls. */
export const CALL_TYPES = [
  'track',
  'identify',
  'page',
  'screen',
  'group',
  'alias',
] as const satisfies readonly EventType[];

/** One of them. */
export type CallType = (typeof CALL_TYPES)[number];

/** Everything about an event that the event itself does not say; all that is impure comes in here. */
export interface Circumstances {
  /** The call, where the path names it; else the event must. */
  readonly type?: CallType | undefined;
  /** Name of the source it came through. */
  readonly source: string;
  /** Our clock when it arrived, in milliseconds. */
  readonly receivedAt: number;
  /** Our clock now, in milliseconds. */
  readonly acceptedAt: number;
  /** An import has to say when its events happened. */
  readonly timeRequired: boolean;
  /** The event's JSON is not larger than this many bytes; smaller than the limit, it need not be measured. */
  readonly bytesAtMost: number;
  /** Address of the caller, recorded where `context.direct` asks for it. */
  readonly ip?: string | undefined;
  /** What the batch around it says for all its events. */
  readonly defaults?: BatchDefaults | undefined;
  /** How identifiers are read, by the rules in force. */
  readonly identifiers: IdentifierReader;
  /** Keyed hash of an identifier's type and value. */
  readonly hash: (text: string) => IdentifierKey;
  /** An id for an event without one. */
  readonly newMessageId: () => string;
}

/** Why an event was refused; also the code of its dead letter. */
export type RefusalCode = 'invalid-event' | 'event-too-large' | 'batch-full';

/** An event that was not accepted. */
export interface Refused {
  readonly kind: 'refused';
  readonly code: RefusalCode;
  /** The id the sender gave it, so far as it can be told. */
  readonly messageId: string | undefined;
  readonly violations: readonly Violation[];
}

/** An event is accepted whole or refused with everything that is wrong with it. */
export type Acceptance = { readonly kind: 'accepted'; readonly event: Event } | Refused;

/** Outcome of each event of a batch, in its order. */
export const acceptBatch = (events: readonly unknown[], circumstances: Circumstances): readonly Acceptance[] =>
  events.map((raw, i) =>
    i < BATCH_EVENTS_MAX
      ? acceptEvent(raw, circumstances)
      : refused(raw, 'batch-full', [{ field: '', reason: `stands after the ${BATCH_EVENTS_MAX} events of a batch` }]),
  );

/** Validates, normalises, corrects the time of and keys one event. Never throws, whatever JSON it is given. */
export function acceptEvent(raw: unknown, circumstances: Circumstances): Acceptance {
  if (!isObject(raw)) return refused(raw, 'invalid-event', [{ field: '', reason: 'must be a JSON object' }]);
  const problem = problemOf(raw);
  if (problem !== undefined) return refused(raw, 'invalid-event', [problem]);
  const measured = circumstances.bytesAtMost > EVENT_BYTES_MAX ? [JSON.stringify(raw)] : [];
  if (isLonger(measured, EVENT_BYTES_MAX)) return tooLarge(raw);
  const fields: Fields = { raw, path: '', violations: [] };
  const event = eventOf(fields, circumstances);
  if (event === undefined) return refused(raw, 'invalid-event', fields.violations);
  const kept = [event.properties, event.traits, event.context, event.integrations, event.name ?? ''];
  return isLonger(kept, EVENT_BYTES_MAX) ? tooLarge(raw) : { kind: 'accepted', event };
}

/** The event, complete if no violation was noted on the way. Every field is looked at, so that all faults are told. */
function eventOf(fields: Fields, circumstances: Circumstances): Event | undefined {
  const type = circumstances.type ?? typeAt(fields);
  const ids = idsOf(fields, type);
  const context = contextOf(fields, circumstances);
  const traits = objectAt(fields, 'traits');
  const name = nameOf(fields, type) ?? null;
  const properties = propertiesOf(fields);
  const { userId, anonymousId, previousId } = ids;
  const named: Named = { userId, anonymousId, previousId, context, properties, traits: type === 'group' ? {} : traits };
  const found = identifiersIn(named, circumstances, fields);
  const [entry, ...others] = found.allowed;
  const integrations = under(circumstances.defaults?.integrations, objectAt(fields, 'integrations'));
  const messageId = messageIdAt(fields) ?? circumstances.newMessageId();
  const times = timesOf(fields, circumstances);
  if (entry === undefined) return noIdentifier(fields, found);
  if (type === undefined || fields.violations.length > 0) return undefined;
  return {
    messageId,
    type,
    name,
    userId: ids.userId,
    anonymousId: ids.anonymousId,
    groupId: ids.groupId,
    previousId: ids.previousId,
    entry,
    others,
    blocked: found.blocked,
    properties: canonicalJson(properties),
    traits: canonicalJson(traits),
    context: canonicalJson(context),
    integrations: canonicalJson(integrations),
    originalTimestamp: times.originalTimestamp,
    sentAt: times.sentAt,
    receivedAt: circumstances.receivedAt,
    timestamp: times.timestamp,
    eventTime: times.eventTime,
    acceptedAt: circumstances.acceptedAt,
    source: circumstances.source,
  };
}

const identifiersIn = (
  named: Named,
  { identifiers: reader, hash }: Circumstances,
  { violations }: Fields,
): Identifiers => identifiersOf(named, { reader, hash, violations });

function typeAt(fields: Fields): CallType | undefined {
  const known = CALL_TYPES.find((type) => type === fields.raw['type']);
  return known ?? refuse(fields, 'type', `must be one of ${CALL_TYPES.join(', ')}`);
}

type Ids = Pick<Event, 'userId' | 'anonymousId' | 'groupId' | 'previousId'>;

const REQUIRED: Readonly<Record<CallType, readonly (keyof Ids)[]>> = {
  ...{ track: [], identify: [], page: [], screen: [] },
  group: ['groupId'],
  alias: ['previousId', 'userId'],
};

function idsOf(fields: Fields, type: CallType | undefined): Ids {
  for (const name of type === undefined ? [] : REQUIRED[type]) {
    if (isAbsent(fields.raw[name])) refuse(fields, name, `is required in ${type}`);
  }
  return {
    userId: identifierAt(fields, 'userId') ?? null,
    anonymousId: identifierAt(fields, 'anonymousId') ?? null,
    groupId: identifierAt(fields, 'groupId') ?? null,
    previousId: identifierAt(fields, 'previousId') ?? null,
  };
}

const isAbsent = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

function contextOf(fields: Fields, { defaults, ip }: Circumstances): JsonObject {
  const context = under(defaults?.context, objectAt(fields, 'context'));
  const asked = context['direct'] === true && ip !== undefined && typeof context['ip'] !== 'string';
  return asked ? { ...context, ip } : context;
}

/** What the batch says lies under the event's own word. */
const under = (shared: JsonObject | undefined, own: JsonObject): JsonObject =>
  shared === undefined ? own : { ...shared, ...own };

/** Says why nobody can be told from the event, unless a worse fault of an identifier says so already. */
function noIdentifier(fields: Fields, { blocked }: Identifiers): undefined {
  const only = blocked.length === 0 ? '' : `; a blocked value (${blocked.join(', ')}) identifies nobody`;
  const reason = `userId or anonymousId is required, or another identifier such as traits.email${only}`;
  if (!isRefused(fields, 'userId', 'anonymousId')) refuse(fields, 'userId', reason);
}

function nameOf(fields: Fields, type: CallType | undefined): string | undefined {
  if (type === 'page' || type === 'screen') return textAt(fields, 'name');
  if (type !== 'track') return undefined;
  return isAbsent(fields.raw['event']) ? refuse(fields, 'event', 'is required in track') : textAt(fields, 'event');
}

/** The category of a page or screen is one of its properties, wherever the sender put it. */
function propertiesOf(fields: Fields): JsonObject {
  const properties = objectAt(fields, 'properties');
  const { category } = fields.raw;
  return typeof category === 'string' && properties['category'] === undefined
    ? { ...properties, category }
    : properties;
}

type Times = Pick<Event, 'originalTimestamp' | 'sentAt' | 'timestamp' | 'eventTime'>;

function timesOf(fields: Fields, { defaults, receivedAt, acceptedAt, timeRequired }: Circumstances): Times {
  const original = originalAt(fields) ?? defaults?.timestamp;
  const sentAt = timeAt(fields, 'sentAt') ?? defaults?.sentAt;
  if (timeRequired && original === undefined && !isRefused(fields, 'timestamp', 'originalTimestamp')) {
    refuse(fields, 'timestamp', 'is required: an import has to say when it happened');
  }
  const { timestamp, eventTime } = correct({ original, sentAt, receivedAt, acceptedAt });
  return { originalTimestamp: original ?? null, sentAt: sentAt ?? null, timestamp, eventTime };
}

/** Both names are looked at: what cannot be read is a fault, whichever of them counts. */
function originalAt(fields: Fields): number | undefined {
  const [first, second] = [timeAt(fields, 'originalTimestamp'), timeAt(fields, 'timestamp')];
  return first ?? second;
}

const tooLarge = (raw: JsonObject): Refused =>
  refused(raw, 'event-too-large', [{ field: '', reason: `is larger than ${EVENT_BYTES_MAX} bytes` }]);

function refused(raw: unknown, code: RefusalCode, violations: readonly Violation[]): Refused {
  const sent = isObject(raw) ? raw['messageId'] : undefined;
  const messageId = typeof sent === 'string' ? sent.slice(0, MESSAGE_ID_LENGTH_MAX) : undefined;
  return { kind: 'refused', code, messageId, violations };
}
