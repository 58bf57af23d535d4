import type {
  Applied,
  Counter,
  Decision,
  Entered,
  Kept,
  Letter,
  Made,
  Membership,
  Message,
  Numbered,
  Pointer,
  Position,
  Recorded,
  Settled,
  SubState,
  Sums,
  Switch,
  Told,
  Trait,
  Unreadable,
  Version,
  View,
} from './evidence';
import type {
  RawCounter,
  RawEnd,
  RawMembership,
  RawRecord,
  RawSnapshot,
  RawSubState,
  RawSwitch,
  RawTrait,
  RawUnit,
  RawValues,
} from './raw';
import type { RawEvent } from './told-event';
import { saidIn } from './told-event';

/** The same text, kept once however often it comes: what is read of a topic is mostly names that come again. */
export type Once = (text: string) => string;

/** A memory of texts for one reading. */
export function onceEach(): Once {
  const known = new Map<string, string>();
  return (text) => {
    const first = known.get(text);
    if (first === undefined) known.set(text, text);
    return first ?? text;
  };
}

type Body<Fact extends Recorded> = Fact extends unknown ? Omit<Fact, keyof Recorded> : never;

/** Where a record stands and what caused it. */
export const recordedOf = ({ partition, offset, timestamp, key, headers }: RawRecord, once: Once): Recorded => ({
  ...{ partition, offset, timestamp, key: once(key) },
  cause: positionIn(headers['cause'], once),
});

/** topic/partition/offset; the topics of sources stand there with their full names. */
function positionIn(text: string | undefined, once: Once): Position | undefined {
  const [topic, partition, offset] = text?.split('/') ?? [];
  if (topic === undefined || partition === undefined || offset === undefined) return undefined;
  return { topic: once(topic), partition: Number(partition), offset: Number(offset) };
}

const unreadable: Unreadable = { kind: 'unreadable' };
const NO_TIME = 0;
const messageAt = (at = NO_TIME): Message => ({ kind: 'message', at });

/** Kinds of records that carry no event. */
const MESSAGES: readonly string[] = [
  ...['link', 'refused', 'relink', 'repoint'],
  ...['propose', 'absorb', 'return', 'adopted', 'command'],
];

/** How profiles call an identifier in one of its lives. */
export const nameIn = (key: string, incarnation: number): string => (incarnation === 0 ? key : `${key}~${incarnation}`);

const switchOf = ({ revision, at }: RawSwitch): Switch => ({ kind: 'switch', revision, at });

export function enteredIn(value: RawValues['identity.in'] | undefined, once: Once): Body<Entered> {
  if (value === undefined) return unreadable;
  if (MESSAGES.includes(value.kind)) return messageAt(timeAfter(value.link ?? value.relink));
  if (value.kind === 'switch' && value.switch) return switchOf(value.switch);
  if (value.kind === 'forget' && value.forget) return { kind: 'forget', ...value.forget, at: NO_TIME };
  return value.kind === 'event' && value.event ? eventIn(value.event, once) : unreadable;
}

/** A link is asked for after the event that named both. */
const timeAfter = (asked: { readonly cause: { readonly at: number } } | null): number | undefined =>
  asked === null ? undefined : asked.cause.at + 1;

const eventIn = ({ messageId, entry, others, acceptedAt }: RawEvent, once: Once): Body<Entered> => ({
  ...{ kind: 'event', messageId: once(messageId), entry: once(`${entry.type}:${entry.value}`), at: acceptedAt },
  others: others.map(({ key }) => once(key)),
});

/** A value of `profile.in` with the headers of its record. */
interface AppliedParts {
  readonly value: RawValues['profile.in'] | undefined;
  readonly headers: RawRecord['headers'];
}

export function appliedIn({ value, headers }: AppliedParts, once: Once): Body<Applied> {
  if (value?.kind === 'switch' && value.switch) return switchOf(value.switch);
  if (value !== undefined && MESSAGES.includes(value.kind)) return messageAt();
  if (value?.kind !== 'apply' || !value.apply) return { ...unreadable, ...numberIn(headers) };
  const { identifier, incarnation, seq, event } = value.apply;
  return { kind: 'apply', name: once(nameIn(identifier.key, incarnation)), seq, said: saidIn(event, once) };
}

function numberIn({ identifier: name, seq }: RawRecord['headers']): { readonly number?: Numbered } {
  return name === undefined || seq === undefined ? {} : { number: { name, seq: Number(seq) } };
}

export function madeIn(value: RawValues['profiles'] | undefined, once: Once): Body<Made> {
  if (value?.kind === 'switch' && value.switch) return switchOf(value.switch);
  if (value?.kind !== 'profile' || !value.profile) return unreadable;
  return { kind: 'version', ...versionOf(value.profile.snapshot, value.profile, once) };
}

export function toldIn(value: RawValues['updates'] | undefined, once: Once): Body<Told> {
  if (value === undefined) return unreadable;
  const { profile, segments, entered, exited } = value;
  const memberships = { segments: listOf(segments), entered: listOf(entered), exited: listOf(exited) };
  return { kind: 'version', ...versionOf(profile, value, once), ...memberships };
}

const NONE: readonly Membership[] = [];

const listOf = (memberships: readonly RawMembership[]): readonly Membership[] =>
  memberships.length === 0 ? NONE : memberships.map(({ segment, since }) => ({ segment, since }));

type RawVersion = RawEnd & { readonly causes: readonly RawEvent[] };

function versionOf({ version, at, events }: RawSnapshot, { causes, ...end }: RawVersion, once: Once): Version {
  const counters = Object.values(events);
  return {
    ...{ version, at },
    count: counters.reduce((sum, { count }) => sum + count, 0),
    micros: counters.reduce((sum, { revenueMicros }) => sum + revenueMicros, 0),
    messageIds: causes.map(({ messageId }) => once(messageId)),
    end: endOf(end),
  };
}

const endOf = ({ mergedInto, deleted }: RawEnd): string | undefined =>
  deleted ? 'deleted' : (mergedInto ?? undefined);

export const decisionIn = ({ action, outcome, code, identifiers }: RawValues['audit'], once: Once): Decision => ({
  action: once(action),
  outcome: once(outcome),
  code: once(code),
  identifiers: identifiers.map(once),
});

/** `shortOf` makes the short name of a topic of its full one. */
export function letterIn(
  { stage, code, topic, partition, offset }: RawValues['dead-letters'],
  shortOf: (topic: string) => string,
): Body<Letter> {
  return { stage, code, of: { topic: shortOf(topic), partition, offset } };
}

/** A snapshot as it is shown. */
export const viewOf = ({ version, createdAt, events, traits, identifiers }: RawSnapshot, end: RawEnd): View => ({
  ...{ version, createdAt, identifiers: identifiers.map(({ key }) => key).sort(), end: endOf(end) },
  counters: new Map(Object.entries(events).map(([name, counter]) => [name, counterOf(counter)])),
  traits: new Map(Object.entries(traits).map(([name, trait]) => [name, traitOf(trait)])),
});

const counterOf = ({ count, first, last, revenueMicros: micros }: RawCounter): Counter => ({
  count,
  first,
  last,
  micros,
});

const traitOf = ({ value, time, messageId }: RawTrait): Trait => ({ value, time, messageId });

export const pointerIn = (state: NonNullable<RawValues['identity.state']['state']>): Pointer => {
  const { profileId: profile, incarnation, seq, recent, neighbours, suppressed } = state;
  const refused = neighbours.filter(({ refusal }) => refusal !== null).map(({ key }) => key);
  return { ...{ profile, incarnation, seq, refused, suppressed }, recent: Buffer.from(recent).toString('hex') };
};

/** The sub-states of a profile, apart and put together. */
export function keptIn(state: NonNullable<RawValues['profile.state']['state']>): Kept {
  const { told, createdAt, life, identifiers, links } = state;
  const subStates = Object.entries(identifiers).map(([name, subState]) => [name, subStateOf(subState)] as const);
  return {
    ...{ told, createdAt, life, subStates: new Map(subStates) },
    links: links.map(({ one, other }) => [one, other] as const),
    ...sumsOf(Object.values(identifiers).flatMap(({ units }) => Object.values(units))),
  };
}

const subStateOf = ({ identifier, applied, walls }: RawSubState): SubState => ({
  ...{ key: identifier.key, isNamed: identifier.type !== '', applied },
  walls: new Map(walls.map(({ wall, side }) => [wall, side])),
});

function sumsOf(units: readonly RawUnit[]): Sums {
  const counters = new Map<string, Counter>();
  const traits = new Map<string, Trait>();
  for (const { events, traits: given } of units) {
    for (const [name, counter] of Object.entries(events))
      counters.set(name, summed(counters.get(name), counterOf(counter)));
    for (const [name, values] of Object.entries(given))
      for (const value of values) traits.set(name, newer(traits.get(name), traitOf(value)));
  }
  return { counters, traits };
}

/** Two counters of one name as one. */
export function summed(one: Counter | undefined, other: Counter): Counter {
  if (one === undefined) return other;
  return {
    count: one.count + other.count,
    first: Math.min(one.first, other.first),
    last: Math.max(one.last, other.last),
    micros: one.micros + other.micros,
  };
}

/** The trait that was written last: by time, then message and value. */
export function newer(one: Trait | undefined, other: Trait): Trait {
  if (one === undefined) return other;
  for (const field of ['time', 'messageId', 'value'] as const) {
    if (one[field] !== other[field]) return one[field] > other[field] ? one : other;
  }
  return one;
}

export const settledIn = ({ version, outcome }: NonNullable<RawValues['destination.state']['state']>): Settled => ({
  version,
  outcome,
});
