import type { TopicName, TopicValue } from '@tutti/contracts';
import { codecs, PROGRESS_KEY } from '@tutti/contracts';
import type { Log, LogRecord, StateStore, TopicPartition } from '@tutti/log';
import { STAGES, topic } from './world';
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
  readonly states: readonly KeptState[];
}

/** Reads every topic from zero, partition by partition. */
export async function historyOf({ log, cache }: World): Promise<History> {
  const [accepted, applied, profiles, updates, letters, config] = await Promise.all([
    entries(log, 'identity.in'),
    entries(log, 'profile.in'),
    entries(log, 'profiles'),
    entries(log, 'updates'),
    entries(log, 'dead-letters'),
    entries(log, 'config'),
  ]);
  const states = await Promise.all(
    STAGES.map(async ({ stage, state }) => {
      const count = await log.partitionsOf(topic(state));
      return Promise.all(
        numbers(count).map((partition) =>
          keptState({ log, store: cache.store, stage }, { topic: topic(state), partition }),
        ),
      );
    }),
  );
  return { accepted, applied, profiles, updates, letters, config, states: states.flat() };
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

async function entries<Topic extends TopicName>(log: Log, name: Topic): Promise<Entry<TopicValue[Topic]>[]> {
  const count = await log.partitionsOf(topic(name));
  const parts = numbers(count).map(async (partition) => {
    const records = await readPartition(log, { topic: topic(name), partition });
    return records.map(({ offset, timestamp, key, value }) => ({
      ...{ partition, offset, timestamp, key: key ?? '' },
      value: valueIn(name, value),
    }));
  });
  return (await Promise.all(parts)).flat();
}

function valueIn<Topic extends TopicName>(name: Topic, bytes: Buffer | null): TopicValue[Topic] | undefined {
  if (bytes === null || bytes[0] !== 0) return undefined;
  return codecs[name].decode(bytes.subarray(HEADER_BYTES)) as TopicValue[Topic];
}

async function keptState(
  { log, store, stage }: { readonly log: Log; readonly store: StateStore; readonly stage: string },
  state: TopicPartition,
): Promise<KeptState> {
  const at = { stage, partition: state.partition };
  const watermark = (await store.watermark(at))?.stateOffset;
  const records = await readPartition(log, state);
  const { end } = await log.boundsOf(state);
  const logged = newestStates(records.filter(({ offset }) => offset < (watermark ?? 0)));
  const { states: cached } = await store.read(at, [...new Set(records.map(({ key }) => key ?? ''))]);
  return { name: `${stage}/${at.partition}`, end, watermark, logged, cached, cachedCount: await store.count(at) };
}
