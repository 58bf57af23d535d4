import type { IntegrationStack } from '@tutti/stack';
import { integrationStack, Problem } from '@tutti/stack';
import type { Specs } from './jest';
import { jest, listSpecs } from './jest';
import type { Outcome } from './phase';

const nothing: Outcome = { passed: 0, failed: 0, skipped: 0, needs: [], output: '' };

/** Kafka, a registry and Redis for specs: started for the first that needs them, kept for all, ended by `stop`. */
export class SharedStack {
  private started: Promise<IntegrationStack> | undefined;

  /** Runs specs against the stack; on a machine that cannot run it they are skipped, and counted by file. */
  async run(specs: Specs): Promise<Outcome> {
    const files = await listSpecs(specs);
    if (files.length === 0) return nothing;
    try {
      this.started ??= integrationStack();
      const { endpoints } = await this.started;
      return await jest({ ...specs, inBand: true, environment: environmentOf(endpoints) });
    } catch (error) {
      return skippedFor(files, error);
    }
  }

  async stop(): Promise<void> {
    const stack = await this.started?.catch(() => undefined);
    await stack?.stop();
  }
}

function environmentOf(endpoints: IntegrationStack['endpoints']): Readonly<Record<string, string>> {
  return {
    TUTTI_TEST_INTEGRATION: '1',
    TUTTI_BROKERS: endpoints.brokers,
    TUTTI_REGISTRY_URL: endpoints.registryUrl,
    TUTTI_REDIS_URL: endpoints.redisUrl,
  };
}

/** Only a missing tool lets tests off: a stack that does not come up is a failure. */
function skippedFor(files: readonly string[], error: unknown): Outcome {
  const tool = error instanceof Problem ? /^no (Java|Maven)\b/.exec(error.message)?.[1] : undefined;
  if (tool === undefined) throw error;
  return { ...nothing, skipped: files.length, needs: [`skipped: needs ${tool} (${files.length} files)`] };
}
