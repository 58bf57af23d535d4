import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '@tutti/runtime';
import { freePort } from '@tutti/stack';
import type { Sent } from '../../clients';
import { postUntilAccepted } from '../../clients';
import { removeAll } from '../../derived';
import { endAll } from '../../ending';
import { ServiceProcess } from '../../service-process';
import { newEnvironment, prepare, settingsIn } from '../../stack';
import { until } from '../../until';
import { workspaceOf } from '../../workspace';
import type { Answered, Evidence, Violation } from '../evidence';
import { atRest } from '../owned';
import { readEvidence } from '../read';
import { violationsIn } from '../violations';
import { TRAP, TRAPS } from './flaws';
import type { Plant } from './plant';
import { buildWith } from './plant';

const REST_MS_MAX = 60_000;
const TRAP_MS_MAX = 30_000;
const TAKE_OVER_MS_MAX = 60_000;
const USERS = 5;
const BATCH = 50;
const KIOSK = ['user-5', 'user-10'];

/** An installation whose services were built with mistakes and traps in them. */
export class Site {
  readonly #settings: Settings;
  readonly #writeKey: string;
  readonly #folder: string;
  readonly #all: ServiceProcess;
  readonly #second: ServiceProcess;
  readonly #answered: Answered[] = [];

  private constructor(folder: string, environment: Readonly<Record<string, string>>, healthPort: number) {
    this.#folder = folder;
    this.#settings = settingsIn(environment);
    this.#writeKey = environment['TUTTI_WRITE_KEY'] ?? '';
    const own = { ...environment, [TRAP]: join(folder, 'trap') };
    const { ingestPort } = this.#settings;
    this.#all = new ServiceProcess({
      name: 'all',
      bundle: join(folder, 'all'),
      environment: own,
      healthPort: ingestPort,
    });
    const second = { ...own, TUTTI_HEALTH_PORT: String(healthPort) };
    this.#second = new ServiceProcess({
      name: 'identity',
      bundle: join(folder, 'identity'),
      environment: second,
      healthPort,
    });
  }

  /** Builds, installs and starts one process of all services. */
  static async open(plants: readonly Plant[]): Promise<Site> {
    const environment = await newEnvironment();
    const site = new Site(mkdtempSync(join(tmpdir(), 'tutti-bites-')), environment, await freePort());
    try {
      await site.#start(plants);
      return site;
    } catch (error) {
      await site.close();
      throw error;
    }
  }

  /** Sends so many events of a few users, until each is answered with 200. */
  async send(count: number): Promise<void> {
    const ingest = { ingestUrl: `http://127.0.0.1:${this.#settings.ingestPort}`, writeKey: this.#writeKey };
    const from = this.#answered.length;
    for (let sent = 0; sent < count; sent += BATCH) {
      const batch = Array.from({ length: Math.min(BATCH, count - sent) }, (_, i) => eventOf(from + sent + i));
      await postUntilAccepted(ingest, 'batch', batch);
      for (const { messageId, userId } of batch) this.#answered.push({ messageId, entry: `userId:${userId}` });
    }
  }

  /** The process of all services stands still before identity commits; another takes identity over; then it goes on. */
  async twoOwners(count: number): Promise<void> {
    this.#setTrap('SIGSTOP');
    const sent = this.send(count);
    await this.#trapClosed();
    await this.#second.start();
    await until({
      ...{ awaited: 'identity to be taken over', msMax: TAKE_OVER_MS_MAX },
      missing: async () => [...atRest(await this.#evidence())].find(({ where }) => where.startsWith('identity/'))?.what,
    });
    this.#all.resume();
    await sent;
    await this.#second.stop();
  }

  /** kill -9 of everything, and a new start. */
  async kill(): Promise<void> {
    await this.#all.kill();
    await this.#all.start();
  }

  /** The process dies when identity has written what it commits, and not yet that it is committed; then a new start. */
  async dieInCommit(count: number): Promise<void> {
    this.#setTrap('SIGKILL');
    const sent = this.send(count);
    await this.#trapClosed();
    await this.#all.kill();
    await this.#all.start();
    await sent;
  }

  /** What the checker says when nothing but time is missing any more. */
  async violations(): Promise<readonly Violation[]> {
    let found: readonly Violation[] = [];
    await until({
      ...{ awaited: 'all events to go all the way', msMax: REST_MS_MAX },
      missing: async () => {
        found = violationsIn(await this.#evidence());
        return found.find(({ invariant }) => invariant === 'rest')?.what;
      },
    });
    return found;
  }

  async close(): Promise<void> {
    await endAll(
      () => this.#second.kill(),
      () => this.#all.kill(),
      () => removeAll(this.#settings),
      async () => rmSync(this.#folder, { recursive: true, force: true }),
    );
  }

  async #start(plants: readonly Plant[]): Promise<void> {
    await buildWith([...TRAPS, ...plants], this.#folder, ['all', 'identity']);
    const workspace = `sources: [{ name: web, writeKey: ${this.#writeKey}, eventsPerSecond: 10000 }]`;
    await prepare(this.#settings, workspaceOf(workspace));
    await this.#all.start();
  }

  #evidence(): Promise<Evidence> {
    const { brokers, registryUrl, redisUrl, prefix } = this.#settings;
    return readEvidence({ brokers, registryUrl, redisUrl, prefix }, { answered: this.#answered });
  }

  #setTrap(signal: 'SIGSTOP' | 'SIGKILL'): void {
    writeFileSync(join(this.#folder, 'trap'), signal);
  }

  async #trapClosed(): Promise<void> {
    const missing = (): string | undefined => (existsSync(join(this.#folder, 'trap')) ? 'open' : undefined);
    await until({ awaited: 'the trap to close', msMax: TRAP_MS_MAX, missing });
  }
}

/** Most events are of one user, who does more than identity remembers. Everybody has a phone, and two share a kiosk. */
function eventOf(number: number): Sent & { readonly userId: string } {
  const userId = number % USERS === 0 ? `user-${number % (USERS * USERS)}` : 'often';
  const anonymousId = KIOSK.includes(userId) ? 'kiosk' : `phone of ${userId}`;
  const messageId = `event-${number}`;
  return { type: 'track', event: 'Paid', userId, anonymousId, messageId, properties: { revenue: 1.01 } };
}
