import type { FastifyInstance } from 'fastify';
import { VERSION } from '../headers';
import type { PartitionState } from '../tasks/owned-tasks';

/** Something that owns partitions; undefined before its first assignment. */
export interface Owner {
  readonly name: string;
  readonly states: () => ReadonlyMap<string, PartitionState> | undefined;
}

/**
 * What a process says of itself. Ready: every partition it owns is running. Alive: none of them hangs; one that waits for
 * something that is away, or was halted, is nothing that another start would help.
 */
export interface Health {
  readonly ready: boolean;
  readonly alive: boolean;
  readonly version: string;
  /** Per service: state of each owned partition, with the reason if it does not run, or `joining` before the first assignment. */
  readonly services: Readonly<Record<string, Readonly<Record<string, string>> | 'joining'>>;
}

/** What the owners of this process's partitions say, taken together. */
export function healthOf(owners: readonly Owner[], stopping: boolean): Health {
  const known = owners.map((owner) => ({ name: owner.name, states: owner.states() }));
  const states = known.flatMap((owner) => [...(owner.states?.values() ?? [])]);
  const running = known.every((owner) => owner.states !== undefined) && states.every(isRunning);
  return {
    ready: running && !stopping,
    alive: !states.some(({ isStuck }) => isStuck),
    version: VERSION,
    services: Object.fromEntries(known.map((owner) => [owner.name, textsOf(owner.states)])),
  };
}

/** `/healthz/live` and `/healthz/ready`; neither asks Kafka or Redis. */
export function healthRoutes(app: FastifyInstance, health: () => Health): void {
  app.get('/healthz/live', (_request, reply) => {
    const now = health();
    return now.alive ? reply.send({ alive: true }) : reply.code(503).send(now);
  });
  app.get('/healthz/ready', (_request, reply) => {
    const now = health();
    return reply.code(now.ready ? 200 : 503).send(now);
  });
}

const isRunning = ({ state, isStuck }: PartitionState): boolean => state === 'running' && !isStuck;

const textsOf = (states: ReturnType<Owner['states']>): Health['services'][string] =>
  states === undefined ? 'joining' : Object.fromEntries([...states].map(([name, state]) => [name, textOf(state)]));

const textOf = ({ state, reason, isStuck }: PartitionState): string =>
  [isStuck ? `stuck while ${state}` : state, ...(reason === undefined ? [] : [reason])].join(': ');
