import type { Command, Event, Identifier } from '@tutti/contracts';
import { chance } from '../../chance';
import type { Draw } from './draw';
import { drawFrom } from './draw';
import { eventOf } from './events';
import type { Population } from './population';
import { crowdOf, householdsOf, identifiersIn, kioskOf } from './population';
import type { Revision } from './revisions';
import { looseRevisionsOf, revisionsOf } from './revisions';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const BIRTH_MS = Date.UTC(2024, 0, 1);

/** What an operator asks for; whom it is addressed to is found when it is asked. */
export interface Wish {
  readonly id: string;
  readonly action: Command['action'];
  readonly identifiers: readonly Identifier[];
  readonly other: Identifier | undefined;
  /** Which version the operator saw: the newest, another one, or none was looked at. */
  readonly saw: 'newest' | 'other' | 'none';
  /** So many moves pass between looking up the address and sending. */
  readonly delayMoves: number;
}

/** What comes from outside, one after the other. */
export type Move =
  | { readonly kind: 'event'; readonly at: number; readonly event: Event }
  | { readonly kind: 'command'; readonly at: number; readonly wish: Wish }
  /** An earlier command is sent again, to the address it had or to a new one. */
  | { readonly kind: 'again'; readonly at: number; readonly before: number; readonly isReaddressed: boolean }
  | { readonly kind: 'switch'; readonly at: number; readonly revision: number };

/** Everything that comes from outside in one history. */
export interface Plan {
  readonly population: Population;
  readonly revisions: readonly Revision[];
  readonly moves: readonly Move[];
}

/** What a history may contain. */
export interface Freedom {
  /** Limits, types that are no evidence, and operator commands. */
  readonly refusals: boolean;
}

/** The plan of a seed. */
export function planOf(seed: number, { refusals }: Freedom): Plan {
  const draw = drawFrom(chance(seed));
  const population = populationOf(draw, refusals);
  const isCrowd = population.people.length === 1;
  const revisions = (refusals && !isCrowd ? revisionsOf : looseRevisionsOf)(draw.random01);
  const planning = { draw, population, revisions, moves: [] as Move[], at: BIRTH_MS, next: 2 };
  const commands = refusals ? draw.oneOf([0, 0.04, 0.12]) : 0;
  for (let left = lengthOf(draw, population); left > 0; left--) add(planning, commands);
  while (planning.next <= revisions.length) addSwitch(planning);
  return { population, revisions, moves: planning.moves };
}

interface Planning {
  readonly draw: Draw;
  readonly population: Population;
  readonly revisions: readonly Revision[];
  readonly moves: Move[];
  at: number;
  /** The revision that takes over next. */
  next: number;
}

function populationOf(draw: Draw, refusals: boolean): Population {
  if (refusals && draw.happens(1 / 150)) return kioskOf(108);
  if (refusals && draw.happens(1 / 70)) return crowdOf(56);
  return householdsOf(draw.random01);
}

const lengthOf = (draw: Draw, population: Population): number => {
  const known = identifiersIn(population).length;
  if (known > 50) return Math.floor(known * 2.5);
  // A burst: so much waits at a profile that gave everything away that it cannot keep it all aside.
  return draw.happens(1 / 60) ? 400 : draw.upTo(60) + 15;
};

function add(planning: Planning, commands: number): void {
  const { draw, revisions, moves } = planning;
  planning.at += draw.oneOf([0, 1_000, 1_000, MINUTE_MS, 20 * MINUTE_MS, 2 * HOUR_MS, DAY_MS]);
  if (planning.next <= revisions.length && draw.happens(0.05)) return addSwitch(planning);
  if (draw.happens(commands)) return addCommand(planning);
  const { at } = planning;
  if (commands > 0 && draw.happens(0.04)) {
    const again = { before: draw.upTo(4), isReaddressed: draw.happens(0.5) };
    moves.push({ kind: 'again', at, ...again });
    return;
  }
  const known = moves.flatMap((move) => (move.kind === 'event' ? [move.event] : []));
  const isRepeat = known.length > 0 && draw.happens(0.08);
  const event = isRepeat ? { ...draw.oneOf(known.slice(-12)), acceptedAt: at } : freshEvent(planning, known.length);
  moves.push({ kind: 'event', at, event });
}

function addSwitch(planning: Planning): void {
  planning.moves.push({ kind: 'switch', at: planning.at, revision: planning.next });
  planning.next += 1;
}

/** Each named identifier is there twice: events of a person come as often as those that also name what others use. */
function freshEvent({ draw, population, at }: Planning, number: number): Event {
  const person = draw.oneOf(population.people);
  const pool = draw.happens(0.3) ? [...person, ...population.shared] : person;
  const [entry, ...others] = draw.some(pool, 1 + draw.upTo(3));
  return eventOf({ number, entry: entry!, others: draw.happens(0.7) ? others : [], at, draw });
}

function addCommand({ draw, population, moves, at }: Planning): void {
  const person = draw.oneOf(population.people);
  const pool = draw.happens(0.5) ? [...person, ...population.shared] : person;
  const action = draw.oneOf(['merge', 'undo_merge', 'undo_merge', 'split', 'split', 'allow_link', 'erase'] as const);
  const wish = {
    id: `c${moves.length}`,
    action,
    identifiers: draw.some(pool, action === 'split' ? 1 + draw.upTo(2) : 1),
    other: action === 'merge' || action === 'allow_link' ? draw.oneOf(identifiersIn(population)) : undefined,
    saw: draw.oneOf(['none', 'none', 'none', 'newest', 'other'] as const),
    delayMoves: draw.oneOf([0, 0, 0, 2, 6]),
  };
  moves.push({ kind: 'command', at, wish });
}
