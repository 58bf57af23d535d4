import type { Workspace } from '@tutti/core/workspace';
import type { Settings } from '@tutti/runtime';
import { freePort } from '@tutti/stack';
import type { ServicePlan } from './service-process';

/** What decides which processes there are. */
export interface ServicesWanted {
  readonly settings: Settings;
  /** What all of them find in their environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly workspace: Workspace;
  readonly separate: boolean;
  readonly environmentOf?: EnvironmentOf;
}

/** What one process finds in its environment beside or instead of what all find there, by the name of the service. */
export type EnvironmentOf = (name: string) => Promise<Readonly<Record<string, string>>>;

/** One process for everything, or one for each service and destination instance. */
export async function servicePlans(wanted: ServicesWanted): Promise<readonly ServicePlan[]> {
  const { settings, environment: shared, workspace, separate, environmentOf } = wanted;
  const plan = async (name: string, more: Partial<Omit<ServicePlan, 'name'>> = {}): Promise<ServicePlan> => {
    const { bundle = name, healthPort = await freePort() } = more;
    const own = await environmentOf?.(name);
    const environment = { ...shared, TUTTI_HEALTH_PORT: String(healthPort), ...more.environment, ...own };
    return { name, bundle, healthPort, environment };
  };
  const { ingestPort, apiPort } = settings;
  if (!separate) return [await plan('all', { healthPort: ingestPort })];
  const sinks = workspace.destinations.map(({ instance }) =>
    plan(`sink.${instance}`, { bundle: 'sink', environment: { TUTTI_INSTANCE: instance } }),
  );
  const stages = ['identity', 'profile-compute', 'segment-evaluator'].map((name) => plan(name));
  const ports = [plan('api', { healthPort: apiPort }), plan('ingest', { healthPort: ingestPort })];
  return Promise.all([...sinks, ...stages, ...ports]);
}
