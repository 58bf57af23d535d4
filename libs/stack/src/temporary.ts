import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DownloadListener } from './download';
import type { Endpoints } from './endpoints';
import { endpointsOf } from './endpoints';
import { cacheFolder, repositoryFolder } from './folders';
import type { Launched } from './launch';
import { end, launch, until } from './launch';
import { planStack } from './plans';
import { freePort } from './ports';
import { Problem } from './problem';
import type { ServerPlan, ServerPorts } from './servers/plan';

/** Servers that live as long as somebody needs them, on free ports and with a data folder of their own. */
export interface TemporaryStack {
  readonly endpoints: Endpoints;
  /** Ends the servers and removes their data. */
  readonly stop: () => Promise<void>;
}

const READY_MS = 90_000;
const GRACE_MS = 30_000;
const SILENT: DownloadListener = {
  damaged: () => undefined,
  waiting: () => undefined,
  started: () => undefined,
  progress: () => undefined,
  finished: () => undefined,
};

/** Starts the servers that `given` lacks; downloads them if need be. */
export async function temporaryStack(given: Partial<Endpoints>): Promise<TemporaryStack> {
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
  const running: { plan: ServerPlan; launched: Launched }[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(running.map(({ launched }) => end(launched.id, GRACE_MS)));
    for (const { plan, launched } of running) plan.ended(await launched.ended);
    rmSync(data, { recursive: true, force: true });
  };
  try {
    for (const plan of await planStack(site, SILENT))
      running.push({ plan, launched: started(plan, data, environment) });
    await Promise.all(running.map(({ plan }) => served(plan, data)));
    return { endpoints: endpointsOf(given, ports), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function started(plan: ServerPlan, data: string, environment: NodeJS.ProcessEnv): Launched {
  plan.prepare();
  return launch({ ...plan, environment, logFile: join(data, 'logs', `${plan.name}.log`) });
}

async function served({ title, ready }: ServerPlan, data: string): Promise<void> {
  if (await until(ready, READY_MS)) return;
  throw new Problem(`${title} did not answer within ${READY_MS / 1000} s; its log was in ${join(data, 'logs')}`);
}

async function freePorts(): Promise<ServerPorts> {
  const [kafka, controller, registry, redis] = [await freePort(), await freePort(), await freePort(), await freePort()];
  return { kafka, controller, registry, redis };
}
