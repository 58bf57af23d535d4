import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { until } from './until';

const READY_MS_MAX = 60_000;
const DRAIN_MS_MAX = 30_000;
const KEPT_CHARACTERS = 64 * 1024;
const TAIL_LINES = 25;

/** A service as it is to run. `bundle`: file in dist/, without ending. */
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

  /** Resolves when the service says that it is ready, with the milliseconds that took. */
  async start(): Promise<number> {
    const { bundle, environment } = this.#plan;
    const script = join(__dirname, '..', 'dist', `${bundle}.js`);
    const child = spawn(process.execPath, [script], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => this.#keep(text));
    }
    return until({ awaited: `${this.name} to be ready`, msMax: READY_MS_MAX, missing: () => this.#notReady(child) });
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
