import { containerStack, hasContainers } from './containers';
import type { Endpoints } from './endpoints';
import { givenEndpoints } from './endpoints';
import type { TemporaryStack } from './temporary';
import { temporaryStack } from './temporary';

/** A stack for tests, and where it comes from. */
export interface IntegrationStack extends TemporaryStack {
  readonly kind: 'given' | 'containers' | 'local processes';
}

/**
 * What integration tests run against: the endpoints of the environment; where none is given, containers if a Docker
 * engine answers and has the images; else local processes for whatever is not given.
 */
export async function integrationStack(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<IntegrationStack> {
  const given = givenEndpoints(environment);
  if (isWhole(given)) return { kind: 'given', endpoints: given, stop: () => Promise.resolve() };
  if (Object.keys(given).length === 0 && hasContainers()) return { kind: 'containers', ...(await containerStack()) };
  return { kind: 'local processes', ...(await temporaryStack(given)) };
}

const isWhole = (given: Partial<Endpoints>): given is Endpoints => Object.keys(given).length === 3;
