import { identityIn, keyOf, profileIn } from '@tutti/contracts';
import type { Emit } from '@tutti/core/stage';
import { chance } from '../../chance';
import { addressed } from './address';
import type { Draw } from './draw';
import { drawFrom } from './draw';
import type { Flaw } from './flaws';
import { noFlaw } from './flaws';
import type { Move, Plan } from './plan';
import type { Attempt, Task } from './task';
import { attempt, emitsOf, isReady } from './task';
import type { World } from './world';
import { append, commitIdentity, commitProfile, put, send, worldOf } from './world';

const BATCH_MAX = 5;
const EARLIER_MAX = 3;
const STEPS_MAX = 6_000;
/** So many moves come all at once. */
const BURST = 300;

/** Everything that decides how a plan comes about: the same life of the same plan is the same to the last byte. */
export interface Life {
  readonly seed: number;
  readonly partitions: number;
  /** How likely it is that a batch is lost before its commit, and that an old owner tries one. */
  readonly perils: { readonly crash: number; readonly zombie: number };
  readonly isCoded: boolean;
  readonly flaw: Flaw;
}

/** One of many lives that a plan may have. */
export function lifeOf(seed: number, flaw: Flaw = noFlaw): Life {
  const { upTo, oneOf, happens } = drawFrom(chance(seed ^ 0x5eed));
  return {
    // Every fifth seed is replayed as well: what was read again has to be what was never let go.
    ...{ seed, partitions: 1 + upTo(3), flaw, isCoded: happens(seed % 5 === 0 ? 0.5 : 0.05) },
    perils: { crash: oneOf([0, 0.08]), zombie: oneOf([0, 0.06]) },
  };
}

/** A plan being lived through. */
export interface Living {
  readonly world: World;
  readonly draw: Draw;
  readonly perils: Life['perils'];
  /** Commands sent so far. */
  readonly sent: (Emit & { readonly topic: 'profile.in' })[];
  /** Commands whose address was looked up, to be sent so many moves later. */
  readonly held: { left: number; readonly command: Living['sent'][number] }[];
}

/** Begins a life in which nothing has happened. */
export function begin(plan: Plan, { seed, partitions, perils, isCoded, flaw }: Life): Living {
  const world = worldOf({ plan, partitions, flaw, isCoded });
  return { world, draw: drawFrom(chance(seed)), perils, sent: [], held: [] };
}

/** Lives through moves while stages step, and on until nothing is left to do. Throws when there is no end to it. */
export function live(living: Living, moves: readonly Move[]): void {
  const { world, draw, held } = living;
  const left = [...moves].reverse();
  const hurry = left.length > BURST ? 0.95 : draw.oneOf([0.1, 0.3, 0.6]);
  for (const until = world.commits + STEPS_MAX; world.commits <= until;) {
    if (left.length > 0 && draw.happens(hurry)) moveOn(living, left.pop()!);
    letOneIn(living);
    if (turn(living) || left.length + world.late.length > 0) continue;
    if (held.length === 0) return;
    for (const { command } of held.splice(0)) sendCommand(living, command);
  }
  throw new Error(`no rest: the stages go on after ${STEPS_MAX} commits`);
}

/** What a flaw holds back comes at any time. */
function letOneIn({ world, draw }: Living): void {
  if (world.late.length > 0 && draw.happens(0.1)) append(world, world.late.shift()!);
}

function moveOn(living: Living, move: Move): void {
  const { world, draw, sent } = living;
  world.now = Math.max(world.now, move.at);
  for (const held of living.held.splice(0)) {
    held.left -= 1;
    if (held.left < 0) sendCommand(living, held.command);
    else living.held.push(held);
  }
  switch (move.kind) {
    case 'event': {
      const { entry } = move.event;
      const value = identityIn.event(move.event);
      return append(world, { kind: 'emit', topic: 'identity.in', key: keyOf.identifier(entry.key), value });
    }
    case 'switch': {
      const value = profileIn.switch({ revision: move.revision, at: world.now });
      for (const task of world.profile) put(task, { key: '', value, timestamp: world.now });
      return;
    }
    case 'command': {
      const command = addressed(world, move.wish, draw);
      if (move.wish.delayMoves === 0) return sendCommand(living, command);
      living.held.push({ left: move.wish.delayMoves, command });
      return;
    }
    case 'again': {
      const before = sent.at(-1 - move.before);
      if (before !== undefined) append(world, move.isReaddressed ? readdressed(living, before) : before);
    }
  }
}

/** The same command to where its identifier points by now. */
function readdressed({ world, draw }: Living, before: Living['sent'][number]): Living['sent'][number] {
  const { id, action, identifiers, other } = before.value.command!;
  const wish = { id, action, identifiers: identifiers.map((it) => it.identifier), saw: 'none', delayMoves: 0 } as const;
  return addressed(world, { ...wish, other: other?.identifier }, draw);
}

function sendCommand({ world, sent }: Living, command: Living['sent'][number]): void {
  sent.push(command);
  append(world, command);
}

/** Lets one task do some of its work, if any has work to do. */
function turn(living: Living): boolean {
  const { identity, profile } = living.world;
  const ready = [...identity.filter(isReady), ...profile.filter(isReady)];
  if (ready.length === 0) return false;
  const task = living.draw.oneOf(ready);
  const isIdentity = task.definition.input === 'identity.in';
  if (isIdentity) work(living, task as World['identity'][number], commitIdentity);
  else work(living, task as World['profile'][number], commitProfile);
  return true;
}

function work<State, Value>(
  { world, draw, perils }: Living,
  task: Task<State, Value>,
  commit: (world: World, task: Task<State, Value>, attempted: Attempt<State, Value>) => void,
): void {
  const size = {
    count: 1 + draw.upTo(BATCH_MAX - 1),
    isSweep: draw.happens(0.3) || task.owned.position === task.log.length,
  };
  if (draw.happens(perils.crash)) {
    const lost = attempt(task, task.owned, size);
    if (world.flaw.isOutside) send(world, lost.steps.flatMap(emitsOf).slice(0, draw.upTo(3)));
    return;
  }
  if (task.earlier.length > 0 && draw.happens(perils.zombie)) {
    const fenced = attempt(task, draw.oneOf(task.earlier), { ...size, isSweep: false });
    if (world.flaw.isUnfenced) send(world, fenced.steps.flatMap(emitsOf));
    return;
  }
  if (perils.zombie > 0 && draw.happens(0.3)) task.earlier.push(task.owned);
  if (task.earlier.length > EARLIER_MAX) task.earlier.shift();
  commit(world, task, attempt(task, task.owned, size));
}
