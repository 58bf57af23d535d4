import fc from 'fast-check';
import type { Identifier, IdentifierKey, ProfileId, SubState } from '@tutti/contracts';
import { homeProfile } from '@tutti/core/stage';
import { chance } from '../../chance';
import type { Facts } from './checks/facts';
import { factsOf } from './checks/facts';
import { problemsIn } from './checks/index';
import { eventOf } from './events';
import type { Flaw } from './flaws';
import { lineageForgotten } from './flaws';
import type { Living } from './live';
import { begin, lifeOf, live } from './live';
import type { Move, Plan, Wish } from './plan';
import { householdsOf } from './population';
import { LOOSE } from './revisions';

const HOUR_MS = 60 * 60 * 1000;
/** More merges than people with all their identifiers can go through. */
const UNDONE_MAX = 40;

/** People, each of whom is one profile, and nothing more to come. */
function peopleOf(seed: number, flaw?: Flaw): Living {
  const plan: Plan = {
    population: householdsOf(chance(seed)),
    revisions: [{ revision: 1, limits: LOOSE, traits: new Map() }],
    moves: [],
  };
  const living = begin(plan, lifeOf(seed, flaw));
  const moves = plan.population.people.flatMap(([first, ...others], i) =>
    [1, 2, 3].map((j) => named(living, { number: i * 10 + j, entry: first!, others })),
  );
  live(living, moves);
  return living;
}

type Named = { readonly number: number; readonly entry: Identifier; readonly others: readonly Identifier[] };

function named({ world, draw }: Living, sketch: Named): Move {
  const at = world.now + HOUR_MS;
  return { kind: 'event', at, event: eventOf({ ...sketch, at, draw }) };
}

function command({ world }: Living, wish: Pick<Wish, 'id' | 'action' | 'identifiers'> & { other?: Identifier }): Move {
  return { kind: 'command', at: world.now, wish: { other: undefined, saw: 'none', delayMoves: 0, ...wish } };
}

/** Two people become one, because an event says so or an operator does. */
function join(living: Living, [one, other]: readonly [Identifier, Identifier], number: number): void {
  const isCommand = number % 2 === 1;
  const move = isCommand
    ? command(living, { id: `join${number}`, action: 'merge', identifiers: [one], other })
    : named(living, { number: 1_000 + number, entry: one, others: [other] });
  live(living, [move]);
}

function undo(living: Living, identifier: Identifier, number: number): void {
  live(living, [command(living, { id: `undo${number}`, action: 'undo_merge', identifiers: [identifier] })]);
}

/** Sub-states by name, by profile. */
type Held = Readonly<Record<string, Readonly<Record<string, Omit<SubState, 'pointerVersion' | 'walls'>>>>>;

/** The sub-states of every live profile; but for pointers, which grow, and for walls, which are left by an undo. */
function heldBy({ profiles }: Facts): Held {
  const live = [...profiles].filter(([, { life }]) => life === 'live');
  const bare = ({ pointerVersion: _, walls: __, ...subState }: SubState): Held[string][string] => subState;
  return Object.fromEntries(
    live.map(([id, { identifiers }]) => [
      id,
      Object.fromEntries(Object.entries(identifiers).map(([name, it]) => [name, bare(it)])),
    ]),
  );
}

/** An identifier that came by a merge. */
function someMerged({ profiles }: Facts, pick: number): Identifier | undefined {
  const merged = [...profiles.values()].flatMap(({ identifiers }) =>
    Object.values(identifiers).flatMap(({ identifier, lineage }) => (lineage.length > 0 ? [identifier] : [])),
  );
  return merged[pick % merged.length];
}

const pairs = fc.array(fc.tuple(fc.nat(4), fc.nat(4), fc.nat(9), fc.nat(9)), { minLength: 1, maxLength: 5 });

function joined(living: Living, [i, j, a, b]: readonly [number, number, number, number], number: number): boolean {
  const { people } = living.world.plan.population;
  const [one, other] = [people[i % people.length]!, people[j % people.length]!];
  if (one === other) return false;
  const { owners } = factsOf(living.world);
  const [mine, theirs] = [one[a % one.length]!, other[b % other.length]!];
  if (owners.get(mine.key)?.[0] === owners.get(theirs.key)?.[0]) return false;
  join(living, [mine, theirs], number);
  return true;
}

/** Everybody alone, as before anybody was named with anybody. */
function alone(held: Held): Held {
  const subStates = Object.values(held).flatMap((it) => Object.entries(it));
  return Object.fromEntries(
    subStates.map(([name, subState]) => [
      homeProfile(name as IdentifierKey, 0),
      { [name]: { ...subState, lineage: [] } },
    ]),
  );
}

/** Who was together before, each with what is counted by now: the event that joined them is counted as well. */
function apartAgain(before: Held, joint: Held): Held {
  const now = new Map(Object.values(joint).flatMap((it) => Object.entries(it)));
  return Object.fromEntries(
    Object.entries(before).map(([id, subStates]) => [
      id,
      Object.fromEntries(
        Object.entries(subStates).map(([name, { lineage }]) => [name, { ...now.get(name)!, lineage }]),
      ),
    ]),
  );
}

/** Which profile went into which between two moments. */
function mergedBetween(before: Facts, after: Facts): readonly [ProfileId, ProfileId] | undefined {
  const loser = [...before.profiles].find(
    ([id, { life }]) => life === 'live' && after.profiles.get(id)?.life === 'merged',
  );
  const winner = loser && after.profiles.get(loser[0])?.into;
  return loser && winner ? [loser[0], winner] : undefined;
}

const someOf = ({ profiles }: Facts, id: ProfileId, pick: number): Identifier => {
  const all = Object.values(profiles.get(id)!.identifiers);
  return all[pick % all.length]!.identifier;
};

type Merges = readonly (readonly [number, number, number, number])[];

/** People become one, are put apart, and become one again. */
function undoneOnce(seed: number, merges: Merges): void {
  const living = peopleOf(seed);
  merges.forEach((merge, number) => {
    const before = factsOf(living.world);
    if (!joined(living, merge, number)) return;
    const joint = factsOf(living.world);
    const [loser, winner] = mergedBetween(before, joint) ?? [];
    if (loser === undefined || winner === undefined) return; // a wall of an earlier undo is between them
    const brought = someOf(before, loser, number);
    undo(living, brought, number);
    expect(heldBy(factsOf(living.world))).toEqual(apartAgain(heldBy(before), heldBy(joint)));
    // An operator may join again what an operator put apart.
    join(living, [brought, someOf(before, winner, number)], 2 * number + 101);
    expect(factsOf(living.world).profiles.get(loser)?.into).toBe(winner);
  });
  expect(problemsIn(factsOf(living.world))).toEqual([]);
}

/** People become one, one after the other, and all of it is undone, in any order. */
function undoneAll(living: Living, merges: Merges, pick: number): void {
  merges.forEach((merge, number) => joined(living, merge, number));
  const before = heldBy(factsOf(living.world));
  for (let number = 0; number < UNDONE_MAX; number++) {
    const identifier = someMerged(factsOf(living.world), pick + number);
    if (identifier !== undefined) undo(living, identifier, number);
  }
  expect(heldBy(factsOf(living.world))).toEqual(alone(before));
  expect(problemsIn(factsOf(living.world))).toEqual([]);
}

describe('undoing a merge', () => {
  it('restores both sides, and the id of the one that went', () => {
    fc.assert(fc.property(fc.nat(), pairs, undoneOnce), { numRuns: 50 });
  });

  it('again and again leaves everybody as if nobody had ever been joined', () => {
    const all = fc.property(fc.nat(), pairs, fc.nat(), (seed, merges, pick) => undoneAll(peopleOf(seed), merges, pick));
    fc.assert(all, { numRuns: 50 });
  });

  it('goes wrong where a profile forgets by whom it came', () => {
    const flawed = fc.property(fc.nat(), pairs, fc.nat(), (seed, merges, pick) =>
      undoneAll(peopleOf(seed, lineageForgotten), merges, pick),
    );
    expect(fc.check(flawed, { numRuns: 50, endOnFailure: true }).failed).toBe(true);
  });
});
