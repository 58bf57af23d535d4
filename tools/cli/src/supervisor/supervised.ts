import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Ending, Launched } from '@tutti/stack';
import { end, launch, pause, Problem, until, writeWhole } from '@tutti/stack';
import type { Site } from '../site';
import { logFile, stoppedFolder } from '../site';
import type { Backoff } from './backoff';
import { afterEnd, CALM } from './backoff';
import type { Attempt, ProcessPlan } from './plan';
import type { ProcessRecord } from './records';
import { removeRecord, writeRecord } from './records';

/** Exit code of a process that is set up wrongly: starting it again changes nothing. */
const BAD_SETTINGS = 78;
const FIRST_STARTS_MAX = 3;

interface First {
  readonly ready: () => void;
  readonly failed: (error: unknown) => void;
  /** Whether it was ready once. */
  done: boolean;
}

/**
 * One process, from its first start to its last end: started again whenever it ends by itself, with a growing wait, and
 * kept stopped while somebody wants that. Its record always says what is going on.
 */
export class Supervised {
  readonly #site: Site;
  readonly #plan: ProcessPlan;
  readonly #tell: (line: string) => void;
  #phase: 'wanted' | 'held' | 'over' = 'wanted';
  #launched: Launched | undefined;
  #backoff: Backoff = CALM;
  #restarts = 0;
  #life: Promise<void> = Promise.resolve();
  #wake: () => void = () => undefined;

  constructor(site: Site, plan: ProcessPlan, tell: (line: string) => void) {
    this.#site = site;
    this.#plan = plan;
    this.#tell = tell;
  }

  get name(): string {
    return this.#plan.name;
  }

  /** Resolves when the process is ready for the first time; rejects when it cannot be brought up. */
  start(): Promise<void> {
    return new Promise((ready, failed) => {
      this.#life = this.#live({ ready, failed, done: false });
    });
  }

  /** Stops it until `release`, or lets it go on; harmless to repeat. */
  keepStopped(stopped: boolean): void {
    const phase = stopped ? 'held' : 'wanted';
    if (this.#phase === phase || this.#phase === 'over') return;
    this.#phase = phase;
    this.#wake();
    if (stopped) void this.#endProcess();
  }

  /** Ends it for good. Resolves when it is gone. */
  async stop(): Promise<void> {
    this.#phase = 'over';
    this.#wake();
    await this.#endProcess();
    await this.#life;
  }

  async #live(first: First): Promise<void> {
    while (this.#phase !== 'over') {
      if (this.#phase === 'held') await this.#rest();
      else await this.#lifetime(first).catch((error: unknown) => this.#giveUp(first, error));
    }
    removeRecord(this.#site, this.name);
  }

  async #rest(): Promise<void> {
    this.#record('stopped');
    this.#tell(`${this.name} is stopped; ./tutti start ${this.name} starts it again`);
    await this.#woken();
    this.#backoff = CALM;
  }

  /** From one start to the end that follows it, and the wait after that. */
  async #lifetime(first: First): Promise<void> {
    const startedAt = Date.now();
    const attempt = await this.#plan.attempt();
    if (this.#phase !== 'wanted') return;
    const launched = launch(attempt.launch);
    this.#launched = launched;
    this.#record('starting', { startedAt, attempt });
    void this.#announce(launched, { startedAt, attempt, first });
    const ending = await launched.ended;
    this.#launched = undefined;
    this.#plan.ended(ending);
    if (this.#phase !== 'wanted') return;
    this.#backoff = afterEnd(this.#backoff, Date.now() - startedAt);
    if (ending.code === BAD_SETTINGS || (!first.done && this.#backoff.failures >= FIRST_STARTS_MAX)) {
      throw this.#problem(`${this.name} ended (${howEnded(ending)})`);
    }
    this.#restarts += 1;
    this.#record('waiting');
    this.#tell(`${this.name} ended (${howEnded(ending)}); starting it again in ${this.#backoff.waitMs / 1000} s`);
    await Promise.race([pause(this.#backoff.waitMs), this.#woken()]);
  }

  /** Says so when the process is ready, unless it ends before. */
  async #announce(
    launched: Launched,
    { startedAt, attempt, first }: { startedAt: number; attempt: Attempt; first: First },
  ): Promise<void> {
    const ready = await until(
      async () => this.#launched !== launched || (await attempt.ready()),
      this.#plan.readyMsMax,
    );
    if (this.#launched !== launched) return;
    if (!ready) {
      if (first.done) return this.#tell(`${this.name} runs but is not ready; ./tutti logs ${this.name} says why`);
      return this.#giveUp(first, this.#problem(`${this.name} was not ready after ${this.#plan.readyMsMax / 1000} s`));
    }
    this.#record('ready', { startedAt, attempt });
    if (first.done) this.#tell(`${this.name} is ready again`);
    first.done = true;
    first.ready();
  }

  #giveUp(first: First, error: unknown): void {
    if (this.#phase === 'over') return;
    if (first.done) {
      this.#tell(error instanceof Error ? error.message : String(error));
      writeWhole(join(stoppedFolder(this.#site), this.name), '');
      this.keepStopped(true);
      return;
    }
    this.#phase = 'over';
    void this.#endProcess();
    first.failed(error);
  }

  #problem(what: string): Problem {
    return new Problem(`${what}: ./tutti logs ${this.name} says why (${logFile(this.#site, this.name)})`);
  }

  async #endProcess(): Promise<void> {
    if (this.#launched !== undefined) await end(this.#launched.id, this.#plan.graceMs);
  }

  #woken(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #record(state: ProcessRecord['state'], now?: { startedAt: number; attempt: Attempt }): void {
    const { name, version, kind } = this.#plan;
    const id = this.#launched?.id ?? { pid: 0, birth: '' };
    const restarts = this.#restarts;
    writeRecord(this.#site, {
      ...{ name, version, kind, state, restarts, ...id },
      healthUrl: now?.attempt.healthUrl,
      startedAt: now?.startedAt ?? Date.now(),
    });
  }
}

/** Forgets which processes somebody wanted stopped. */
export const forgetStopped = (site: Site): void => rmSync(stoppedFolder(site), { recursive: true, force: true });

const howEnded = ({ code, signal }: Ending): string => (signal === null ? `exit code ${code}` : signal);
