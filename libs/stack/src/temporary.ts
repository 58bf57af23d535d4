import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DownloadListener } from './download';
import type { Endpoints } from './endpoints';
import { endpointsOf } from './endpoints';
import { cacheFolder, repositoryFolder } from './folders';
import { planStack } from './plans';
import { freePort } from './ports';
import { Problem } from './problem';
import { LocalServer } from './server';
import type { ServerPlan, ServerPorts } from './servers/plan';

/** Servers that live as long as somebody needs them, on free ports and with a data folder of their own. */
export interface TemporaryStack {
  readonly endpoints: Endpoints;
  /** Ends the servers and removes their data. */
  readonly stop: () => Promise<void>;
}

/** A temporary stack of processes of this machine. */
export interface LocalStack extends TemporaryStack {
  /** A server to break and to start again; throws when it was given, not started. */
  readonly server: (name: ServerPlan['name']) => LocalServer;
}

const SILENT: DownloadListener = {
  damaged: () => undefined,
  waiting: () => undefined,
  started: () => undefined,
  progress: () => undefined,
  finished: () => undefined,
};

/** Starts the servers that `given` lacks; downloads them if need be. */
export async function temporaryStack(given: Partial<Endpoints>): Promise<LocalStack> {
  const data = mkdtempSync(join(tmpdir(), 'tutti-stack-'));
  const ports = await freePorts();
  const environment = process.env;
  const site = {
    repository: repositoryFolder(environment),
    cache: cacheFolder(environment),
    data,
    ports,
    given,
    environment,
  };
  const servers: LocalServer[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.end()));
    rmSync(data, { recursive: true, force: true });
  };
  try {
    servers.push(...(await planStack(site, SILENT)).map((plan) => new LocalServer(plan, data)));
    for (const server of servers) server.launch();
    await Promise.all(servers.map((server) => server.served()));
    return { endpoints: endpointsOf(given, ports), server: (name) => named(servers, name), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function named(servers: readonly LocalServer[], name: ServerPlan['name']): LocalServer {
  const server = servers.find((one) => one.name === name);
  if (server === undefined) throw new Problem(`${name} is not a server of this stack: it was given`);
  return server;
}

async function freePorts(): Promise<ServerPorts> {
  const [kafka, controller, registry, redis] = [await freePort(), await freePort(), await freePort(), await freePort()];
  return { kafka, controller, registry, redis };
}
