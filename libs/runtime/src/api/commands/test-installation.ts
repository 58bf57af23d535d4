import type { FastifyInstance } from 'fastify';
import { fastify } from 'fastify';
import type { AuditRecord, Event } from '@tutti/contracts';
import { codecs, identityIn, keyOf } from '@tutti/contracts';
import { EMPTY_WORKSPACE } from '@tutti/core/workspace';
import type { Platform } from '../../platform';
import type { Mounted } from '../../shell/service';
import { stageContext } from '../../stage/context';
import type { StageDefinition, StageValue } from '../../stage/definition';
import { StageTask } from '../../stage/task';
import type { TestPlatform } from '../../stage/test-platform';
import { testPlatform } from '../../stage/test-platform';
import { identity, profileCompute } from '../../stages';
import { apiRoutes } from '../routes';

const KEYS = [
  { name: 'ops', key: 'ops-key', role: 'operator' },
  { name: 'boss', key: 'boss-key', role: 'admin' },
] as const;

/** What the tests look at in an answer of the api. */
interface Body extends Readonly<Record<string, unknown>> {
  readonly id: string;
  readonly message: string;
  readonly text: readonly string[];
  readonly violations: readonly { readonly field: string; readonly reason: string }[];
  readonly records: readonly AuditRecord[];
}

/** An answer of the api. */
export interface Answer {
  readonly status: number;
  readonly body: Body;
}

/** How a spec makes an event. */
type MakeEvent = (sketch: Pick<Event, 'entry' | 'messageId' | 'acceptedAt'>) => Event;

type Stop = () => Promise<void>;

/** The api with both stages of identity at work, in memory. */
export class TestInstallation {
  readonly #stops = new Map<string, Stop>();

  private constructor(
    readonly platform: TestPlatform,
    private readonly served: { readonly app: FastifyInstance; readonly mounted: Mounted },
    private readonly anEvent: MakeEvent,
  ) {}

  static async start(
    anEvent: MakeEvent,
    withOther: (platform: TestPlatform) => Partial<Platform> = () => ({}),
  ): Promise<TestInstallation> {
    const platform = await testPlatform();
    await platform.publish({ ...EMPTY_WORKSPACE, keys: KEYS });
    const app = fastify();
    const mounted = await apiRoutes(app, { ...platform, ...withOther(platform) });
    const installation = new TestInstallation(platform, { app, mounted }, anEvent);
    await installation.work();
    return installation;
  }

  get app(): FastifyInstance {
    return this.served.app;
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.served.mounted.release();
    await this.rest();
    await this.platform.close();
  }

  /** Both stages go on from where they stopped. */
  async work(): Promise<void> {
    await this.#run(identity);
    await this.#run(profileCompute);
  }

  /** These stages stop. */
  async rest(...names: readonly string[]): Promise<void> {
    for (const name of names.length === 0 ? [...this.#stops.keys()] : names) {
      await this.#stops.get(name)?.();
      this.#stops.delete(name);
    }
  }

  async get(url: string, key = 'ops-key'): Promise<Answer> {
    const { statusCode, body } = await this.app.inject({ url, headers: { authorization: `Bearer ${key}` } });
    return { status: statusCode, body: JSON.parse(body) };
  }

  async ask(payload: object, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const { statusCode, body } = await this.app.inject({
      ...{ method: 'POST', url: '/v1/identity/commands', payload: { why: 'a test', ...payload } },
      headers: { authorization: 'Bearer boss-key', ...headers },
    });
    return { status: statusCode, body: JSON.parse(body) };
  }

  /** Events come by these addresses, one after the other, so that the first is the oldest profile. */
  async comesUp(...names: readonly string[]): Promise<void> {
    for (const name of names) {
      const value = mail(name);
      const entry = { type: 'email', value, key: this.platform.hash(`email\u0000${value}`) };
      const event = this.anEvent({ entry, messageId: `m-${name}`, acceptedAt: Date.now() });
      const record = { key: keyOf.identifier(entry.key), value: identityIn.event(event) };
      await this.platform.append('identity.in', [record]);
      await until(async () => (await this.profile(name)).status === 200);
    }
  }

  profile(name: string): Promise<Answer> {
    return this.get(`/v1/profiles/${who(name)}`);
  }

  async profileIdOf(name: string): Promise<string> {
    return (await this.profile(name)).body.id;
  }

  async audit(): Promise<readonly AuditRecord[]> {
    const records = await this.platform.readAll('audit');
    return records.map(({ value }) => codecs['audit'].decode(value!.subarray(5)));
  }

  async #run<State, Value extends StageValue>(definition: StageDefinition<State, Value>): Promise<void> {
    const task = await StageTask.open(stageContext(this.platform, definition, 0));
    const running = task.run();
    this.#stops.set(definition.name, async () => {
      await task.close();
      await running;
    });
  }
}

const mail = (name: string): string => `${name}@example.com`;

/** How the api calls somebody. */
export const who = (name: string): string => `email:${mail(name)}`;

/** Resolves when it is so; a test that waits for ever is ended by its runner. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}
