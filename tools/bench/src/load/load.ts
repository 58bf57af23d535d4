import { pause } from '@tutti/stack';
import { answerParent } from '../child';
import { now } from '../clock';
import type { LoadResult, Outage } from './book';
import { Book } from './book';
import { markerOf, numbersIn } from './events';
import { listen } from './receiver';
import type { ClosedPlan, OpenPlan } from './loops';
import { closedLoop, openLoop } from './loops';
import { doingOf } from './people';

/** Nothing arrived for so long: the rest is lost. */
const SILENCE_MS_MAX = 45_000;
const LOOK_MS = 20;

/** What the generator can be asked; it is the receiver as well, so that one clock tells send and arrival. */
export interface LoadCalls extends Record<string, (argument: never) => unknown> {
  /** Address of the webhook. */
  readonly listen: (nothing: undefined) => Promise<string>;
  readonly closed: (plan: ClosedPlan) => Promise<LoadResult>;
  readonly open: (plan: OpenPlan) => Promise<LoadResult>;
  /** From now on, events of this run are looked for. */
  readonly expect: (run: string) => void;
  /** How many of them arrived, each counted once. */
  readonly seen: (nothing: undefined) => number;
  /** Accepted logins of the crowd in the last run, by their device; `due`: milliseconds since 1970. */
  readonly merging: (nothing: undefined) => readonly { readonly device: string; readonly due: number }[];
  /** Of the last run. `since`: milliseconds since 1970. */
  readonly outage: (since: number) => Outage;
}

/** Role `load` of this bundle. */
export function load(): void {
  let book = new Book('none');
  let marker = markerOf('none');
  const begin = (run: string): Book => {
    book = new Book(run);
    marker = markerOf(run);
    return book;
  };
  const received = (body: Buffer, at: number): void => {
    for (const number of numbersIn(body, marker)) book.arrived(number, at);
  };
  const calls: LoadCalls = {
    listen: () => listen(received),
    closed: async (plan) => {
      await closedLoop(plan, begin(plan.run));
      if (plan.pendingMax !== undefined) await allArrived(book);
      return book.result();
    },
    open: async (plan) => {
      await openLoop(plan, begin(plan.run));
      await allArrived(book);
      return book.result();
    },
    expect: (run) => void begin(run),
    seen: () => book.seen,
    merging: () => {
      const due = book.dueOf((number) => doingOf(book.run, number).step === 'login');
      return [...due].map(([number, at]) => ({ device: doingOf(book.run, number).device, due: at }));
    },
    outage: (since) => book.outage(since),
  };
  answerParent(calls);
}

async function allArrived(book: Book): Promise<void> {
  for (let [left, at] = [book.pending, now()]; left > 0 && now() - at < SILENCE_MS_MAX; await pause(LOOK_MS)) {
    if (book.pending !== left) [left, at] = [book.pending, now()];
  }
}
