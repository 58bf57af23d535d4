import { join } from 'node:path';
import type { Ending, Launch, ServerPlan } from '@tutti/stack';
import { freePort } from '@tutti/stack';
import type { ServiceFacts, ServicePlan } from '../services';
import { serviceEnvironment } from '../services';
import type { Site } from '../site';
import { logFile } from '../site';

/** One process under supervision. */
export interface ProcessPlan {
  readonly name: string;
  readonly title: string;
  readonly version: string;
  readonly kind: 'server' | 'service';
  /** Asked at every start: a service may get another health port. */
  readonly attempt: () => Promise<Attempt>;
  readonly ended: (ending: Ending) => void;
  readonly readyMsMax: number;
  readonly graceMs: number;
}

/** One start of a process. */
export interface Attempt {
  readonly launch: Launch;
  readonly healthUrl: string | undefined;
  readonly ready: () => Promise<boolean>;
}

/** Most objects of a stage live as long as one batch: room for a batch spares a fifth of the time. In MiB. */
const NODE = ['--enable-source-maps', '--max-semi-space-size=64'];
const SERVER_READY_MS = 90_000;
const SERVICE_READY_MS = 60_000;
const GRACE_MS = 30_000;
/** It keeps nothing outside Kafka, and while it starts it does not end before it is up: a Kafka that goes as well never lets it. */
const REGISTRY_GRACE_MS = 3_000;

/** Kafka, the registry or Redis. */
export function serverProcess(site: Site, plan: ServerPlan): ProcessPlan {
  const { name, title, version, ended } = plan;
  const attempt = (): Promise<Attempt> => {
    plan.prepare();
    const launch = { ...plan, environment: site.environment, logFile: logFile(site, name) };
    return Promise.resolve({ launch, healthUrl: undefined, ready: plan.ready });
  };
  const graceMs = name === 'registry' ? REGISTRY_GRACE_MS : GRACE_MS;
  return { name, title, version, kind: 'server', attempt, ended, readyMsMax: SERVER_READY_MS, graceMs };
}

/** A service of ours, from its bundle. */
export function serviceProcess(site: Site, plan: ServicePlan, facts: ServiceFacts & { version: string }): ProcessPlan {
  const { name, bundle } = plan;
  const attempt = async (): Promise<Attempt> => {
    const healthPort = plan.healthPort === 0 ? await freePort() : plan.healthPort;
    const healthUrl = `http://127.0.0.1:${healthPort}/healthz/ready`;
    const launch = {
      name,
      command: process.execPath,
      arguments: [...NODE, join(site.repository, 'dist', `${bundle}.js`)],
      folder: site.repository,
      environment: { ...site.environment, ...serviceEnvironment(facts, plan, healthPort) },
      logFile: logFile(site, name),
    };
    return { launch, healthUrl, ready: () => saysReady(healthUrl) };
  };
  const { version } = facts;
  return {
    ...{ name, title: name, version, kind: 'service', attempt, ended: () => undefined },
    ...{ readyMsMax: SERVICE_READY_MS, graceMs: GRACE_MS },
  };
}

/** Whether a health address answers 200. */
export async function saysReady(url: string): Promise<boolean> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.ok === true;
}
