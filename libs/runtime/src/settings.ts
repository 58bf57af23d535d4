import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);

/** What a process reads from its environment. Units stand at the end of each name. */
export const settingsSchema = z.object({
  TUTTI_BROKERS: z.string().min(1).describe('Kafka brokers, host:port, separated by commas.'),
  TUTTI_REGISTRY_URL: z.url().describe('Confluent-compatible schema registry.'),
  TUTTI_REDIS_URL: z.url().describe('Redis, as redis://host:port; its maxmemory-policy must be noeviction.'),
  TUTTI_PREFIX: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/)
    .default('tutti')
    .describe('First part of every topic, group and transactional id.'),
  TUTTI_SECRET: z.string().min(16).describe('Workspace secret: identifiers are keyed with it; it can never change.'),
  TUTTI_PROFILE: z.enum(['local', 'production']).default('production').describe('local lets sinks reach loopback.'),
  TUTTI_INGEST_PORT: port.default(7070).describe('Port of ingest.'),
  TUTTI_API_PORT: port.default(7071).describe('Port of the api.'),
  TUTTI_HEALTH_PORT: port.default(0).describe('Port of /healthz for a process without a public port; 0: none.'),
  TUTTI_HOST: z.string().default('127.0.0.1').describe('Address to listen on.'),
  TUTTI_TRUST_PROXY: z
    .enum(['true', 'false'])
    .default('false')
    .describe('true behind a proxy of yours: the address and protocol it tells are those of the caller.'),
  TUTTI_INSTANCE: z.string().optional().describe('The destination instance that this sink serves.'),
  TUTTI_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('Least level that is logged.'),
});

/** Settings of one process, checked. */
export interface Settings {
  readonly brokers: readonly string[];
  readonly registryUrl: string;
  readonly redisUrl: string;
  readonly prefix: string;
  readonly secret: string;
  readonly local: boolean;
  readonly host: string;
  readonly ingestPort: number;
  readonly apiPort: number;
  readonly healthPort: number;
  readonly trustProxy: boolean;
  readonly instance: string | undefined;
  readonly logLevel: string;
  /** Everything in the environment: what `${NAME}` in a workspace refers to. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A process that is set up wrongly exits with this code (sysexits EX_CONFIG) after listing every problem. */
export const EXIT_BAD_SETTINGS = 78;

/** Reads the environment; on failure every problem, one sentence each. */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>>,
): { readonly settings: Settings } | { readonly problems: readonly string[] } {
  const parsed = settingsSchema.safeParse(environment);
  if (!parsed.success) return { problems: parsed.error.issues.map(problemOf) };
  const { data } = parsed;
  return {
    settings: {
      brokers: data.TUTTI_BROKERS.split(','),
      registryUrl: data.TUTTI_REGISTRY_URL,
      redisUrl: data.TUTTI_REDIS_URL,
      prefix: data.TUTTI_PREFIX,
      secret: data.TUTTI_SECRET,
      local: data.TUTTI_PROFILE === 'local',
      host: data.TUTTI_HOST,
      ingestPort: data.TUTTI_INGEST_PORT,
      apiPort: data.TUTTI_API_PORT,
      healthPort: data.TUTTI_HEALTH_PORT,
      trustProxy: data.TUTTI_TRUST_PROXY === 'true',
      instance: data.TUTTI_INSTANCE,
      logLevel: data.TUTTI_LOG_LEVEL,
      environment,
    },
  };
}

const problemOf = (issue: z.core.$ZodIssue): string => {
  const name = String(issue.path[0]);
  const shape = settingsSchema.shape as Readonly<Record<string, { readonly description?: string | undefined }>>;
  return `${name}: ${issue.message}. ${shape[name]?.description ?? ''}`;
};
