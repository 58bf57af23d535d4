import type { Command, Propose } from '@tutti/contracts';
import type { ProfileStep, World } from '../world';
import type { Facts } from './facts';

/** Whom a command put apart. */
export interface Wall {
  readonly command: string;
  readonly sides: readonly [ReadonlySet<string>, ReadonlySet<string>];
}

/** Whom an operator put apart is never one profile again, unless an operator said so (design I7). */
export function wallProblems({ world, profiles }: Facts): readonly string[] {
  const walls = world.profileSteps.reduce(wallsAfter, []);
  return walls.flatMap(({ command, sides: [one, other] }) =>
    [...profiles].flatMap(([id, { identifiers }]) => {
      const names = Object.keys(identifiers);
      const [here, there] = [names.filter((it) => one.has(it)), names.filter((it) => other.has(it))];
      if (here.length === 0 || there.length === 0) return [];
      return [`walls: ${id} holds ${here.join()} and ${there.join()}, which ${command} put apart`];
    }),
  );
}

function wallsAfter(walls: readonly Wall[], step: ProfileStep): readonly Wall[] {
  const { input } = step;
  if (input.kind !== 'record') return walls;
  if (input.value.command !== null) return [...walls, ...cutBy(step, input.value.command)];
  const { propose } = input.value;
  const isCommand = propose !== null && propose.intent !== 'link';
  return isCommand && step.before?.life === 'live' && !isRefused(step)
    ? withoutThoseBetween(walls, step, propose)
    : walls;
}

/** What a command took out of a profile that goes on to live. */
function cutBy({ before, after }: ProfileStep, { id }: Command): readonly Wall[] {
  if (before === undefined || after?.life !== 'live') return [];
  const stayed = new Set(Object.keys(after.identifiers));
  const gone = new Set(Object.keys(before.identifiers).filter((name) => !stayed.has(name)));
  return gone.size === 0 ? [] : [{ command: id, sides: [gone, stayed] }];
}

const isRefused = ({ effects }: ProfileStep): boolean =>
  effects.some((it) => it.kind === 'emit' && it.topic === 'audit' && it.value.outcome === 'refused');

/** An operator's merge, or allowance, takes down the walls between the two profiles that it is about. */
function withoutThoseBetween(walls: readonly Wall[], { before }: ProfileStep, { members }: Propose): readonly Wall[] {
  const [mine, theirs] = [Object.keys(before!.identifiers), members.map(({ name }) => name)];
  const isBetween = ({ sides: [one, other] }: Wall): boolean =>
    (mine.some((it) => one.has(it)) && theirs.some((it) => other.has(it))) ||
    (mine.some((it) => other.has(it)) && theirs.some((it) => one.has(it)));
  return walls.filter((wall) => !isBetween(wall));
}

/** Every cut there was, and how often the wall of each command was taken down: nobody knows the command by it any more. */
export function cutsIn({ profileSteps }: World): {
  readonly cuts: readonly Wall[];
  readonly takenDown: ReadonlyMap<string, number>;
} {
  const [cuts, takenDown] = [[] as Wall[], new Map<string, number>()];
  let walls: readonly Wall[] = [];
  for (const step of profileSteps) {
    const next = wallsAfter(walls, step);
    for (const { command } of walls.filter((it) => !next.includes(it)))
      takenDown.set(command, (takenDown.get(command) ?? 0) + 1);
    cuts.push(...next.filter((it) => !walls.includes(it)));
    walls = next;
  }
  return { cuts, takenDown };
}
