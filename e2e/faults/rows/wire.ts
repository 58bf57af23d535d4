import type { ApiName, ErrorName, KafkaAction, RuleHandle, Verdict } from '@tutti/testing';
import { pause } from '../../until';
import type { Ground } from '../ground';
import type { FaultRow } from '../row';
import { OWNERS, withAnother } from './process';

const WEATHER_MS = 8_000;
const LATE_MS = 4_000;
const SPLIT_MS = 8_000;
const HITS = 3;
const HIT_MS_MAX = 40_000;

interface WireFault {
  readonly name: string;
  readonly title: string;
  readonly api: ApiName;
  readonly action: KafkaAction;
}

const ENDINGS: readonly WireFault[] = [
  { name: 'commit-lost', title: "EndTxn's answer lost", api: 'EndTxn', action: { kind: 'drop', at: 'answer' } },
  {
    name: 'commit-cut',
    title: 'cut once EndTxn was forwarded',
    api: 'EndTxn',
    action: { kind: 'cut', at: 'forwarded' },
  },
  { name: 'commit-late', title: `EndTxn's answer ${LATE_MS / 1000} s late`, api: 'EndTxn', action: late() },
];
const APPENDS: readonly WireFault[] = [
  { name: 'append-late', title: `Produce's answer ${LATE_MS / 1000} s late`, api: 'Produce', action: late() },
  { name: 'append-twice', title: 'Produce sent twice', api: 'Produce', action: { kind: 'duplicate' } },
  {
    name: 'append-cut',
    title: 'cut once Produce was forwarded',
    api: 'Produce',
    action: { kind: 'cut', at: 'forwarded' },
  },
  { name: 'append-lost', title: "Produce's answer lost", api: 'Produce', action: { kind: 'drop', at: 'answer' } },
];

function late(): KafkaAction {
  return { kind: 'delay', at: 'answer', ms: LATE_MS };
}

const wireRow =
  (service: string) =>
  ({ name, title, api, action }: WireFault): FaultRow => ({
    name: `wire:${service}:${name}`,
    title: `${service}: ${title}, ${HITS} times`,
    times: 1,
    inflict: async (ground, { strike, mend }) => {
      await ground.midst(service, 500);
      strike();
      const rule = ground.wires.of(service).kafka.rule({ api, times: HITS, action });
      await metOnce(rule, HITS, `${api} of ${service}`);
      mend();
    },
  });

/** Resolves when a rule has acted so often, or for a while at least once; a fault that nothing met would prove nothing. */
async function metOnce(rule: RuleHandle, times: number, asked: string): Promise<void> {
  await Promise.race([rule.met(times), pause(HIT_MS_MAX)]);
  rule.remove();
  if (rule.hits() === 0) throw new Error(`waited ${HIT_MS_MAX / 1000} s for a ${asked}: this row proves nothing`);
}

interface Code {
  readonly api: ApiName;
  readonly error: ErrorName;
  /** Whether the broker may have done it in spite of what it says. */
  readonly at: 'request' | 'answer';
}

const codes = (api: ApiName, at: Code['at'], errors: readonly ErrorName[]): readonly Code[] =>
  errors.map((error) => ({ api, at, error }));

const APPEND_CODES: readonly Code[] = [
  ...codes('Produce', 'request', ['NOT_LEADER_OR_FOLLOWER', 'NOT_ENOUGH_REPLICAS', 'REQUEST_TIMED_OUT']),
  ...codes('Produce', 'answer', ['NOT_ENOUGH_REPLICAS_AFTER_APPEND', 'REQUEST_TIMED_OUT', 'KAFKA_STORAGE_ERROR']),
];
const OWNER_CODES: readonly Code[] = [
  ...APPEND_CODES,
  ...codes('Produce', 'request', ['OUT_OF_ORDER_SEQUENCE_NUMBER', 'INVALID_PRODUCER_EPOCH', 'UNKNOWN_PRODUCER_ID']),
  ...codes('AddPartitionsToTxn', 'request', ['CONCURRENT_TRANSACTIONS', 'NOT_COORDINATOR', 'INVALID_TXN_STATE']),
  ...codes('EndTxn', 'request', ['CONCURRENT_TRANSACTIONS', 'COORDINATOR_LOAD_IN_PROGRESS', 'NOT_COORDINATOR']),
  ...codes('EndTxn', 'answer', ['COORDINATOR_NOT_AVAILABLE', 'NOT_COORDINATOR', 'PRODUCER_FENCED']),
  ...codes('Fetch', 'request', ['NOT_LEADER_OR_FOLLOWER', 'KAFKA_STORAGE_ERROR']),
  ...codes('Heartbeat', 'request', ['NOT_COORDINATOR', 'UNKNOWN_MEMBER_ID', 'REBALANCE_IN_PROGRESS']),
];

const codesRow = (service: string, all: readonly Code[]): FaultRow => ({
  name: `wire:${service}:codes`,
  title: `${service}: ${all.length} error codes of Kafka answered, each once`,
  times: 1,
  inflict: async (ground, { strike, mend }) => {
    const { kafka } = ground.wires.of(service);
    strike();
    for (const { api, at, error } of all) {
      const rule = kafka.rule({ api, times: 1, action: { kind: 'refuse', at, error } });
      await metOnce(rule, 1, `${api} of ${service}`);
      await pause(200 + 400 * ground.random01());
    }
    mend();
  },
});

/** A network that is slow or loses connections between every process and every server. */
const weatherRow = (name: string, title: string, weather: (ground: Ground) => () => void): FaultRow => ({
  name: `network:${name}`,
  title: `${title} for ${WEATHER_MS / 1000} s, between every process and its servers`,
  times: 1,
  inflict: async (ground, { strike, mend }) => {
    strike();
    const calm = weather(ground);
    await pause(WEATHER_MS);
    calm();
    mend();
  },
});

const REQUESTS: readonly ApiName[] = [
  'Produce',
  'Fetch',
  'AddPartitionsToTxn',
  'EndTxn',
  'InitProducerId',
  'Heartbeat',
];
const SLOW = { delayMs: 100, jitterMs: 50 };
const CUT_CHANCE = 0.005;

/** Every request to Kafka meets this; returns what ends it. */
function everyRequest({ wires }: Ground, run: () => Promise<Verdict | undefined>): () => void {
  const action: KafkaAction = { kind: 'call', at: 'request', run: async () => (await run()) ?? 'pass' };
  const rules = wires.all.flatMap(({ kafka }) => REQUESTS.map((api) => kafka.rule({ api, action })));
  return () => rules.forEach((rule) => rule.remove());
}

const slow = weatherRow('slow', '100 ± 50 ms', (ground) => {
  for (const { redis } of ground.wires.all) redis.weather(SLOW);
  const end = everyRequest(ground, async () => {
    await pause(SLOW.delayMs + (2 * ground.random01() - 1) * SLOW.jitterMs);
    return undefined;
  });
  return () => {
    end();
    for (const { redis } of ground.wires.all) redis.weather({});
  };
});

const cuts = weatherRow('cuts', '0.5 % of requests end their connection', (ground) => {
  for (const { redis } of ground.wires.all) redis.weather({ cutChance: CUT_CHANCE });
  const end = everyRequest(ground, () => Promise.resolve(ground.random01() < CUT_CHANCE ? 'cut' : undefined));
  return () => {
    end();
    for (const { redis } of ground.wires.all) redis.weather({});
  };
});

/** One process is alone with itself, and another one takes over; then it is back. */
const splitRow = (service: string): FaultRow => ({
  name: `network:split:${service}`,
  title: `${service} cut off from Kafka for ${SPLIT_MS / 1000} s, another process takes over`,
  times: 1,
  inflict: (ground, { strike, mend }) =>
    withAnother(ground, service, async () => {
      const { kafka } = ground.wires.of(service);
      await ground.midst(service);
      strike();
      await kafka.refuse(true);
      await kafka.cutAll();
      await pause(SPLIT_MS);
      await kafka.refuse(false);
      mend();
      await ground.flowingAgain();
      await ground.tutti.service(service).ready();
    }),
});

/** Answers that are lost, late, double or wrong, and networks that are slow or break. */
export const wireRows: readonly FaultRow[] = [
  ...OWNERS.flatMap((service) => [...ENDINGS, ...APPENDS].map(wireRow(service))),
  ...APPENDS.map(wireRow('ingest')),
  ...OWNERS.map((service) => codesRow(service, OWNER_CODES)),
  codesRow('ingest', APPEND_CODES),
  ...[slow, cuts],
  ...['identity', 'profile-compute'].map(splitRow),
];
