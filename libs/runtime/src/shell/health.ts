import type { FastifyInstance } from 'fastify';
import { VERSION } from '../headers';
import type { TaskState } from '../tasks/owned-tasks';

/** Something that owns partitions; undefined before its first assignment. */
export interface Owner {
  readonly name: string;
  readonly states: () => ReadonlyMap<string, TaskState> | undefined;
}

/** What a process says of itself. Ready: every partition it owns is running; alive: the event loop answers. */
export interface Health {
  readonly ready: boolean;
  readonly version: string;
  /** Per service: state of each owned partition, or `joining` before the first assignment. */
  readonly services: Readonly<Record<string, Readonly<Record<string, string>> | 'joining'>>;
}

/** What the owners of this process's partitions say, taken together. */
export function healthOf(owners: readonly Owner[], stopping: boolean): Health {
  const services = owners.map((owner) => [owner.name, partitionsOf(owner)] as const);
  const running = services.every(
    ([, states]) => states !== 'joining' && Object.values(states).every((s) => s === 'running'),
  );
  return { ready: running && !stopping, version: VERSION, services: Object.fromEntries(services) };
}

/** `/healthz/live` and `/healthz/ready`; liveness never asks Kafka or Redis. */
export function healthRoutes(app: FastifyInstance, health: () => Health): void {
  app.get('/healthz/live', (_request, reply) => reply.send({ alive: true }));
  app.get('/healthz/ready', (_request, reply) => {
    const now = health();
    return reply.code(now.ready ? 200 : 503).send(now);
  });
}

function partitionsOf(owner: Owner): Readonly<Record<string, string>> | 'joining' {
  const states = owner.states();
  return states === undefined ? 'joining' : Object.fromEntries(states);
}
