import { join } from 'node:path';
import type { Launched } from './launch';
import { end, launch, pause, until } from './launch';
import { Problem } from './problem';
import { isAlive } from './process-id';
import type { ServerPlan } from './servers/plan';

const READY_MS_MAX = 90_000;
const GRACE_MS = 30_000;
const POLL_MS = 20;

/** One server of a temporary stack as a process that can be broken on purpose; port and data folder stay the same. */
export class LocalServer {
  readonly name: ServerPlan['name'];
  /** Where it keeps its data. */
  readonly folder: string;
  readonly #plan: ServerPlan;
  readonly #data: string;
  #launched: Launched | undefined;

  /** `data`: folder of the stack, whose `logs` takes what the server prints. Starts nothing. */
  constructor(plan: ServerPlan, data: string) {
    this.name = plan.name;
    this.folder = plan.folder;
    this.#plan = plan;
    this.#data = data;
  }

  /** Launches it without waiting; does nothing while it runs. */
  launch(): void {
    if (this.#launched !== undefined && isAlive(this.#launched.id)) return;
    this.#plan.prepare();
    const logFile = join(this.#data, 'logs', `${this.name}.log`);
    this.#launched = launch({ ...this.#plan, environment: process.env, logFile });
  }

  /** Resolves when it serves; rejects after 90 s. */
  async served(): Promise<void> {
    if (await until(this.#plan.ready, READY_MS_MAX)) return;
    const logs = join(this.#data, 'logs');
    throw new Problem(`${this.#plan.title} did not answer within ${READY_MS_MAX / 1000} s; its log was in ${logs}`);
  }

  /** Launches it and waits until it serves. */
  async start(): Promise<void> {
    this.launch();
    await this.served();
  }

  /** Ends it in order; kills it when it does not end within 30 s. */
  async end(): Promise<void> {
    const launched = this.#launched;
    if (launched === undefined) return;
    await end(launched.id, GRACE_MS);
    this.#plan.ended(await launched.ended);
    this.#launched = undefined;
  }

  /** kill -9; resolves when it is gone. */
  async kill(): Promise<void> {
    const { id } = this.#signal('SIGKILL');
    while (isAlive(id)) await pause(POLL_MS);
    this.#launched = undefined;
  }

  /** SIGSTOP: it neither answers nor lets go of its connections. */
  pause(): void {
    this.#signal('SIGSTOP');
  }

  /** SIGCONT. */
  resume(): void {
    this.#signal('SIGCONT');
  }

  #signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Launched {
    const launched = this.#launched;
    if (launched === undefined || !isAlive(launched.id)) throw new Problem(`${this.#plan.title} does not run`);
    process.kill(launched.id.pid, name);
    return launched;
  }
}
