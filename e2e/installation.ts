import type { Workspace } from '@tutti/core/workspace';
import type { Platform, Settings } from '@tutti/runtime';
import { silentLogger } from '@tutti/runtime';
import type { Endpoints } from '@tutti/stack';
import { freePort } from '@tutti/stack';
import { removeAll } from './derived';
import type { EnvironmentOf } from './service-plans';
import { servicePlans } from './service-plans';
import { ServiceProcess } from './service-process';
import { connected, newEnvironment, prepare, settingsIn } from './stack';
import { workspaceOf } from './workspace';

/** What to install. */
export interface InstallationPlan {
  /** Text of a workspace file, or one that is compiled already; `writeKey` is what the test's clients send. */
  readonly workspace: (writeKey: string) => string | Workspace;
  /** One process for each service; otherwise one for all. */
  readonly separate: boolean;
  /** Where the stack is, if not where the tests were given one. */
  readonly endpoints?: Endpoints;
  readonly environmentOf?: EnvironmentOf;
  /** The test's own connections say nothing when a server is away. */
  readonly quiet?: boolean;
}

interface Parts {
  readonly settings: Settings;
  readonly workspace: Workspace;
  readonly writeKey: string;
  readonly services: readonly ServiceProcess[];
  readonly platform: Platform;
  readonly schemaIds: ReadonlyMap<string, number>;
  readonly environmentOf: EnvironmentOf | undefined;
}

/**
 * A Tutti of its own on the stack of the tests: prefix, secret, write key and ports are nobody else's, services are
 * child processes of the bundles in dist/. `remove` leaves nothing behind.
 */
export class Installation {
  readonly settings: Settings;
  readonly workspace: Workspace;
  readonly writeKey: string;
  /** The test's own connections to log, cache and registry. */
  readonly platform: Platform;
  /** Ids in the registry by subject, as they were given at first. */
  readonly schemaIds: ReadonlyMap<string, number>;
  readonly #services: Map<string, ServiceProcess>;
  readonly #environmentOf: EnvironmentOf | undefined;

  private constructor({ settings, workspace, writeKey, services, platform, schemaIds, environmentOf }: Parts) {
    this.settings = settings;
    this.workspace = workspace;
    this.writeKey = writeKey;
    this.platform = platform;
    this.schemaIds = schemaIds;
    this.#environmentOf = environmentOf;
    this.#services = new Map(services.map((service) => [service.name, service]));
  }

  /** Makes topics, schemas and the first revision; starts nothing. */
  static async create(plan: InstallationPlan): Promise<Installation> {
    const { workspace: written, separate, endpoints, environmentOf, quiet = false } = plan;
    const environment = await newEnvironment(endpoints);
    const settings = settingsIn(environment);
    const writeKey = environment['TUTTI_WRITE_KEY'] ?? '';
    const given = written(writeKey);
    const workspace = typeof given === 'string' ? workspaceOf(given) : given;
    try {
      const schemaIds = await prepare(settings, workspace);
      const own = environmentOf === undefined ? {} : { environmentOf };
      const plans = await servicePlans({ settings, environment, workspace, separate, ...own });
      const services = plans.map((plan) => new ServiceProcess(plan));
      const platform = await connected(settings, ...(quiet ? [silentLogger()] : []));
      const parts = { settings, workspace, writeKey, services, platform, schemaIds, environmentOf };
      return new Installation(parts);
    } catch (error) {
      await removeAll(settings);
      throw error;
    }
  }

  get ingestUrl(): string {
    return `http://127.0.0.1:${this.settings.ingestPort}`;
  }

  get apiUrl(): string {
    return `http://127.0.0.1:${this.settings.apiPort}`;
  }

  /** A service by name: `all`, or `ingest`, `identity`, `sink.<instance>` and so on. */
  service(name: string): ServiceProcess {
    const service = this.#services.get(name);
    if (service === undefined) throw new Error(`there is no service ${name}: ${[...this.#services.keys()].join(', ')}`);
    return service;
  }

  /** Every service, those that were added included. */
  get services(): readonly ServiceProcess[] {
    return [...this.#services.values()];
  }

  /**
   * One more process of a service that has no public port, by the name `<service>+<number>`; starts nothing. One that
   * does not run is given again.
   */
  async another(name: string): Promise<ServiceProcess> {
    const others = this.services.filter((service) => service.name.startsWith(`${name}+`));
    const idle = others.find(({ pid }) => pid === undefined);
    if (idle !== undefined) return idle;
    const { plan } = this.service(name);
    const another = `${name}+${others.length + 1}`;
    const healthPort = await freePort();
    const own = await this.#environmentOf?.(another);
    const environment = { ...plan.environment, ...own, TUTTI_HEALTH_PORT: String(healthPort) };
    const service = new ServiceProcess({ ...plan, name: another, healthPort, environment });
    this.#services.set(another, service);
    return service;
  }

  /** Starts every service; resolves when all are ready. */
  async start(): Promise<void> {
    await this.#each((service) => service.start());
  }

  /** Ends every service as `./tutti down` does; rejects when one does not drain. */
  async stop(): Promise<void> {
    await this.#each((service) => service.stop());
  }

  /** Topics, schemas and workspace once more, as a second `./tutti up` does; returns the ids in the registry. */
  prepareAgain(): Promise<ReadonlyMap<string, number>> {
    return prepare(this.settings, this.workspace);
  }

  /** Ends what still runs, killing what does not drain, and removes all that this installation kept. */
  async remove(): Promise<void> {
    // Services that take their leave have left their consumer groups, which can then be deleted.
    await Promise.allSettled([...this.#services.values()].map((service) => service.stop()));
    await this.platform.close();
    await removeAll(this.settings);
  }

  /** kill -9 for every service, without waiting: for a program that ends in the middle. */
  killAll(): void {
    for (const { pid } of this.services) if (pid !== undefined) process.kill(pid, 'SIGKILL');
  }

  /** Runs a part of a test; when it fails, the last lines of every service stand in the output. */
  async telling(part: () => Promise<void>): Promise<void> {
    try {
      await part();
    } catch (error) {
      const tails = [...this.#services.values()].map((service) => service.tail());
      process.stderr.write(`${tails.join('\n')}\n`);
      throw error;
    }
  }

  async #each(ask: (service: ServiceProcess) => Promise<unknown>): Promise<void> {
    await Promise.all([...this.#services.values()].map(ask));
  }
}
