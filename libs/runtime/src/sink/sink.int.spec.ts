import { randomUUID } from 'node:crypto';
import { codecs, keyOf } from '@tutti/contracts';
import type { Update } from '@tutti/contracts';
import type { Instance } from '@tutti/core/workspace';
import { EMPTY_WORKSPACE } from '@tutti/core/workspace';
import type { LogRecord } from '@tutti/log';
import { confluentRegistry, kafkajsLog, registerSchemas } from '@tutti/log';
import { describeWith, historyOf } from '@tutti/testing';
import { silentLogger } from '../logger';
import type { Platform } from '../platform';
import { connect } from '../platform';
import { readSettings } from '../settings';
import { OwnedTasks } from '../tasks/owned-tasks';
import { topicSpecs } from '../topics';
import { Receiver, RECEIVER_SECRET } from './test-receiver';
import { sinkWork } from './work';

const PREFIX = `t${randomUUID().slice(0, 8)}`;
const PARTITIONS = 4;

describeWith(['stack'], 'a sink on Kafka, a registry and Redis', () => {
  const receiver = new Receiver();
  let platform: Platform;
  let instance: Instance;

  beforeAll(async () => {
    await receiver.open();
    const settings = { url: receiver.url, secrets: [RECEIVER_SECRET], timeoutMs: 600 };
    instance = { instance: 'crm', destination: 'webhook', settings, allow: ['127.0.0.0/8'] };
    platform = await newPlatform(instance);
  });

  afterAll(async () => {
    await receiver.close();
    await platform.close();
  });

  const start = async (): Promise<OwnedTasks> => {
    const { group, topics, open } = sinkWork(platform, instance);
    const tasks = new OwnedTasks({ member: platform.log.member({ group, topics }), open, logger: silentLogger() });
    await tasks.start((error) => {
      throw error;
    });
    return tasks;
  };

  it('brings every profile’s newest state and every event to a moody receiver, across two owners', async () => {
    receiver.mood = (number) => (number % 20 < 3 ? [500, 429, undefined][number % 20] : 204);
    await append(
      platform,
      lives.flatMap((life) => life.slice(0, 4)),
    );
    const first = await start();
    while (receiver.arrivals.length < 20) await moment();
    await first.stop();
    await append(
      platform,
      lives.flatMap((life) => life.slice(4)),
    );
    const second = await start();
    while (!lives.every((life) => isTold(receiver, life))) await moment();
    await second.stop();
    for (const life of lives) expectTold(receiver, life);
  });

  it('keeps what was delivered, and nothing in dead letters', async () => {
    expect(await readAll(platform, platform.topic('dead-letters'))).toEqual([]);
    const records = await readAll(platform, platform.topic('destination.state', 'crm'));
    const kept = new Map(
      records.map(({ key, value }) => [key, codecs['destination.state'].decode(value!.subarray(5))]),
    );
    for (const life of lives) {
      const { id, version } = life.at(-1)!.profile;
      expect(kept.get(id)?.state).toMatchObject({ version, outcome: 'delivered' });
    }
  });
});

/** Histories of forty profiles, eight versions with an event each. */
const lives = Array.from({ length: 40 }, (_, i) => historyOf(`p${i}`, Array(8).fill({ step: 1, events: 1 })));

const isTold = ({ arrivals }: Receiver, life: readonly Update[]): boolean => {
  const { id, version } = life.at(-1)!.profile;
  return arrivals.some((arrival) => arrival.id === id && arrival.version === version && arrival.answer === 204);
};

function expectTold({ arrivals }: Receiver, life: readonly Update[]): void {
  const came = arrivals.filter(({ id }) => id === life[0]!.profile.id);
  const versions = came.map(({ version }) => version);
  expect(versions).toEqual([...versions].sort((a, b) => a - b));
  const told = came.filter(({ answer }) => answer === 204).flatMap(({ events }) => events);
  expect([...new Set(told)]).toEqual(life.flatMap(({ causes }) => causes.map(({ messageId }) => messageId)));
}

async function newPlatform(instance: Instance): Promise<Platform> {
  const read = readSettings({ ...process.env, TUTTI_PREFIX: PREFIX, TUTTI_SECRET: 'a secret for tests only' });
  if ('problems' in read) throw new Error(read.problems.join('; '));
  const log = kafkajsLog({ brokers: read.settings.brokers, clientId: PREFIX });
  const workspace = { ...EMPTY_WORKSPACE, destinations: [instance] };
  await log.createTopics(topicSpecs({ prefix: PREFIX, partitions: PARTITIONS }, workspace));
  await registerSchemas(confluentRegistry({ url: read.settings.registryUrl }), PREFIX);
  await log.close();
  return connect(read.settings, silentLogger());
}

async function append(
  { log, wire, topic, partitionOf, partitions }: Platform,
  updates: readonly Update[],
): Promise<void> {
  const appender = log.appender();
  await appender.append(
    updates.map((update) => {
      const key = keyOf.profile(update.profile.id);
      const partition = partitionOf(key, partitions);
      return { topic: topic('updates'), partition, key, value: wire.encode('updates', update), headers: {} };
    }),
  );
  await appender.close();
}

async function readAll({ log }: Platform, topic: string): Promise<readonly LogRecord[]> {
  const records: LogRecord[] = [];
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const { start, end } = await log.boundsOf({ topic, partition });
    const reader = log.reader({ topic, partition });
    for (let at = start; at < end;) {
      const batch = await reader.read(at, { waitMsMax: 100, bytesMax: 1_000_000 });
      records.push(...batch.records);
      at = batch.nextOffset;
    }
    await reader.close();
  }
  return records;
}

/** Between two looks at a condition. */
const moment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10));
