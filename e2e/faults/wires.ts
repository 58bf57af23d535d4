import type { Endpoints } from '@tutti/stack';
import { KafkaProxy, TcpProxy } from '@tutti/testing';

/** What stands between one process and the servers. */
export interface Wire {
  readonly kafka: KafkaProxy;
  readonly redis: TcpProxy;
  readonly registry: TcpProxy;
}

/** A wire of its own for each process of an installation, so that a fault meets one process and no other. */
export class Wires {
  readonly #wires = new Map<string, Wire>();

  /** `random01`: chance for jitter and cuts. */
  constructor(
    private readonly endpoints: Endpoints,
    private readonly random01: () => number,
  ) {}

  /** The wire of a process that was given one. */
  of(name: string): Wire {
    const wire = this.#wires.get(name);
    if (wire === undefined) throw new Error(`${name} has no wire: ${[...this.#wires.keys()].join(', ')} have`);
    return wire;
  }

  get all(): readonly Wire[] {
    return [...this.#wires.values()];
  }

  /** Lays a wire; returns what the process needs in its environment to use it. */
  async lay(name: string): Promise<Readonly<Record<string, string>>> {
    const { brokers, registryUrl, redisUrl } = this.endpoints;
    const { random01 } = this;
    const wire: Wire = {
      kafka: await KafkaProxy.open({ upstream: brokers }),
      redis: await TcpProxy.open({ upstream: new URL(redisUrl).host, random01 }),
      registry: await TcpProxy.open({ upstream: new URL(registryUrl).host, random01 }),
    };
    this.#wires.set(name, wire);
    const [broker] = wire.kafka.brokers;
    return {
      TUTTI_BROKERS: broker ?? '',
      TUTTI_REDIS_URL: `redis://${wire.redis.hostPort}`,
      TUTTI_REGISTRY_URL: registryUrl.replace(new URL(registryUrl).host, wire.registry.hostPort),
    };
  }

  async close(): Promise<void> {
    const proxies = this.all.flatMap(({ kafka, redis, registry }) => [kafka, redis, registry]);
    await Promise.all(proxies.map((proxy) => proxy.close()));
  }
}
