import type { Endpoints } from '@tutti/stack';
import { Problem } from '@tutti/stack';
import type { Ports } from './settings';

/** A process of our own: which bundle it runs, and where it says that it is ready. */
export interface ServicePlan {
  readonly name: string;
  /** File name in dist/, without ending. */
  readonly bundle: string;
  /** Where `/healthz/ready` answers: a public port, or 0 for one that is chosen at each start. */
  readonly healthPort: number;
  /** Ports that have to be free before it starts. */
  readonly ports: readonly number[];
  /** The destination instance of a sink. */
  readonly instance: string | undefined;
}

/** What decides which processes there are. */
export interface ServicesWanted {
  readonly separate: boolean;
  /** Destination instances of the workspace. */
  readonly instances: readonly string[];
  readonly ports: Pick<Ports, 'ingest' | 'api'>;
}

const STAGES = ['identity', 'profile-compute', 'segment-evaluator'] as const;

/** One process for everything, or one per service and per destination instance, in the order in which they start. */
export function servicePlans({ separate, instances, ports }: ServicesWanted): readonly ServicePlan[] {
  const plan = (name: string, more: Partial<ServicePlan> = {}): ServicePlan => ({
    ...{ name, bundle: name, healthPort: 0, ports: [], instance: undefined },
    ...more,
  });
  const at = (...own: readonly number[]): Partial<ServicePlan> => ({ healthPort: own[0] ?? 0, ports: own });
  if (!separate) return [plan('services', { bundle: 'all', ...at(ports.ingest, ports.api) })];
  return [
    ...instances.map((instance) => plan(`sink.${instance}`, { bundle: 'sink', instance })),
    ...[...STAGES].reverse().map((name) => plan(name)),
    plan('api', at(ports.api)),
    plan('ingest', at(ports.ingest)),
  ];
}

/** Everything that a service reads from its environment, beside what the user has set. */
export interface ServiceFacts {
  readonly endpoints: Endpoints;
  readonly ports: Pick<Ports, 'ingest' | 'api'>;
  readonly prefix: string;
  readonly secret: string;
  readonly writeKey: string;
  readonly operatorKey: string;
}

/** The environment of a service. `healthPort` is where it says that it is ready. */
export function serviceEnvironment(
  facts: ServiceFacts,
  { instance }: Pick<ServicePlan, 'instance'>,
  healthPort: number,
): Readonly<Record<string, string>> {
  const { endpoints, ports, prefix, secret, writeKey, operatorKey } = facts;
  return {
    TUTTI_BROKERS: endpoints.brokers,
    TUTTI_REGISTRY_URL: endpoints.registryUrl,
    TUTTI_REDIS_URL: endpoints.redisUrl,
    TUTTI_PREFIX: prefix,
    TUTTI_SECRET: secret,
    TUTTI_WRITE_KEY: writeKey,
    TUTTI_OPERATOR_KEY: operatorKey,
    TUTTI_PROFILE: 'local',
    TUTTI_INGEST_PORT: String(ports.ingest),
    TUTTI_API_PORT: String(ports.api),
    TUTTI_HEALTH_PORT: String(healthPort),
    ...(instance === undefined ? {} : { TUTTI_INSTANCE: instance }),
  };
}

/** The processes that a user means by a name; a problem that lists what exists when it is none of them. */
export function chosen(names: readonly string[], name: string): readonly string[] {
  if (names.includes(name)) return [name];
  if (name === 'sink' && names.some((it) => it.startsWith('sink.')))
    return names.filter((it) => it.startsWith('sink.'));
  throw new Problem(`there is no process "${name}"; there are: ${names.join(', ') || 'none'}`);
}
