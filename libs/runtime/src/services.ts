import type { Instance } from '@tutti/core/workspace';
import { apiRoutes } from './api/routes';
import { mountIngest } from './ingest/mount';
import type { Platform } from './platform';
import type { Service } from './shell/service';
import { sinkWork } from './sink/work';
import { identity, profileCompute, segmentEvaluator } from './stages';
import { stageWork } from './stage/transport';

/** Accepts events over HTTP and from source topics. */
export const ingestService: Service = {
  name: 'ingest',
  http: { port: ({ ingestPort }) => ingestPort, mount: mountIngest },
};

/** Numbers events and finds the profile they belong to. */
export const identityService: Service = {
  name: identity.name,
  work: (platform) => [stageWork(platform, identity)],
};

/** Folds events into profiles. */
export const profileComputeService: Service = {
  name: profileCompute.name,
  work: (platform) => [stageWork(platform, profileCompute)],
};

/** Decides memberships and publishes updates. */
export const segmentEvaluatorService: Service = {
  name: segmentEvaluator.name,
  work: (platform) => [stageWork(platform, segmentEvaluator)],
};

/** Answers who somebody is, what they are in, and what was delivered. */
export const apiService: Service = {
  name: 'api',
  http: { port: ({ apiPort }) => apiPort, mount: apiRoutes },
};

/** Delivers to one destination instance. */
export const sinkService = (instance: Instance): Service => ({
  name: `sink.${instance.instance}`,
  work: (platform) => [sinkWork(platform, instance)],
});

/** Every service of this installation: what `up` runs in one process. */
export const allServices = ({ config }: Platform): readonly Service[] => [
  ingestService,
  identityService,
  profileComputeService,
  segmentEvaluatorService,
  apiService,
  ...config.workspace().destinations.map(sinkService),
];

/** The sink of the instance that the settings name; the error lists those that exist. */
export function chosenSink({ config, settings }: Platform): Service {
  const { destinations } = config.workspace();
  const found = destinations.find(({ instance }) => instance === settings.instance);
  if (found !== undefined) return sinkService(found);
  const known = destinations.map(({ instance }) => instance).join(', ') || 'none';
  throw new Error(
    `TUTTI_INSTANCE=${settings.instance ?? ''} names no destination instance; the configuration has: ${known}`,
  );
}
