import type { TopicName } from '@tutti/contracts';
import { identityIn, profileIn, profileRecord } from '@tutti/contracts';
import { homeProfile } from '@tutti/core/stage';
import type { NewRecord } from '@tutti/log';
import { anEvent, anIdentifier } from '@tutti/testing';
import type { Installation } from '../installation';
import { PARTITIONS } from '../stack';
import { CANARY } from './canaries';

/** A record that should not be, and the code of the dead letter it becomes. */
export interface Poison {
  readonly what: string;
  readonly code: string;
  readonly key: string | null;
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Topics that an operator might write into by mistake. */
export const POISONED = ['source', 'identity.in', 'profile.in', 'profiles', 'updates'] as const;

/** One of them. */
export type Poisoned = (typeof POISONED)[number];

const NESTED = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
const ENTRY = anIdentifier('email', CANARY.email);
/** Somebody of whom nothing else is known. */
const PROFILE = homeProfile(ENTRY.key, 0);

const event = (messageId: string) =>
  anEvent({ messageId, entry: ENTRY, traits: CANARY, context: { traits: CANARY }, properties: CANARY });

/** Everything that can be wrong with a record of a topic. */
export function poisonFor({ platform: { wire } }: Installation, topic: Poisoned): readonly Poison[] {
  const key = KEYS[topic];
  const good = wire.encode(topic, valuesOf[topic]('{}', 1) as never);
  const wild = Buffer.concat([good.subarray(0, 5), Buffer.from(`\u00ff\u00fe${CANARY.email}`)]);
  const other = wire.encode('segment.state', { kind: 'unknown', state: null, progress: null });
  const hasEvent = topic === 'identity.in' || topic === 'profile.in';
  const broken = Object.entries(BAD_JSON).map(([what, text], i) => {
    const value = wire.encode(topic, valuesOf[topic](text, i + 1) as never);
    return { what, code: topic === 'source' ? 'invalid-event' : 'bad-value', key, value };
  });
  const all: readonly (Poison | false)[] = [
    { what: 'plain JSON', code: 'bad-magic', key, value: Buffer.from(JSON.stringify(CANARY)) },
    { what: 'bytes that are no UTF-8', code: 'bad-magic', key, value: Buffer.from([0xff, 0xfe, 0xc3, 0x28]) },
    { what: 'an unknown schema', code: 'no-such-schema', key, value: Buffer.from([0, 0x7e, 0xff, 0xff, 0xff, 2]) },
    { what: 'a value of another topic', code: 'bad-schema', key, value: other },
    { what: 'a value that is cut off', code: 'bad-body', key, value: good.subarray(0, good.length >> 1) },
    { what: 'a value that runs wild', code: 'bad-body', key, value: wild },
    { what: 'huge headers', code: 'bad-magic', key, value: Buffer.from('x'), headers: hugeHeaders },
    {
      what: 'much',
      code: topic === 'identity.in' ? 'too-large' : 'bad-magic',
      key,
      value: Buffer.alloc(MUCH[topic], CANARY.email),
    },
    topic !== 'updates' && { what: 'no value', code: 'no-value', key, value: null },
    topic !== 'source' && { what: 'another key', code: 'wrong-key', key: '__progress', value: good },
    // Of tables, the broker itself refuses records without a key.
    hasEvent && { what: 'no key', code: 'no-key', key: null, value: good },
    ...(topic === 'source' || topic === 'profile.in' ? broken : []),
  ];
  return all.filter((poison) => poison !== false);
}

const KEYS = {
  source: CANARY.email,
  'identity.in': ENTRY.key,
  'profile.in': PROFILE,
  profiles: PROFILE,
  updates: PROFILE,
};

/** Bytes; a source topic takes a megabyte. */
const MUCH = { source: 9e5, 'identity.in': 2e6, 'profile.in': 2e6, profiles: 2e6, updates: 2e6 };

const BAD_JSON = {
  '10,000 levels': `{"a":${NESTED}}`,
  NaN: `{"email":"${CANARY.email}","a":NaN}`,
  Infinity: '{"a":-Infinity}',
  'JSON that is cut off': `{"email":"${CANARY.email}`,
};

/** As a record of a partition of the topic. */
export function recordOf(
  { platform }: Installation,
  topic: TopicName,
  { key, value, headers = {} }: Poison,
): NewRecord {
  const name = platform.topic(topic, topic === 'source' ? 'shop' : undefined);
  const partition = key === null || topic === 'source' ? 0 : platform.partitionOf(key, PARTITIONS);
  return { topic: name, partition, key, value, headers };
}

const valuesOf = {
  source: (properties: string) => ({
    ...{ type: 'track', messageId: `s${properties.length}`, event: 'Poisoned', name: null, userId: null },
    ...{ anonymousId: 'a1', groupId: null, previousId: null, timestamp: Date.now(), sentAt: null },
    ...{ properties, traits: '{}', context: '{}', integrations: '{}' },
  }),
  'identity.in': () => identityIn.event(event('i')),
  'profile.in': (properties: string, seq: number) =>
    profileIn.apply({
      identifier: ENTRY,
      incarnation: 0,
      seq,
      event: { ...event(`p${properties.length}`), properties },
    }),
  profiles: () => profileRecord.profile({ snapshot: snapshot(), causes: [event('v')], ...NOTHING }),
  updates: () => ({
    ...{ profile: snapshot(), segments: [], entered: [], exited: [], causes: [event('u')] },
    ...{ revision: 1, ...NOTHING },
  }),
};

const NOTHING = { changes: [], identity: null, mergedInto: null, deleted: false };

const snapshot = () => ({
  ...{ id: PROFILE, version: 1, at: 1, createdAt: 1, firstSeen: 1, lastSeen: 1 },
  ...{ identifiers: [ENTRY], traits: {}, events: {}, isCut: false },
});

const hugeHeaders = {
  traceparent: CANARY.email.repeat(10_000),
  mode: CANARY.name,
  [CANARY.email]: CANARY.phone,
};
