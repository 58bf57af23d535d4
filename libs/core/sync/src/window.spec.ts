import fc from 'fast-check';
import { historyOf } from '@tutti/testing';
import type { Change, Flight, Queued } from './index';
import { DeliveryWindow } from './index';

const LIMITS = { updates: 6, bytes: 6_000 };

/** What happens next to a sink; the numbers choose among what is there. */
type Turn =
  | { readonly kind: 'read'; readonly count: number }
  | { readonly kind: 'arrive' | 'arrive-unanswered'; readonly which: number }
  | { readonly kind: 'send' }
  | { readonly kind: 'commit' }
  | { readonly kind: 'crash' };

const turns = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('read' as const), count: fc.integer({ min: 1, max: 5 }) }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('send' as const) }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('arrive' as const), which: fc.nat(9) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('arrive-unanswered' as const), which: fc.nat(9) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('commit' as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash' as const) }) },
  ),
  { maxLength: 120, size: 'max' },
);

/** A partition with three profiles, gaps between the offsets, and repeats. */
const logs = fc
  .array(
    fc.record({
      who: fc.constantFrom('ann', 'bob', 'cy'),
      step: fc.constantFrom(0, 1, 1, 2),
      mergedInto: fc.constantFrom(undefined, undefined, undefined, undefined, undefined, 'dee'),
      events: fc.constantFrom(0, 1, 1, 2, 30),
      bytes: fc.constantFrom(500, 1000, 3000),
      gap: fc.integer({ min: 1, max: 3 }),
    }),
    { maxLength: 40, size: 'max' },
  )
  .map((rows): readonly Queued[] => {
    const lives = new Map(
      ['ann', 'bob', 'cy'].map((id) => [
        id,
        [
          ...historyOf(
            id,
            rows.filter(({ who }) => who === id),
          ),
        ],
      ]),
    );
    let offset = 0;
    return rows.map(({ who, bytes, gap }) => {
      offset += gap;
      return { offset, update: lives.get(who)!.shift()!, mode: 'live', bytes };
    });
  });

/** One sink over one partition, its commits and the receiver; what it did not commit is lost in a crash. */
class Trial {
  readonly received: Change[] = [];
  readonly #log: readonly Queued[];
  readonly #committed = { progress: 0, delivered: new Map<string, number>() };
  #window = new DeliveryWindow<Queued>({ from: 0, end: 0, limits: LIMITS });
  #position = 0;
  // The log grows while it is read: it reaches just as far as anybody has read.
  #end = 0;
  #flights: Flight<Queued>[] = [];
  #settled: Flight<Queued>[] = [];

  constructor(log: readonly Queued[]) {
    this.#log = log;
  }

  turn(turn: Turn): void {
    if (turn.kind === 'read') this.#read(turn.count);
    else if (turn.kind === 'send') this.#send();
    else if (turn.kind === 'commit') this.#commit();
    else if (turn.kind === 'crash') this.#window = this.#takeOver();
    else this.#arrive(turn.kind, turn.which);
  }

  /** Nothing goes wrong any more until everything is told. */
  finish(): void {
    for (let round = 0; round < this.#log.length * 3 + 5; round++) {
      this.#read(3);
      while (this.#send()) this.#arrive('arrive', 0);
      while (this.#flights.length > 0) this.#arrive('arrive', 0);
      this.#commit();
    }
  }

  get progress(): number {
    return this.#committed.progress;
  }

  #takeOver(): DeliveryWindow<Queued> {
    this.#flights = [];
    this.#settled = [];
    this.#position = this.#committed.progress;
    return new DeliveryWindow<Queued>({ from: this.#position, end: this.#end, limits: LIMITS });
  }

  #read(count: number): void {
    for (const entry of this.#log.filter(({ offset }) => offset >= this.#position).slice(0, count)) {
      if (this.#window.isFull) return;
      this.#window.add(entry, this.#committed.delivered.get(entry.update.profile.id) ?? -1);
      this.#position = entry.offset + 1;
      this.#window.readTo(this.#position);
      this.#end = Math.max(this.#end, this.#position);
    }
  }

  #send(): boolean {
    const flight = this.#window.take();
    if (flight === undefined) return false;
    expect(this.#flights.map(({ change }) => change.key)).not.toContain(flight.change.key);
    this.#flights.push(flight);
    return true;
  }

  #arrive(kind: 'arrive' | 'arrive-unanswered', number: number): void {
    const flight = this.#flights[number % this.#flights.length];
    if (flight === undefined) return;
    this.received.push(flight.change);
    if (kind === 'arrive-unanswered') return;
    this.#flights = this.#flights.filter((one) => one !== flight);
    this.#window.settle(flight);
    this.#settled.push(flight);
  }

  #commit(): void {
    this.#committed.progress = this.#window.lowWater;
    for (const { change } of this.#settled) this.#committed.delivered.set(change.key, change.version);
    for (const flight of this.#settled.splice(0)) this.#window.release(flight);
  }
}

const runs = fc.record({ log: logs, turns }).map(({ log, turns: story }) => ({ log, story }));

function play({ log, story }: { readonly log: readonly Queued[]; readonly story: readonly Turn[] }): Trial {
  const trial = new Trial(log);
  for (const turn of story) trial.turn(turn);
  trial.finish();
  return trial;
}

const ofProfile = (changes: readonly Change[], id: string): readonly Change[] =>
  changes.filter(({ key }) => key === id);

describe('a sink over one partition, with lost answers and crashes anywhere', () => {
  it('tells every event of every profile, in order once repeats are dropped', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const { received } = play(run);
        for (const id of ['ann', 'bob', 'cy']) {
          const sent = run.log.filter(({ update }) => update.profile.id === id).flatMap(({ update }) => update.causes);
          const told = ofProfile(received, id).flatMap(({ events }) => events);
          const once = (events: typeof told): readonly string[] => [
            ...new Set(events.map(({ messageId }) => messageId)),
          ];
          expect(once(told)).toEqual(once(sent));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('never lets the version of a profile fall at the destination, and ends with the newest', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const { received } = play(run);
        for (const id of ['ann', 'bob', 'cy']) {
          const versions = ofProfile(received, id).map(({ version }) => version);
          expect(versions).toEqual([...versions].sort((a, b) => a - b));
          const newest = run.log.filter(({ update }) => update.profile.id === id).at(-1)?.update.profile;
          expect(ofProfile(received, id).at(-1)?.profile).toEqual(newest);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('repeats at most one change of a profile after a crash, and only with everything it had before', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const { received } = play(run);
        const crashes = run.story.filter(({ kind }) => kind === 'crash' || kind === 'arrive-unanswered').length;
        for (const id of ['ann', 'bob', 'cy']) {
          const told = ofProfile(received, id).flatMap(({ events }) => events).length;
          const most = Math.max(0, ...ofProfile(received, id).map(({ events }) => events.length));
          const sent = new Set(
            ofProfile(received, id).flatMap(({ events }) => events.map(({ messageId }) => messageId)),
          );
          expect(told - sent.size).toBeLessThanOrEqual(crashes * most);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('moves progress to the end when everything is settled, and never beyond', () => {
    fc.assert(
      fc.property(runs, (run) => {
        expect(play(run).progress).toBe((run.log.at(-1)?.offset ?? -1) + 1);
      }),
    );
  });
});

describe('a window', () => {
  const entry = (id: string, version: number, offset: number): Queued => {
    const update = historyOf(id, [{ step: version, events: 1 }])[0]!;
    return { offset, update, mode: 'live', bytes: 1000 };
  };

  it('lets other profiles go on while one is under way', () => {
    const window = new DeliveryWindow<Queued>({ from: 0, end: 0, limits: LIMITS });
    for (const [i, id] of ['ann', 'ann', 'bob'].entries()) window.add(entry(id, i + 1, i), -1);
    window.readTo(3);
    const [first, second] = [window.take()!, window.take()!];
    expect([first.change.key, second.change.key, window.take()]).toEqual(['ann', 'bob', undefined]);
    window.settle(second);
    expect(window.lowWater).toBe(0);
    window.settle(first);
    expect(window.lowWater).toBe(3);
  });

  it('fills up to its limit and empties only with the commit', () => {
    const window = new DeliveryWindow<Queued>({ from: 0, end: 0, limits: LIMITS });
    window.take();
    for (let i = 0; i < LIMITS.updates; i++) window.add(entry(`p${i}`, 1, i), -1);
    expect(window.isFull).toBe(true);
    const flight = window.take()!;
    window.settle(flight);
    expect(window.isFull).toBe(true);
    window.release(flight);
    expect(window.isFull).toBe(false);
  });

  it('gives a record that is no update room until it is forgotten, and waits for none', () => {
    const window = new DeliveryWindow<Queued>({ from: 0, end: 0, limits: LIMITS });
    for (let i = 0; i < LIMITS.updates; i++) window.refuse({ bytes: 10 });
    window.readTo(7);
    expect([window.isFull, window.lowWater]).toEqual([true, 7]);
    window.forget({ bytes: 10 });
    expect(window.isFull).toBe(false);
  });
});
