import type { ServerPorts } from './servers/plan';
import { redisUrl } from './servers/redis';
import { registryUrl } from './servers/registry';

/** Where a stack answers. */
export interface Endpoints {
  /** `host:port`, separated by commas. */
  readonly brokers: string;
  /** Confluent-compatible address of the registry. */
  readonly registryUrl: string;
  readonly redisUrl: string;
}

/** The endpoints that the environment names; each is used instead of a local process of its kind. */
export function givenEndpoints(environment: Readonly<Record<string, string | undefined>>): Partial<Endpoints> {
  const brokers = environment['TUTTI_BROKERS'] ?? '';
  const registry = environment['TUTTI_REGISTRY_URL'] ?? '';
  const redis = environment['TUTTI_REDIS_URL'] ?? '';
  return {
    ...(brokers === '' ? {} : { brokers }),
    ...(registry === '' ? {} : { registryUrl: registry }),
    ...(redis === '' ? {} : { redisUrl: redis }),
  };
}

/** Given endpoints, and local ones for the rest. */
export const endpointsOf = (given: Partial<Endpoints>, ports: ServerPorts): Endpoints => ({
  brokers: `127.0.0.1:${ports.kafka}`,
  registryUrl: registryUrl(ports.registry),
  redisUrl: redisUrl(ports.redis),
  ...given,
});
