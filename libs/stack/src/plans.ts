import { join } from 'node:path';
import { artefactFile } from './cache';
import type { DownloadListener } from './download';
import { complete } from './download';
import type { Endpoints } from './endpoints';
import { endpointsOf } from './endpoints';
import { brokerSettingsFile, lockFile } from './folders';
import type { Java } from './java';
import { findJava } from './java';
import type { Program, StackLock } from './lock';
import { readLock } from './lock';
import { kafkaPlan } from './servers/kafka';
import type { ServerPlan, ServerPorts } from './servers/plan';
import { redisOnPath, redisPlan } from './servers/redis';
import { registryPlan } from './servers/registry';
import { unpackRedis, unpackRegistry } from './unpack';

/** A stack of local servers: where it lives and what of it is given already. */
export interface StackSite {
  readonly repository: string;
  readonly cache: string;
  readonly data: string;
  readonly ports: ServerPorts;
  readonly given: Partial<Endpoints>;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The servers that nobody gave, in the order in which they start. */
export const localServers = ({ brokers, registryUrl, redisUrl }: Partial<Endpoints>): readonly Program[] => [
  ...(brokers === undefined ? (['kafka'] as const) : []),
  ...(redisUrl === undefined ? (['redis'] as const) : []),
  ...(registryUrl === undefined ? (['registry'] as const) : []),
];

/** Downloads and unpacks what is missing, and says how each local server is started. Starts nothing. */
export async function planStack(site: StackSite, listener: DownloadListener): Promise<readonly ServerPlan[]> {
  const lock = readLock(lockFile(site.repository));
  const servers = localServers(site.given);
  const redis = servers.includes('redis') ? redisOnPath() : undefined;
  const programs = servers.filter((program) => program !== 'redis' || redis === undefined);
  const java = servers.some((server) => server !== 'redis') ? findJava(site.environment) : NO_JAVA;
  await complete({ cache: site.cache, lock, programs }, listener);
  return servers.map((server) => planOf[server](site, { lock, java }));
}

interface Parts {
  readonly lock: StackLock;
  /** Only where a server needs it. */
  readonly java: Java;
}

const planOf: Readonly<Record<Program, (site: StackSite, parts: Parts) => ServerPlan>> = {
  kafka: ({ repository, cache, data, ports }, { lock: { kafka }, java }) =>
    kafkaPlan({
      ...{ cache, ports, java, version: kafka.version },
      folder: join(data, 'kafka'),
      classPath: kafka.artefacts.map((artefact) => artefactFile(cache, artefact)),
      settingsFile: brokerSettingsFile(repository),
    }),
  registry: ({ cache, data, given, ports }, { lock: { registry }, java }) =>
    registryPlan({
      ...{ cache, java, version: registry.version, port: ports.registry },
      folder: join(data, 'registry'),
      jar: unpackRegistry(cache, registry),
      brokers: endpointsOf(given, ports).brokers,
    }),
  redis: ({ cache, data, ports }, { lock: { redis } }) =>
    redisPlan({
      folder: join(data, 'redis'),
      command: redisOnPath() ?? unpackRedis(cache, redis),
      port: ports.redis,
    }),
};

const NO_JAVA: Java = { command: 'java', version: 'unknown' };
