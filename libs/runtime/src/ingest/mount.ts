import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { identifierReader } from '@tutti/core/ingest';
import type { Source, Workspace } from '@tutti/core/workspace';
import { identifierRules, resolvePlaceholders } from '@tutti/core/workspace';
import type { Platform } from '../platform';
import type { Fail, Mounted } from '../shell/service';
import type { RecordDeps } from './deps';
import { ingestRoutes } from './routes';
import { sourceConsumer } from './source-consumer';

/** Both halves of ingest on one platform: the HTTP routes and the consumer of source topics. */
export async function mountIngest(app: FastifyInstance, platform: Platform, fail: Fail): Promise<Mounted> {
  const { log, clock, hash, logger, settings } = platform;
  const appender = log.appender();
  const records = recordDeps(platform);
  const sources = resolvedSources(platform);
  ingestRoutes(app, { ...records, appender, sources, hash, clock, logger, newId: randomUUID });
  const consumer = sourceConsumer({
    ...records,
    log,
    sources,
    hash,
    clock,
    logger,
    prefix: settings.prefix,
    failed: fail,
  });
  await consumer.start();
  return {
    states: () => consumer.states(),
    release: async () => {
      await consumer.stop();
      await appender.close();
    },
  };
}

const recordDeps = ({ wire, topic, partitions, partitionOf, config }: Platform): RecordDeps => ({
  wire,
  partitionOf,
  topics: { identityIn: topic('identity.in'), deadLetters: topic('dead-letters'), partitions },
  revision: () => config.current(),
  identifiers: perRevision(config, (workspace) => identifierReader(identifierRules(workspace))),
});

/** Sources in force with their write keys filled in. A key that is missing lets nobody in. */
function resolvedSources({ config, settings, logger }: Platform): () => readonly Source[] {
  const resolve = (source: Source): Source => {
    const resolved = resolvePlaceholders(source.writeKey, settings.environment);
    if ('value' in resolved) return { ...source, writeKey: resolved.value };
    logger.warn({ source: source.name, missing: resolved.missing }, 'write key not set: nobody can send by HTTP');
    return { ...source, writeKey: '' };
  };
  return perRevision(config, ({ sources }) => sources.map(resolve));
}

/** What is made of the workspace in force, once per revision. */
function perRevision<Made>(config: Platform['config'], make: (workspace: Workspace) => Made): () => Made {
  let known: { readonly revision: number; readonly made: Made } | undefined;
  return () => {
    const revision = config.current();
    if (known?.revision !== revision) known = { revision, made: make(config.workspace()) };
    return known.made;
  };
}
