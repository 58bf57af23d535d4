import type {
  Applied,
  Counter,
  Entered,
  Kept,
  Letter,
  Made,
  Membership,
  Pointer,
  Position,
  Recorded,
  Settled,
  Switch,
  Told,
  Trait,
  Unreadable,
  Version,
  View,
} from './evidence';
import type { RawCounter, RawMembership, RawRecord, RawSnapshot, RawSwitch, RawTrait, RawValues } from './raw';
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

const switchOf = ({ revision, at }: RawSwitch): Switch => ({ kind: 'switch', revision, at });

export function enteredIn(value: RawValues['identity.in'] | undefined, once: Once): Body<Entered> {
  if (value?.kind === 'switch' && value.switch) return switchOf(value.switch);
  if (value?.kind !== 'event' || !value.event) return unreadable;
  const { messageId, entry, acceptedAt } = value.event;
  return { kind: 'event', messageId: once(messageId), entry: once(`${entry.type}:${entry.value}`), at: acceptedAt };
}

/** A value of `profile.in` with the headers of its record. */
interface AppliedParts {
  readonly value: RawValues['profile.in'] | undefined;
  readonly headers: RawRecord['headers'];
}

export function appliedIn({ value, headers }: AppliedParts, once: Once): Body<Applied> {
  if (value?.kind === 'switch' && value.switch) return switchOf(value.switch);
  if (value?.kind !== 'apply' || !value.apply) return { ...unreadable, ...numberIn(headers) };
  const { identifier, seq, event } = value.apply;
  return { kind: 'apply', identifier: once(identifier.key), seq, said: saidIn(event, once) };
}

function numberIn({ identifier, seq }: RawRecord['headers']): Pick<Unreadable, 'number'> {
  return identifier === undefined || seq === undefined ? {} : { number: { identifier, seq: Number(seq) } };
}

export function madeIn(value: RawValues['profiles'] | undefined, once: Once): Body<Made> {
  if (value?.kind === 'switch' && value.switch) return switchOf(value.switch);
  if (value?.kind !== 'profile' || !value.profile) return unreadable;
  return { kind: 'version', ...versionOf(value.profile.snapshot, value.profile.causes, once) };
}

export function toldIn(value: RawValues['updates'] | undefined, once: Once): Body<Told> {
  if (value === undefined) return unreadable;
  const { profile, causes, segments, entered, exited, deleted } = value;
  const memberships = { segments: listOf(segments), entered: listOf(entered), exited: listOf(exited) };
  return { kind: 'version', ...versionOf(profile, causes, once), ...memberships, deleted };
}

const NONE: readonly Membership[] = [];

const listOf = (memberships: readonly RawMembership[]): readonly Membership[] =>
  memberships.length === 0 ? NONE : memberships.map(({ segment, since }) => ({ segment, since }));

function versionOf({ version, at, events }: RawSnapshot, causes: readonly RawEvent[], once: Once): Version {
  const counters = Object.values(events);
  return {
    ...{ version, at },
    count: counters.reduce((sum, { count }) => sum + count, 0),
    micros: counters.reduce((sum, { revenueMicros }) => sum + revenueMicros, 0),
    messageIds: causes.map(({ messageId }) => once(messageId)),
  };
}

/** `shortOf` makes the short name of a topic of its full one. */
export function letterIn(
  { stage, code, topic, partition, offset }: RawValues['dead-letters'],
  shortOf: (topic: string) => string,
): Body<Letter> {
  return { stage, code, of: { topic: shortOf(topic), partition, offset } };
}

/** A snapshot as it is shown. */
export const viewOf = ({ version, createdAt, events, traits }: RawSnapshot): View => ({
  ...{ version, createdAt },
  counters: new Map(Object.entries(events).map(([name, counter]) => [name, counterOf(counter)])),
  traits: new Map(Object.entries(traits).map(([name, trait]) => [name, traitOf(trait)])),
});

const counterOf = ({ count, first, last, revenueMicros: micros }: RawCounter): Counter => ({
  count,
  first,
  last,
  micros,
});

const traitOf = ({ value, time, messageId, position }: RawTrait): Trait => ({ value, time, messageId, position });

export const pointerIn = ({ profileId, seq, recent }: NonNullable<RawValues['identity.state']['state']>): Pointer => ({
  ...{ profile: profileId, seq },
  recent: Buffer.from(recent).toString('hex'),
});

/** The sub-states of a profile put together. */
export function keptIn({ version, createdAt, identifiers }: NonNullable<RawValues['profile.state']['state']>): Kept {
  const counters = new Map<string, Counter>();
  const traits = new Map<string, Trait>();
  for (const { units } of Object.values(identifiers)) {
    for (const { events, traits: given } of Object.values(units)) {
      for (const [name, counter] of Object.entries(events))
        counters.set(name, summed(counters.get(name), counterOf(counter)));
      for (const [name, trait] of Object.entries(given)) traits.set(name, newer(traits.get(name), traitOf(trait)));
    }
  }
  const applied = new Map(Object.entries(identifiers).map(([key, subState]) => [key, subState.applied]));
  return { version, createdAt, counters, traits, applied };
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

/** The trait that was written last: by time, then message, value and position. */
export function newer(one: Trait | undefined, other: Trait): Trait {
  if (one === undefined) return other;
  for (const field of ['time', 'messageId', 'value', 'position'] as const) {
    if (one[field] !== other[field]) return one[field] > other[field] ? one : other;
  }
  return one;
}

export const settledIn = ({ version, outcome }: NonNullable<RawValues['destination.state']['state']>): Settled => ({
  version,
  outcome,
});
