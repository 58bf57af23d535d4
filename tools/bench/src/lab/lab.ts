import { randomBytes } from 'node:crypto';
import type { Workspace } from '@tutti/core/workspace';
import { confluentRegistry, kafkajsLog, registerSchemas } from '@tutti/log';
import type { Platform, Settings } from '@tutti/runtime';
import {
  connect,
  identityService,
  ingestService,
  jsonLogger,
  profileComputeService,
  publishWorkspace,
  readSettings,
  start,
  topicSpecs,
} from '@tutti/runtime';
import { answerParent } from '../child';
import { feed } from './feed';
import type { HopPlan, Hopped } from './hop';
import { Hop } from './hop';
import type { Filling } from './profiles';
import { fill, rebuilt } from './profiles';
import { allStepped } from './stepped';

/** Partitions of every topic, as on a laptop. */
const PARTITIONS = 4;
const WORKSPACE: Workspace = {
  sources: [{ name: 'web', writeKey: '${TUTTI_WRITE_KEY}', eventsPerSecond: 1_000_000, topic: false }],
  segments: [],
  destinations: [],
};

/** What parts of the product can be asked to do alone, on the broker of the installation but with topics of their own. */
export interface LabCalls extends Record<string, (argument: never) => unknown> {
  /** Topics, schemas and configuration; once for each prefix. */
  readonly prepare: (nothing: undefined) => Promise<void>;
  /** Puts so many events into the input of identity. */
  readonly feed: (events: number) => Promise<void>;
  /** Moves records for some seconds. */
  readonly hop: (plan: HopPlan) => Promise<Hopped>;
  /** Identity and profile-compute step everything that was fed; the answer counts from when they were ready. */
  readonly stages: (nothing: undefined) => Promise<{ readonly seconds: number; readonly cpuMicros: number }>;
  /** Ingest listens. */
  readonly ingest: (nothing: undefined) => Promise<void>;
  /** Profiles for a cache that profile-compute then keeps. */
  readonly fill: (filling: Filling) => Promise<void>;
  /** Seconds until the cache is complete, counted from an input that needs it. */
  readonly rebuilt: (nothing: undefined) => Promise<number>;
}

/** Role `lab` of this bundle. */
export function lab(): void {
  const settings = settingsHere();
  let connected: Promise<Platform> | undefined;
  let hop: Hop | undefined;
  const platform = (): Promise<Platform> => (connected ??= connect(settings, jsonLogger('lab', 'warn')));
  const calls: LabCalls = {
    prepare: () => prepare(settings, platform),
    feed: async (events) => feed(await platform(), events),
    hop: async (plan) => {
      hop ??= await Hop.open(await platform(), plan.rung);
      return hop.run(plan.seconds);
    },
    stages: async () => stages(await platform()),
    ingest: async () => void (await start(await platform(), [ingestService], fail)),
    fill: async (filling) => {
      await fill(await platform(), filling);
      await untilReady(await platform(), [profileComputeService]);
    },
    rebuilt: async () => rebuilt(await platform()),
  };
  answerParent(calls);
}

/** The environment of a lab with topics of its own. */
export const newPrefix = (): string => `lab${randomBytes(4).toString('hex')}`;

function settingsHere(): Settings {
  const read = readSettings(process.env);
  if ('problems' in read) throw new Error(`setting up a lab: ${read.problems.join(' ')}`);
  return read.settings;
}

async function prepare({ brokers, prefix, registryUrl }: Settings, platform: () => Promise<Platform>): Promise<void> {
  const log = kafkajsLog({ brokers, clientId: prefix });
  await log.createTopics(topicSpecs({ prefix, partitions: PARTITIONS }, WORKSPACE));
  await log.close();
  const registration = await registerSchemas(confluentRegistry({ url: registryUrl }), prefix);
  if (registration.kind !== 'registered') throw new Error(`registering schemas of ${prefix} failed`);
  await publishWorkspace(await platform(), WORKSPACE, 'bench');
}

async function stages(platform: Platform): Promise<{ readonly seconds: number; readonly cpuMicros: number }> {
  const running = await untilReady(platform, [identityService, profileComputeService]);
  const [since, before] = [performance.now(), process.cpuUsage()];
  await allStepped(platform);
  const { user, system } = process.cpuUsage(before);
  const seconds = (performance.now() - since) / 1_000;
  await running.stop();
  return { seconds, cpuMicros: user + system };
}

async function untilReady(platform: Platform, services: Parameters<typeof start>[1]): ReturnType<typeof start> {
  const running = await start(platform, services, fail);
  while (!running.health().ready) await new Promise((resolve) => setTimeout(resolve, 10));
  return running;
}

function fail(error: Error): void {
  process.stderr.write(`lab: ${error.stack ?? error.message}\n`);
  process.exit(1);
}
