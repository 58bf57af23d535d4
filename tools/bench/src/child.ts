import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';

/** What a child can be asked. Arguments and answers are plain data. */
export type Calls = Readonly<Record<string, (argument: never) => unknown>>;

type Answer<C extends Calls, Name extends keyof C> = Awaited<ReturnType<C[Name]>>;

interface Question {
  readonly id: number;
  readonly name: string;
  readonly argument: unknown;
}

interface Reply {
  readonly id: number;
  readonly answer?: unknown;
  readonly error?: string;
}

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

/** This bundle in a process of its own, in another role: what it does costs nobody else's event loop anything. */
export class Child<C extends Calls> {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;

  constructor(
    readonly role: string,
    environment: Readonly<Record<string, string>> = {},
  ) {
    // As the supervisor starts services.
    const execArgv = [...process.execArgv, '--max-semi-space-size=64'];
    this.#process = fork(__filename, [role], { env: { ...process.env, ...environment }, execArgv });
    this.#process.on('message', (reply) => this.#settle(reply as Reply));
    this.#process.on('exit', (code, signal) => this.#giveUp(new Error(`${role} ended with ${code ?? signal}`)));
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  ask<Name extends keyof C & string>(name: Name, argument: Parameters<C[Name]>[0]): Promise<Answer<C, Name>> {
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#process.send({ id, name, argument } satisfies Question);
    });
  }

  /** Ends it; harmless to repeat. */
  stop(): void {
    if (this.#process.connected) this.#process.disconnect();
  }

  #settle({ id, answer, error }: Reply): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(answer as never);
    else waiting?.reject(new Error(`${this.role}: ${error}`));
  }

  #giveUp(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

/** The child's half: answers until the parent is gone. */
export function answerParent(calls: Calls): void {
  const reply = (message: Reply): void => void process.send?.(message);
  process.on('disconnect', () => process.exit());
  process.on('SIGINT', () => undefined); // Ctrl-C reaches the parent as well, which tidies up first
  process.on('message', (message) => {
    const { id, name, argument } = message as Question;
    const answer = async (): Promise<unknown> => calls[name]?.(argument as never);
    answer().then(
      (value) => reply({ id, answer: value }),
      (error: unknown) => reply({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
}
