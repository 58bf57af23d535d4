import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { fastify } from 'fastify';
import type { Event } from '@tutti/contracts';
import { codecs, identityIn, keyOf } from '@tutti/contracts';
import type { IdentityExplanation } from '@tutti/core/explain';
import { explanationText } from '@tutti/core/explain';
import { EMPTY_WORKSPACE } from '@tutti/core/workspace';
import { confluentRegistry, kafkajsLog, registerSchemas } from '@tutti/log';
import { describeWith } from '@tutti/testing';
import { publishWorkspace } from '../../config/publish';
import { silentLogger } from '../../logger';
import type { Platform } from '../../platform';
import { connect } from '../../platform';
import { readSettings } from '../../settings';
import type { Mounted } from '../../shell/service';
import { stageWork } from '../../stage/transport';
import { identity, profileCompute } from '../../stages';
import { OwnedTasks } from '../../tasks/owned-tasks';
import { topicSpecs } from '../../topics';
import { apiRoutes } from '../routes';
import { accepted } from '../test-people';
import { entryOf } from './entries';
import type { ProfileHistory } from './history';

const PREFIX = `t${randomUUID().slice(0, 8)}`;
const PARTITIONS = 4;
const PEOPLE = 12;
const KEYS = [{ name: 'boss', key: 'boss-key', role: 'admin' }] as const;

describeWith(['stack'], 'explanations and histories on Kafka, a registry and Redis', () => {
  let platform: Platform;
  let stops: (() => Promise<unknown>)[];
  let app: FastifyInstance;
  let api: Mounted;

  beforeAll(async () => {
    platform = await newPlatform();
    app = fastify();
    api = await apiRoutes(app, platform);
    stops = await Promise.all([stageWork(platform, identity), stageWork(platform, profileCompute)].map(start));
  });

  afterAll(async () => {
    await app.close();
    await api.release?.();
    for (const stop of stops) await stop();
    await platform.close();
  });

  const start = async ({ group, topics, open }: ReturnType<typeof stageWork>): Promise<() => Promise<unknown>> => {
    const tasks = new OwnedTasks({ member: platform.log.member({ group, topics }), open, logger: silentLogger() });
    await tasks.start((error) => {
      throw error;
    });
    return () => tasks.stop();
  };

  const get = async <Body>(url: string): Promise<Body | undefined> => {
    const { statusCode, body } = await app.inject({ url, headers: { authorization: 'Bearer boss-key' } });
    return statusCode === 200 ? JSON.parse(body) : undefined;
  };

  const explain = (who: string): Promise<IdentityExplanation | undefined> => get(`/v1/identity/${who}/explain`);

  it('tell of everybody on every partition what happened, and why', async () => {
    const sketches = Array.from({ length: PEOPLE }, (_, i) => [
      { messageId: `page-${i}`, who: [`anonymousId:a${i}`] as const },
      { messageId: `login-${i}`, who: [`userId:u${i}`, `anonymousId:a${i}`] as const, traits: { number: i } },
    ]);
    for (const sketch of sketches.flat()) await append(platform, accepted(platform, sketch));
    for (let i = 0; i < PEOPLE; i++) {
      while ((await explain(`userId:u${i}`))?.identifiers.length !== 2) await moment();
      const explanation = await explain(`userId:u${i}`);
      expect(explanationText(explanation!)).toContain(`seen together in event login-${i},`);
    }
    const url = '/v1/identity/commands';
    const payload = { action: 'undo-merge', identifiers: ['userId:u0'], why: 'a test' };
    await app.inject({ method: 'POST', url, payload, headers: { authorization: 'Bearer boss-key' } });
    while ((await explain('userId:u0'))?.identifiers.length !== 1) await moment();
    expect(explanationText((await explain('userId:u0'))!)).toContain('boss undid a merge');
    const all = await toldBy(platform);
    // Whoever was taken apart has two histories, and neither is all that was told.
    for (let i = 1; i < PEOPLE; i++) {
      const history = await get<ProfileHistory>(`/v1/profiles/userId:u${i}/history`);
      const { entries, notes, profiles } = history!;
      expect([notes, profiles.length]).toEqual([[], 2]);
      // Of a merge, the side that went away is told only where it is that side's own history.
      const told = all.filter(({ profileId, identity: its }) => profiles.includes(profileId) && its?.kind !== 'merged');
      const compared = entries.filter(({ identity: its }) => its?.kind !== 'merged').map(withoutOrderer);
      expect(compared).toHaveLength(told.length);
      expect(compared).toEqual(expect.arrayContaining(told.map(withoutOrderer)));
    }
  }, 120_000);
});

type Entry = NonNullable<ReturnType<typeof entryOf>>;

const withoutOrderer = ({ identity: its, ...entry }: Entry): object => ({
  ...entry,
  identity: its && { ...its, by: '', why: '' },
});

async function newPlatform(): Promise<Platform> {
  const read = readSettings({ ...process.env, TUTTI_PREFIX: PREFIX, TUTTI_SECRET: 'a secret for tests only' });
  if ('problems' in read) throw new Error(read.problems.join('; '));
  const log = kafkajsLog({ brokers: read.settings.brokers, clientId: PREFIX });
  await log.createTopics(topicSpecs({ prefix: PREFIX, partitions: PARTITIONS }, EMPTY_WORKSPACE));
  await registerSchemas(confluentRegistry({ url: read.settings.registryUrl }), PREFIX);
  await log.close();
  const platform = await connect(read.settings, silentLogger());
  await publishWorkspace(platform, { ...EMPTY_WORKSPACE, keys: KEYS }, 'test');
  await platform.config.caughtUp();
  return platform;
}

async function append({ log, wire, topic, partitionOf, partitions }: Platform, event: Event): Promise<void> {
  const key = keyOf.identifier(event.entry.key);
  const appender = log.appender();
  const value = wire.encode('identity.in', identityIn.event(event));
  await appender.append([
    { topic: topic('identity.in'), partition: partitionOf(key, partitions), key, value, headers: {} },
  ]);
  await appender.close();
}

/** Everything that was told of anybody, as a history tells it. */
async function toldBy({ log, topic }: Platform): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const { end } = await log.boundsOf({ topic: topic('profiles'), partition });
    const reader = log.reader({ topic: topic('profiles'), partition });
    for (let at = 0; at < end;) {
      const { records, nextOffset } = await reader.read(at, { waitMsMax: 100, bytesMax: 1_000_000 });
      const versions = records.flatMap(({ value }) => codecs['profiles'].decode(value!.subarray(5)).profile ?? []);
      entries.push(...versions.flatMap((version) => entryOf(version, () => undefined) ?? []));
      at = nextOffset;
    }
    await reader.close();
  }
  return entries;
}

/** Between two looks at a condition. */
const moment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));
