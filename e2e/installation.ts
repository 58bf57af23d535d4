import type { Workspace } from '@tutti/core/workspace';
import type { Platform, Settings } from '@tutti/runtime';
import { removeAll } from './derived';
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
}

interface Parts {
  readonly settings: Settings;
  readonly workspace: Workspace;
  readonly writeKey: string;
  readonly services: readonly ServiceProcess[];
  readonly platform: Platform;
  readonly schemaIds: ReadonlyMap<string, number>;
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
  readonly #services: ReadonlyMap<string, ServiceProcess>;

  private constructor({ settings, workspace, writeKey, services, platform, schemaIds }: Parts) {
    this.settings = settings;
    this.workspace = workspace;
    this.writeKey = writeKey;
    this.platform = platform;
    this.schemaIds = schemaIds;
    this.#services = new Map(services.map((service) => [service.name, service]));
  }

  /** Makes topics, schemas and the first revision; starts nothing. */
  static async create({ workspace: written, separate }: InstallationPlan): Promise<Installation> {
    const environment = await newEnvironment();
    const settings = settingsIn(environment);
    const writeKey = environment['TUTTI_WRITE_KEY'] ?? '';
    const given = written(writeKey);
    const workspace = typeof given === 'string' ? workspaceOf(given) : given;
    try {
      const schemaIds = await prepare(settings, workspace);
      const plans = await servicePlans({ settings, environment, workspace, separate });
      const services = plans.map((plan) => new ServiceProcess(plan));
      const platform = await connected(settings);
      return new Installation({ settings, workspace, writeKey, services, platform, schemaIds });
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
