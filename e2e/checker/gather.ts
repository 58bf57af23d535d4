import { createHash } from 'node:crypto';
import type { Answered, Applied, Decision, Delivery, Entered, Evidence, Letter, Made, Told, View } from './evidence';
import {
  appliedIn,
  decisionIn,
  enteredIn,
  keptIn,
  letterIn,
  madeIn,
  onceEach,
  pointerIn,
  recordedOf,
  settledIn,
  toldIn,
  viewOf,
} from './facts';
import type { Once } from './facts';
import type { Cache, Owned, Progress, StateRecord } from './ownership';
import { instanceOf, keeperOf } from './ownership';
import type { Decode, RawEnd, RawProgress, RawRecord, RawSnapshot, RawValues, StateTopic, Topic } from './raw';
import { topicOf } from './raw';

/** Key of the record in which a task says how far it is. */
const PROGRESS_KEY = '__progress';

/** What an installation is read as. `shortOf`: the short name of a topic, of its full one. */
export interface Reading {
  readonly decode: Decode;
  readonly shortOf: (topic: string) => string;
}

/** What is not on the log. */
export interface Beside {
  readonly answered?: readonly Answered[];
  readonly deliveries?: readonly Delivery[];
  /** By service and partition, as service/partition. */
  readonly caches: ReadonlyMap<string, Cache>;
}

/** Makes evidence of records; of each it keeps no more than is looked at, about 2 KB for an event on its whole way. */
export interface Gathering {
  /** One committed record; those of a partition in their order. */
  readonly add: (record: RawRecord) => void;
  /** Where a partition of a state topic ends: a state topic without any record has to be told as well. */
  readonly ends: (topic: string, partition: number, end: number) => void;
  readonly evidence: (beside: Beside) => Evidence;
}

interface StatePartition {
  readonly topic: string;
  readonly partition: number;
  end: number;
  readonly progress: Progress[];
  readonly records: StateRecord[];
  readonly newest: Map<string, Buffer>;
}

/** Begins with nothing. */
export function gathering({ decode, shortOf }: Reading): Gathering {
  const streams = newStreams();
  const states = new Map<string, StatePartition>();
  const valueIn = valueReader(decode);
  const once = onceEach();
  const add = streamReaders(streams, { valueIn, shortOf, once });
  return {
    add: (record) => {
      const topic = topicOf(record.topic);
      if (topic === undefined) return;
      if (!isState(topic)) return add[topic](record);
      const key = once(record.key);
      keep(statePartition(states, record.topic, record.partition), { ...record, key }, () => valueIn(topic, record));
    },
    ends: (topic, partition, end) => void (statePartition(states, topic, partition).end = end),
    evidence: ({ answered = [], deliveries, caches }) => {
      const { newestMade, newestTold, ...records } = streams;
      return {
        ...{ ...records, answered, deliveries },
        ...newestStates([...states.values()], decode),
        owned: [...states.values()].map((state) => ownedOf(state, caches)),
        newestMade: viewsOf(newestMade),
        newestTold: viewsOf(newestTold),
      };
    },
  };
}

type Shown = RawEnd & { readonly snapshot: RawSnapshot };

const shownOf = (snapshot: RawSnapshot, { mergedInto, deleted }: RawEnd): Shown => ({ snapshot, mergedInto, deleted });

const viewsOf = (shown: ReadonlyMap<string, Shown>): ReadonlyMap<string, View> =>
  new Map([...shown].map(([key, { snapshot, ...end }]) => [key, viewOf(snapshot, end)]));

interface Streams {
  readonly entered: Entered[];
  readonly applied: Applied[];
  readonly made: Made[];
  readonly told: Told[];
  readonly letters: Letter[];
  readonly decisions: Decision[];
  readonly newestMade: Map<string, Shown>;
  readonly newestTold: Map<string, Shown>;
}

const newStreams = (): Streams => ({
  ...{ entered: [], applied: [], made: [], told: [], letters: [], decisions: [] },
  ...{ newestMade: new Map(), newestTold: new Map() },
});

type ValueIn = <Name extends Topic>(topic: Name, record: RawRecord) => RawValues[Name] | undefined;

interface StreamParts {
  readonly valueIn: ValueIn;
  readonly shortOf: Reading['shortOf'];
  readonly once: Once;
}

function streamReaders(
  { entered, applied, made, told, letters, decisions, newestMade, newestTold }: Streams,
  { valueIn, shortOf, once }: StreamParts,
): Record<Exclude<Topic, StateTopic>, (record: RawRecord) => void> {
  return {
    'identity.in': (record) => {
      entered.push({ ...recordedOf(record, once), ...enteredIn(valueIn('identity.in', record), once) });
    },
    'profile.in': (record) => {
      const parts = { value: valueIn('profile.in', record), headers: record.headers };
      applied.push({ ...recordedOf(record, once), ...appliedIn(parts, once) });
    },
    profiles: (record) => {
      const value = valueIn('profiles', record);
      made.push({ ...recordedOf(record, once), ...madeIn(value, once) });
      if (value?.profile) newestMade.set(record.key, shownOf(value.profile.snapshot, value.profile));
    },
    updates: (record) => {
      const value = valueIn('updates', record);
      told.push({ ...recordedOf(record, once), ...toldIn(value, once) });
      if (value) newestTold.set(record.key, shownOf(value.profile, value));
    },
    audit: (record) => {
      const value = valueIn('audit', record);
      if (value) decisions.push(decisionIn(value, once));
    },
    'dead-letters': (record) => {
      const value = valueIn('dead-letters', record);
      if (value) letters.push({ ...recordedOf(record, once), ...letterIn(value, shortOf) });
    },
  };
}

const isState = (topic: Topic): topic is StateTopic => topic.endsWith('.state');

/** Undefined where the bytes are no value of the topic. */
function valueReader(decode: Decode): ValueIn {
  return (topic, { value }) => {
    if (value === null) return undefined;
    try {
      return decode(topic, value) as RawValues[typeof topic];
    } catch {
      return undefined;
    }
  };
}

function statePartition(states: Map<string, StatePartition>, topic: string, partition: number): StatePartition {
  const name = `${topic}/${partition}`;
  const known = states.get(name) ?? { topic, partition, end: 0, progress: [], records: [], newest: new Map() };
  states.set(name, known);
  return known;
}

function keep(
  state: StatePartition,
  { key, offset, value }: RawRecord,
  read: () => { progress: RawProgress | null } | undefined,
): void {
  state.end = Math.max(state.end, offset + 1);
  if (key === PROGRESS_KEY) {
    const progress = read()?.progress;
    if (progress && value) state.progress.push(progressOf(progress, offset, digestOf(value)));
    return;
  }
  state.records.push({ offset, key, digest: value === null ? undefined : digestOf(value) });
  if (value === null) state.newest.delete(key);
  else state.newest.set(key, Buffer.from(value));
}

const progressOf = (
  { inputOffset, ownerEpoch: epoch, revision, at, sweep }: RawProgress,
  offset: number,
  digest: string,
): Progress => ({ offset, inputOffset, epoch, revision, at, sweeps: sweep !== null, digest });

/** A short text that differs where bytes differ. */
export const digestOf = (bytes: Uint8Array): string => createHash('sha1').update(bytes).digest('base64');

type NewestStates = Pick<Evidence, 'pointers' | 'kept' | 'memberships' | 'settled'>;

function newestStates(partitions: readonly StatePartition[], decode: Decode): NewestStates {
  const statesOf = <Name extends StateTopic, State>(
    topic: Name,
    read: (state: NonNullable<RawValues[Name]['state']>) => State,
    name: string = topic,
  ): ReadonlyMap<string, State> =>
    new Map(
      partitions
        .filter((it) => it.topic === name)
        .flatMap(({ newest }) => [...newest])
        .flatMap(([key, bytes]) => {
          const { state } = decode(topic, bytes) as RawValues[Name];
          return state === null ? [] : [[key, read(state)] as const];
        }),
    );
  const sinks = new Set(partitions.map(({ topic }) => topic).filter((topic) => topicOf(topic) === 'destination.state'));
  return {
    pointers: statesOf('identity.state', pointerIn),
    kept: statesOf('profile.state', keptIn),
    memberships: statesOf('segment.state', ({ version, memberships }) => ({ version, segments: memberships })),
    settled: new Map([...sinks].map((topic) => [instanceOf(topic), statesOf('destination.state', settledIn, topic)])),
  };
}

function ownedOf({ topic, partition, end, progress, records }: StatePartition, caches: Beside['caches']): Owned {
  const { service, input } = keeperOf(topic);
  return {
    service,
    input,
    state: topic,
    partition,
    end,
    progress,
    records,
    cache: caches.get(`${service}/${partition}`),
  };
}
