import { randomBytes } from 'node:crypto';
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
import type { Hot } from './hot';
import { hotStates } from './hot';
import type { HopPlan, Hopped } from './hop';
import { Hop } from './hop';
import type { Filling } from './profiles';
import { fill, rebuilt } from './profiles';
import type { Feeding } from './sent';
import type { Stepped } from './stepped';
import { allStepped } from './stepped';
import type { Seen } from './witness';
import { Witness } from './witness';
import { WORKSPACE } from './workspace';

/** Partitions of every topic, as on a laptop. */
const PARTITIONS = 4;
/** What parts of the product can be asked to do alone, on the broker of the installation but with topics of their own. */
export interface LabCalls extends Record<string, (argument: never) => unknown> {
  /** Topics, schemas and configuration; once for each prefix. */
  readonly prepare: (nothing: undefined) => Promise<void>;
  /** Puts events into the input of identity; the answer is where each partition of it ends then. */
  readonly feed: (feeding: Feeding) => Promise<readonly number[]>;
  /** Moves records for some seconds. */
  readonly hop: (plan: HopPlan) => Promise<Hopped>;
  /** Runs one stage of the pipeline; answers when it owns its partitions. */
  readonly run: (stage: StageName) => Promise<void>;
  /** Ends what runs. */
  readonly rest: (nothing: undefined) => Promise<void>;
  /** Answers when identity and profile-compute, wherever they run, have nothing left to step. */
  readonly stepped: (ends: readonly number[]) => Promise<Stepped>;
  /** What the stages keep of identifiers that everybody shares. */
  readonly hot: (nothing: undefined) => Promise<Hot>;
  /** From now on, looks in `updates` for people who have several identifiers. */
  readonly witness: (nothing: undefined) => Promise<void>;
  /** What was seen so far. */
  readonly seen: (nothing: undefined) => Seen;
  /** Ingest listens. */
  readonly ingest: (nothing: undefined) => Promise<void>;
  /** Profiles for a cache that profile-compute then keeps. */
  readonly fill: (filling: Filling) => Promise<void>;
  /** Seconds until the cache is complete, counted from an input that needs it. */
  readonly rebuilt: (nothing: undefined) => Promise<number>;
}

/** A stage that a lab can run. */
export type StageName = keyof typeof SERVICES;

const SERVICES = { identity: identityService, 'profile-compute': profileComputeService };

type RunningServices = Awaited<ReturnType<typeof start>>;

/** Role `lab` of this bundle. */
export function lab(): void {
  const settings = settingsHere();
  let connected: Promise<Platform> | undefined;
  let hop: Hop | undefined;
  let running: RunningServices | undefined;
  let witness: Witness | undefined;
  const platform = (): Promise<Platform> => (connected ??= connect(settings, jsonLogger('lab', 'warn')));
  const calls: LabCalls = {
    prepare: () => prepare(settings, platform),
    feed: async (feeding) => feed(await platform(), feeding),
    hop: async (plan) => {
      hop ??= await Hop.open(await platform(), plan.rung);
      return hop.run(plan.seconds);
    },
    run: async (stage) => void (running = await untilReady(await platform(), [SERVICES[stage]])),
    rest: async () => running?.stop(),
    stepped: async (ends) => allStepped(await platform(), ends),
    hot: async () => hotStates(await platform()),
    witness: async () => void (witness = await Witness.open(await platform(), fail)),
    seen: () => witness?.seen() ?? {},
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

async function untilReady(platform: Platform, services: Parameters<typeof start>[1]): Promise<RunningServices> {
  const running = await start(platform, services, fail);
  while (!running.health().ready) await new Promise((resolve) => setTimeout(resolve, 10));
  return running;
}

function fail(error: Error): void {
  process.stderr.write(`lab: ${error.stack ?? error.message}\n`);
  process.exit(1);
}
