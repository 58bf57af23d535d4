import type { Workspace } from '@tutti/core/workspace';
import type { Settings } from '@tutti/runtime';
import { freePort } from '@tutti/stack';
import type { ServicePlan } from './service-process';

/** One process for everything, or one for each service and destination instance, with their environment. */
export async function servicePlans(
  settings: Settings,
  workspace: Workspace,
  { separate, writeKey }: { readonly separate: boolean; readonly writeKey: string },
): Promise<readonly ServicePlan[]> {
  const plan = async (name: string, more: Partial<ServicePlan> & { readonly instance?: string } = {}) => {
    const { bundle = name, healthPort = await freePort(), instance } = more;
    const environment = {
      ...environmentOf(settings, writeKey),
      TUTTI_HEALTH_PORT: String(healthPort),
      ...(instance === undefined ? {} : { TUTTI_INSTANCE: instance }),
    };
    return { name, bundle, healthPort, environment };
  };
  const { ingestPort, apiPort } = settings;
  if (!separate) return [await plan('all', { healthPort: ingestPort })];
  const sinks = workspace.destinations.map(({ instance }) => plan(`sink.${instance}`, { bundle: 'sink', instance }));
  const stages = ['identity', 'profile-compute', 'segment-evaluator'].map((name) => plan(name));
  const ports = [plan('api', { healthPort: apiPort }), plan('ingest', { healthPort: ingestPort })];
  return Promise.all([...sinks, ...stages, ...ports]);
}

const environmentOf = (settings: Settings, writeKey: string): Readonly<Record<string, string>> => ({
  TUTTI_BROKERS: settings.brokers.join(','),
  TUTTI_REGISTRY_URL: settings.registryUrl,
  TUTTI_REDIS_URL: settings.redisUrl,
  TUTTI_PREFIX: settings.prefix,
  TUTTI_SECRET: settings.secret,
  TUTTI_WRITE_KEY: writeKey,
  TUTTI_PROFILE: 'local',
  TUTTI_INGEST_PORT: String(settings.ingestPort),
  TUTTI_API_PORT: String(settings.apiPort),
});
