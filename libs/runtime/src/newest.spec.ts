import type { Command, Event, Identifier, ProfileId, Update } from '@tutti/contracts';
import { identityIn, keyOf, profileIn } from '@tutti/contracts';
import { identityStage } from '@tutti/core/identity';
import { isLive, isTold, profileStage, visibleProfile } from '@tutti/core/profile';
import { compileSegments, segmentStage } from '@tutti/core/segment';
import type { Emit, Stage } from '@tutti/core/stage';
import { homeProfile } from '@tutti/core/stage';
import { EMPTY_WORKSPACE } from '@tutti/core/workspace';
import { eventHistories } from '@tutti/testing';
import fc from 'fast-check';
import { profileRules } from './stages';

const RULES = profileRules(EMPTY_WORKSPACE, 1, () => EMPTY_WORKSPACE);
const WHEN = ['traits.age >= 1', '!has(traits.name)', 'size(identifiers) == 0', 'events["Order Completed"].count > 1'];
const SEGMENTS = compileSegments(WHEN.map((when, i) => ({ name: `s${i}`, description: '', when })));

/** One stage with one partition, everything in memory. */
class Line<State, Value> {
  readonly states = new Map<string, State>();
  readonly #log: { readonly key: string; readonly value: Value; readonly at: number }[] = [];
  #position = 0;

  constructor(
    readonly topic: 'identity.in' | 'profile.in' | 'profiles',
    readonly stage: Stage<State, Value>,
  ) {}

  get isReady(): boolean {
    return this.#position < this.#log.length;
  }

  append(key: string, value: Value, at: number): void {
    this.#log.push({ key, value, at });
  }

  step(): readonly Emit[] {
    const [record, offset] = [this.#log[this.#position]!, this.#position++];
    const from = { topic: this.topic, partition: 0, offset };
    const input = { kind: 'record', ...record, version: offset, from } as const;
    const [after, effects] = this.stage.step(this.states.get(record.key), input);
    if (after !== undefined) this.states.set(record.key, after);
    return effects.filter((effect) => effect.kind === 'emit');
  }
}

/** Identity, profile-compute and segment-evaluator as they run, stepping in the order that `picks` says. */
class Tutti {
  readonly identity = new Line('identity.in', identityStage());
  readonly profile = new Line('profile.in', profileStage(RULES));
  readonly segment = new Line('profiles', segmentStage('ok' in SEGMENTS ? SEGMENTS.ok : [], 1));
  readonly updates: Update[] = [];
  #now = 0;
  #commands = 0;

  accept(event: Event): void {
    this.#now = Math.max(this.#now, event.acceptedAt);
    this.identity.append(keyOf.identifier(event.entry.key), identityIn.event(event), this.#now);
  }

  command({ action, who, whom }: Wish): void {
    const [[first, to], [other, otherProfileId]] = [this.#addressOf(who), this.#addressOf(whom)];
    const id = `c${this.#commands++}`;
    const about = { id, action, by: 'ann', why: '', at: this.#now, identifiers: [first], expectedVersion: null };
    this.profile.append(to, profileIn.command({ ...about, other, otherProfileId }), this.#now);
  }

  /** Does one step of a stage that has work; false when all are at rest. */
  turn(pick: number): boolean {
    const ready = [this.identity, this.profile, this.segment].filter(({ isReady }) => isReady);
    if (ready.length === 0) return false;
    for (const emit of ready[pick % ready.length]!.step()) this.#append(emit);
    return true;
  }

  #append({ topic, key, value }: Emit): void {
    if (topic === 'identity.in') this.identity.append(key, value, this.#now);
    if (topic === 'profile.in') this.profile.append(key, value, this.#now);
    if (topic === 'profiles') this.segment.append(key, value, this.#now);
    if (topic === 'updates') this.updates.push(value);
  }

  #addressOf(identifier: Identifier) {
    const state = this.identity.states.get(identifier.key);
    const { incarnation, profileId } = state ?? { incarnation: 0, profileId: homeProfile(identifier.key, 0) };
    return [{ identifier, incarnation }, profileId] as const;
  }
}

/** What an operator asks for; who is who is taken from the events. */
interface Wish {
  readonly action: Command['action'];
  readonly who: Identifier;
  readonly whom: Identifier;
}

const orders = fc.record({
  action: fc.constantFrom<Command['action']>('merge', 'undo_merge', 'undo_merge', 'split', 'erase', 'allow_link'),
  who: fc.nat({ max: 20 }),
  whom: fc.nat({ max: 20 }),
  /** So many events before the last; 0 is at rest. */
  before: fc.constantFrom(0, 0, 0, 1, 2, 5, 20),
});
const lives = fc.record({
  events: eventHistories({ lengthMax: 40 }),
  orders: fc.array(orders, { maxLength: 8, size: 'max' }),
  picks: fc.array(fc.nat({ max: 8 }), { minLength: 1, maxLength: 50 }),
});

type Of<Values> = Values extends fc.Arbitrary<infer Value> ? Value : never;
type Order = Of<typeof orders>;

function lived({ events, orders: wanted, picks }: Of<typeof lives>): Tutti {
  const tutti = new Tutti();
  const known = events.flatMap(({ entry, others }) => [entry, ...others]);
  let turns = 0;
  const some = (): number => picks[turns++ % picks.length]!;
  const rest = (): void => {
    for (let left = 10_000; left > 0 && tutti.turn(some()); left--);
  };
  const order = ({ action, who, whom }: Order): void =>
    tutti.command({ action, who: known[who % known.length]!, whom: known[whom % known.length]! });
  events.forEach((event, i) => {
    tutti.accept(event);
    wanted.filter(({ before }) => before > 0 && before === events.length - i).forEach(order);
    for (let left = some(); left > 0; left--) tutti.turn(some());
  });
  for (const late of wanted.filter(({ before }) => before === 0 && known.length > 0)) {
    rest();
    order(late);
  }
  rest();
  expect(tutti.turn(0)).toBe(false);
  return tutti;
}

const isGone = ({ mergedInto, deleted }: Update): boolean => deleted || mergedInto !== null;
const byId = (one: { readonly id: string }, other: { readonly id: string }): number => (one.id < other.id ? -1 : 1);

describe('a reader of updates', () => {
  it('that keeps only the newest record of each profile has, at rest, exactly the live profiles', () => {
    fc.assert(
      fc.property(lives, (life) => {
        const { profile, updates } = lived(life);
        const newest = new Map(updates.map((update) => [update.profile.id, update]));
        const kept = [...newest.values()].filter((update) => !isGone(update)).map((update) => update.profile);
        const live = [...profile.states].filter(([, state]) => isLive(state) && isTold(state));
        const seen = live.map(([id, state]) =>
          visibleProfile(id as ProfileId, state, { at: newest.get(id as ProfileId)!.profile.at, traits: RULES.traits }),
        );
        expect(kept.sort(byId)).toEqual(seen.sort(byId));
      }),
      { numRuns: 500 },
    );
  });

  it('that adds up what each says has the same, versions rising, and forgets who is gone', () => {
    fc.assert(
      fc.property(lives, (life) => {
        const held = new Map<string, { version: number; segments: Set<string>; traits: Map<string, string> }>();
        for (const update of lived(life).updates) {
          const { id, version, traits } = update.profile;
          const known = held.get(id) ?? { version: -1, segments: new Set(), traits: new Map() };
          held.set(id, known);
          expect(version).toBeGreaterThan(known.version);
          known.version = version;
          for (const { segment } of update.exited) expect(known.segments.delete(segment)).toBe(true);
          for (const { segment } of update.entered) known.segments.add(segment);
          for (const { trait, from } of update.changes) expect(known.traits.get(trait) ?? null).toBe(from);
          for (const { trait, to } of update.changes) {
            if (to === null) known.traits.delete(trait);
            else known.traits.set(trait, to);
          }
          if (isGone(update)) known.traits.clear();
          expect([...known.segments].sort()).toEqual(update.segments.map(({ segment }) => segment));
          expect(Object.fromEntries(known.traits)).toEqual(
            Object.fromEntries(Object.entries(traits).map(([name, { value }]) => [name, value])),
          );
        }
      }),
      { numRuns: 500 },
    );
  });
});
