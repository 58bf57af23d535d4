import { pause } from '@tutti/stack';
import { now } from '../clock';
import type { Book } from './book';
import type { Target } from './connection';
import { Connection } from './connection';
import { CrowdBytes, RequestBytes } from './request';

const OK = 200;
const WINDOW_PAUSE_MS = 2;
const CONNECTIONS_MAX = 256;

/** Each connection sends its next request when the last one is answered. */
export interface ClosedPlan extends Target {
  readonly run: string;
  readonly seconds: number;
  readonly connections: number;
  /** Events in one request. */
  readonly batch: number;
  /** Nobody sends while this many accepted events have not arrived; undefined: nobody waits for arrivals. */
  readonly pendingMax: number | undefined;
}

export async function closedLoop(plan: ClosedPlan, book: Book): Promise<void> {
  const end = now() + plan.seconds * 1_000;
  const lane = async (): Promise<void> => {
    const connection = new Connection(plan);
    const request = new RequestBytes(plan, plan);
    while (now() < end) {
      if (plan.pendingMax !== undefined && book.pending >= plan.pendingMax) await pause(WINDOW_PAUSE_MS);
      else await sendNext({ connection, request, book, plan });
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: plan.connections }, lane));
}

async function sendNext({ connection, request, book, plan: { batch } }: Sending): Promise<void> {
  const first = book.next(batch);
  const status = await connection.send(request.from(first));
  if (status === OK) book.accepted(first, batch);
}

interface Sending {
  readonly connection: Connection;
  readonly request: RequestBytes;
  readonly book: Book;
  readonly plan: Pick<ClosedPlan, 'batch'>;
}

/** Single calls on a fixed schedule, whatever the answers. */
export interface OpenPlan extends Target {
  readonly run: string;
  readonly seconds: number;
  readonly perSecond: number;
  /** Events of a crowd that logs in; otherwise `track` calls of users. */
  readonly crowd?: boolean;
}

export async function openLoop(plan: OpenPlan, book: Book): Promise<void> {
  const start = now();
  const lanes = new Lanes(plan, book);
  const count = plan.perSecond * plan.seconds;
  for (let sent = 0; sent < count; await pause(1)) {
    for (const due = Math.min(count, ((now() - start) * plan.perSecond) / 1_000); sent < due; sent++) {
      lanes.send(book.next(1, start + (sent * 1_000) / plan.perSecond));
    }
  }
  await lanes.close();
}

/** As many connections as there are unanswered requests, up to a limit; beyond it, requests wait their turn. */
class Lanes {
  readonly #idle: Lane[] = [];
  readonly #queue: number[] = [];
  readonly #busy = new Set<Promise<void>>();

  constructor(
    private readonly plan: OpenPlan,
    private readonly book: Book,
  ) {}

  send(number: number): void {
    const lane = this.#idle.pop() ?? this.#another();
    if (lane === undefined) return void this.#queue.push(number);
    const busy = this.#work(lane, number).finally(() => this.#busy.delete(busy));
    this.#busy.add(busy);
  }

  /** Waits for the last answers. */
  async close(): Promise<void> {
    await Promise.all(this.#busy);
    for (const { connection } of this.#idle) connection.close();
  }

  async #work(lane: Lane, first: number): Promise<void> {
    for (let number: number | undefined = first; number !== undefined; number = this.#queue.shift()) {
      const status = await lane.connection.send(lane.request.from(number));
      if (status === OK) this.book.accepted(number, 1);
    }
    this.#idle.push(lane);
  }

  #another(): Lane | undefined {
    if (this.#busy.size >= CONNECTIONS_MAX) return undefined;
    const { run, crowd = false } = this.plan;
    const request = crowd ? new CrowdBytes(this.plan, run) : new RequestBytes(this.plan, { run, batch: 1 });
    return { connection: new Connection(this.plan), request };
  }
}

interface Lane {
  readonly connection: Connection;
  readonly request: { readonly from: (number: number) => Buffer };
}
