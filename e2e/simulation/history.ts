import type { TopicName, TopicValue } from '@tutti/contracts';
import { codecs, PROGRESS_KEY } from '@tutti/contracts';
import type { Log, LogRecord, StateStore, TopicPartition } from '@tutti/log';
import type { Owner } from './installation';
import { CRM, OWNERS, topic } from './installation';
import type { Poisoned } from './poison';
import type { World } from './world';

const HEADER_BYTES = 5;

/** A record and where it stands; no value where its bytes are none. */
export interface Entry<Value> {
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number;
  readonly key: string;
  readonly value: Value | undefined;
}

/** One partition of a stage's state: what its topic says, key by key, and what the cache says. */
export interface KeptState {
  readonly name: string;
  readonly end: number;
  readonly watermark: number | undefined;
  /** What the topic says up to the watermark. */
  readonly logged: ReadonlyMap<string, Buffer>;
  readonly cached: ReadonlyMap<string, Buffer>;
  /** Entries of the cache, known to the topic or not. */
  readonly cachedCount: number;
}

/** Everything that can be read once all is at rest. */
export interface History {
  readonly accepted: readonly Entry<TopicValue['identity.in']>[];
  readonly applied: readonly Entry<TopicValue['profile.in']>[];
  readonly profiles: readonly Entry<TopicValue['profiles']>[];
  readonly updates: readonly Entry<TopicValue['updates']>[];
  readonly letters: readonly Entry<TopicValue['dead-letters']>[];
  readonly config: readonly Entry<TopicValue['config']>[];
  /** What the sink knows to be delivered. */
  readonly delivered: readonly Entry<TopicValue['destination.state']>[];
  readonly states: readonly KeptState[];
  readonly poisoned: readonly Poisoned[];
}

/** Reads every topic from zero, partition by partition. */
export async function historyOf({ log, cache, poisoned }: World): Promise<History> {
  const poison = new Set(poisoned.map(({ name, partition, offset }) => `${topic(name)}/${partition}/${offset}`));
  const all = <Topic extends TopicName>(name: Topic, parameter?: string): Promise<Entry<TopicValue[Topic]>[]> =>
    entries({ log, poison }, name, topic(name, parameter));
  const count = await log.partitionsOf(topic('updates'));
  const kept = OWNERS.flatMap((owner) =>
    numbers(count).map((partition) => keptState({ log, store: cache.store }, owner, partition)),
  );
  return {
    accepted: await all('identity.in'),
    applied: await all('profile.in'),
    profiles: await all('profiles'),
    updates: await all('updates'),
    letters: await all('dead-letters'),
    config: await all('config'),
    delivered: await all('destination.state', CRM.instance),
    states: await Promise.all(kept),
    poisoned,
  };
}

/** All committed records of one partition. */
export async function readPartition(log: Log, partition: TopicPartition): Promise<readonly LogRecord[]> {
  const { end } = await log.boundsOf(partition);
  const reader = log.reader(partition);
  const records: LogRecord[] = [];
  for (let at = 0; at < end;) {
    const batch = await reader.read(at, { waitMsMax: 0, bytesMax: 1024 * 1024 });
    if (batch.nextOffset === at) throw new Error(`reading ${partition.topic}: a transaction is open at ${at}`);
    records.push(...batch.records);
    at = batch.nextOffset;
  }
  await reader.close();
  return records;
}

/** The newest value of each key, progress excluded. */
export function newestStates(records: readonly LogRecord[]): ReadonlyMap<string, Buffer> {
  const newest = new Map<string, Buffer>();
  for (const { key, value } of records) {
    if (key === null || key === String(PROGRESS_KEY)) continue;
    if (value === null) newest.delete(key);
    else newest.set(key, value);
  }
  return newest;
}

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

async function entries<Topic extends TopicName>(
  { log, poison }: { readonly log: Log; readonly poison: ReadonlySet<string> },
  name: Topic,
  fullName: string,
): Promise<Entry<TopicValue[Topic]>[]> {
  const count = await log.partitionsOf(fullName);
  const parts = numbers(count).map(async (partition) => {
    const records = await readPartition(log, { topic: fullName, partition });
    return records.map(({ offset, timestamp, key, value }) => ({
      ...{ partition, offset, timestamp, key: key ?? '' },
      value: poison.has(`${fullName}/${partition}/${offset}`) ? undefined : valueIn(name, value),
    }));
  });
  return (await Promise.all(parts)).flat();
}

const valueIn = <Topic extends TopicName>(name: Topic, bytes: Buffer | null): TopicValue[Topic] | undefined =>
  bytes === null ? undefined : (codecs[name].decode(bytes.subarray(HEADER_BYTES)) as TopicValue[Topic]);

async function keptState(
  { log, store }: { readonly log: Log; readonly store: StateStore },
  { stage, state }: Owner,
  partition: number,
): Promise<KeptState> {
  const at = { stage, partition };
  const watermark = (await store.watermark(at))?.stateOffset;
  const records = await readPartition(log, { topic: state, partition });
  const { end } = await log.boundsOf({ topic: state, partition });
  const logged = newestStates(records.filter(({ offset }) => offset < (watermark ?? 0)));
  const { states: cached } = await store.read(at, [...new Set(records.map(({ key }) => key ?? ''))]);
  return { name: `${stage}/${partition}`, end, watermark, logged, cached, cachedCount: await store.count(at) };
}
