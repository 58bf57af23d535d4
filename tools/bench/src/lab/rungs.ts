import type { IdentifierState, ProfileId } from '@tutti/contracts';
import { identityStateRecord, PROGRESS_KEY } from '@tutti/contracts';
import type { FencedWriter, LogRecord, NewRecord } from '@tutti/log';
import type { Platform } from '@tutti/runtime';
import type { Rung } from './hop';

/** What is done with the records of a batch. */
export type Delivery = (records: readonly LogRecord[]) => Promise<void>;

/** Where a rung works. */
export interface Place {
  readonly platform: Platform;
  readonly rung: Rung;
  /** Full names of the topics it writes. */
  readonly out: string;
  readonly state: string;
  readonly partition: number;
}

/** Each does what the one before it does and one thing more. */
export const RUNGS: Readonly<Record<Rung, (place: Place) => Promise<Delivery>>> = {
  f0: async (place) => {
    const appender = place.platform.log.appender();
    return async (records) => void (await appender.append(records.map((record) => sameBytes(place, record))));
  },
  f1: async (place) => {
    const appender = place.platform.log.appender();
    return async (records) => void (await appender.append(records.map((record) => recoded(place, record))));
  },
  plain: async (place) => {
    const appender = place.platform.log.appender();
    const states = new Map<string, IdentifierState>();
    return async (records) => {
      const changed = changedStates(records, states);
      await appender.append(written(place, { records, changed: encoded(place, changed) }));
      for (const [key, state] of changed) states.set(key, state);
    };
  },
  f2: async (place) => {
    const writer = await opened(place);
    const states = new Map<string, IdentifierState>();
    return async (records) => {
      const changed = changedStates(records, states);
      await committed(writer, written(place, { records, changed: encoded(place, changed) }));
      for (const [key, state] of changed) states.set(key, state);
    };
  },
  f3: withCache,
};

const EPOCH = 1;

/** The states of every batch are read from Redis, and written there after the commit. */
async function withCache(place: Place): Promise<Delivery> {
  const { platform, rung, state, partition } = place;
  const { store, wire, clock } = platform;
  const writer = await opened(place);
  const cache = { stage: rung, partition };
  await store.claim(cache, EPOCH);
  await store.reset(cache, EPOCH, 0);
  let from = 0;
  return async (records) => {
    const { states } = await store.read(cache, [...new Set(records.map(({ key }) => key ?? ''))]);
    const known = new Map([...states].map(([key, bytes]) => [key, wire.decode('identity.state', bytes).state!]));
    const entries = encoded(place, changedStates(records, known));
    const offsets = await committed(writer, written(place, { records, changed: entries }));
    const to = (offsets.get(`${state}/${partition}`)?.last ?? 0) + 1;
    const result = await store.write(cache, {
      epoch: EPOCH,
      from,
      to,
      progress: progress(place, to),
      at: clock(),
      isWhole: true,
      entries,
    });
    if (result !== 'written') throw new Error(`writing the cache of ${rung}: ${result}`);
    from = to;
  };
}

function sameBytes({ out, partition }: Place, { key, value, headers }: LogRecord): NewRecord {
  return { topic: out, partition, key, value, headers };
}

function recoded(place: Place, record: LogRecord): NewRecord {
  const { wire } = place.platform;
  const value = wire.encode('identity.in', wire.decode('identity.in', record.value ?? Buffer.alloc(0)));
  return { ...sameBytes(place, record), value };
}

/** Outputs, changed states and one progress record: what a stage writes for a batch. */
function written(
  place: Place,
  { records, changed }: { readonly records: readonly LogRecord[]; readonly changed: ReadonlyMap<string, Buffer> },
): NewRecord[] {
  const { state: topic, partition } = place;
  const states = [...changed, [PROGRESS_KEY, progress(place, records.at(-1)?.offset ?? 0)] as const];
  return [
    ...records.map((record) => recoded(place, record)),
    ...states.map(([key, value]) => ({ topic, partition, key, value, headers: {} })),
  ];
}

const RECENT = new Uint8Array(12 * 16);

/** A state of about 250 bytes for each key of the batch, one step on. */
function changedStates(
  records: readonly LogRecord[],
  before: ReadonlyMap<string, IdentifierState>,
): ReadonlyMap<string, IdentifierState> {
  const changed = new Map<string, IdentifierState>();
  for (const { key } of records) {
    const name = key ?? '';
    const { seq } = changed.get(name) ?? before.get(name) ?? { seq: 0 };
    const pointer = { version: 0, profileId: name as ProfileId, pointerVersion: 0, incarnation: 0 };
    changed.set(name, { ...pointer, seq: seq + 1, recent: RECENT, neighbours: [], suppressed: 0 });
  }
  return changed;
}

const encoded = (
  { platform: { wire } }: Place,
  states: ReadonlyMap<string, IdentifierState>,
): ReadonlyMap<string, Buffer> =>
  new Map([...states].map(([key, state]) => [key, wire.encode('identity.state', identityStateRecord.state(state))]));

const progress = ({ platform: { wire, clock } }: Place, inputOffset: number): Buffer =>
  wire.encode(
    'identity.state',
    identityStateRecord.progress({ inputOffset, ownerEpoch: EPOCH, revision: 1, at: clock(), sweep: null }),
  );

async function opened({ platform: { log, settings }, rung, partition }: Place): Promise<FencedWriter> {
  const writer = log.writer(`${settings.prefix}.${rung}.${partition}`);
  await writer.open();
  return writer;
}

async function committed(
  writer: FencedWriter,
  records: readonly NewRecord[],
): Promise<ReadonlyMap<string, { readonly last: number }>> {
  const commit = await writer.commit(records);
  if (commit.kind === 'committed') return commit.offsets;
  throw new Error(`committing a batch: ${commit.kind}`);
}
