import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { until } from './until';

const READY_MS_MAX = 60_000;
const DRAIN_MS_MAX = 30_000;
const KEPT_CHARACTERS = 64 * 1024;
const TAIL_LINES = 25;

/** A service as it is to run. `bundle`: file in dist/ (or elsewhere, by its whole path), without ending. */
export interface ServicePlan {
  readonly name: string;
  readonly bundle: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Where `/healthz/ready` answers. */
  readonly healthPort: number;
}

/** One service as a child process that can be stopped, killed and started again. */
export class ServiceProcess {
  readonly name: string;
  readonly #plan: ServicePlan;
  #child: ChildProcess | undefined;
  #output = '';

  constructor(plan: ServicePlan) {
    this.name = plan.name;
    this.#plan = plan;
  }

  /** How it is run. */
  get plan(): ServicePlan {
    return this.#plan;
  }

  /** The number of the process; undefined while none runs. */
  get pid(): number | undefined {
    return this.#child === undefined || isOver(this.#child) ? undefined : this.#child.pid;
  }

  /** The code or signal with which it ended by itself; undefined while it runs, and after `stop` and `kill`. */
  get endedWith(): number | string | undefined {
    return this.#child?.exitCode ?? this.#child?.signalCode ?? undefined;
  }

  /** Resolves when the service says that it is ready, with the milliseconds that took. */
  start(): Promise<number> {
    this.launch();
    return this.ready();
  }

  /** Starts it without waiting for it. */
  launch(): void {
    const { bundle, environment } = this.#plan;
    const script = resolve(__dirname, '..', 'dist', `${bundle}.js`);
    const child = spawn(process.execPath, [script], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => this.#keep(text));
    }
  }

  /** Resolves when it says that it is ready, with the milliseconds that took; rejects when it ends before. */
  ready(): Promise<number> {
    const child = this.#child;
    if (child === undefined) return Promise.reject(new Error(`${this.name} was not started`));
    return until({ awaited: `${this.name} to be ready`, msMax: READY_MS_MAX, missing: () => this.#notReady(child) });
  }

  /** SIGSTOP: it stands still, connections and all. */
  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  /** SIGCONT: it goes on as if nothing had happened. */
  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  /** Asks it to end and waits for it; rejects when it does not drain or ends with an error. */
  async stop(): Promise<void> {
    const code = await this.#end('SIGTERM');
    if (code !== 0) throw new Error(`${this.name} ended with ${code} after SIGTERM`);
  }

  /** kill -9; harmless when it does not run. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** The last 64 KiB that it printed. */
  get output(): string {
    return this.#output;
  }

  /** The last lines it printed, for people. */
  tail(): string {
    const lines = this.#output.trimEnd().split('\n').slice(-TAIL_LINES);
    return [`--- ${this.name} ---`, ...lines].join('\n');
  }

  async #notReady(child: ChildProcess): Promise<string | undefined> {
    if (isOver(child))
      throw new Error(`${this.name} ended with ${child.exitCode ?? child.signalCode} before it was ready`);
    return healthProblem(this.#plan.healthPort);
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | string | null> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined) return 0;
    if (!isOver(child)) {
      const ended = once(child, 'exit');
      const timer = setTimeout(() => child.kill('SIGKILL'), DRAIN_MS_MAX);
      child.kill(signal);
      child.kill('SIGCONT'); // one that stands still does not hear SIGTERM
      await ended;
      clearTimeout(timer);
    }
    return child.exitCode ?? child.signalCode;
  }

  #keep(text: string): void {
    this.#output = (this.#output + text).slice(-KEPT_CHARACTERS);
  }
}

const isOver = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

async function healthProblem(port: number): Promise<string | undefined> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz/ready`, { signal: AbortSignal.timeout(5_000) });
    return answer.ok ? undefined : `answers ${answer.status} ${await answer.text()}`;
  } catch {
    return 'does not answer';
  }
}
