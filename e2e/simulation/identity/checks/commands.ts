import type { AuditRecord, Command, ProfileState } from '@tutti/contracts';
import { nameOf } from '@tutti/core/stage';
import type { ProfileStep, World } from '../world';
import type { Facts } from './facts';
import { cutsIn } from './walls';

/** Every command is answered, done at most once, and changes nothing when it comes again (design I8). */
export function commandProblems({ world }: Facts): readonly string[] {
  const answers = new Map<string, AuditRecord[]>();
  for (const { value } of world.audit) {
    if (value.command !== null) answers.set(value.command, [...(answers.get(value.command) ?? []), value]);
  }
  const sent = sentIn(world.profileSteps);
  const doneMax = doneMaxIn(world);
  return [
    ...[...sent].flatMap(([id, all]) => answerProblems(id, answers.get(id) ?? [], doneMax(all))),
    ...repeatProblems(world.profileSteps),
  ].map((it) => `commands: ${it}`);
}

function sentIn(steps: readonly ProfileStep[]): ReadonlyMap<string, readonly Command[]> {
  const sent = new Map<string, Command[]>();
  for (const { input } of steps) {
    const command = input.kind === 'record' ? input.value.command : null;
    if (command !== null) sent.set(command.id, [...(sent.get(command.id) ?? []), command]);
  }
  return sent;
}

/**
 * How often a command may be done. More than once only where somebody sends it again, by a new address, to those who
 * cannot know of it: to the next life after an erasure; after its wall was taken down; a merge after it was undone.
 */
function doneMaxIn(world: World): (commands: readonly Command[]) => number {
  const { cuts, takenDown } = cutsIn(world);
  const partedBy = ({ identifiers: [mine], other, action }: Command): number => {
    if (action !== 'merge' || mine === undefined || other === null) return 0;
    const names = [mine, other].map(({ identifier, incarnation }) => nameOf(identifier.key, incarnation));
    return cuts.filter(({ sides }) => sides.every((side) => names.some((name) => side.has(name)))).length;
  };
  return (commands) => {
    const lives = new Set(commands.map(({ identifiers: [first] }) => first?.incarnation)).size;
    return lives + (takenDown.get(commands[0]!.id) ?? 0) + partedBy(commands[0]!);
  };
}

function answerProblems(id: string, answers: readonly AuditRecord[], doneMax: number): readonly string[] {
  const outcomes = answers.map(({ outcome }) => outcome);
  if (!outcomes.some((it) => it === 'done' || it === 'refused' || it === 'nothing')) return [`${id} was not answered`];
  const done = outcomes.filter((it) => it === 'done').length;
  return done > doneMax ? [`${id} was done ${done} times`] : [];
}

/** A profile knows the last 16 commands that it had to do with. */
const REMEMBERED_MAX = 16;

function repeatProblems(steps: readonly ProfileStep[]): readonly string[] {
  const known = new Map<string, string[]>();
  return steps.flatMap((step) => {
    const { input, before } = step;
    if (input.kind !== 'record' || input.value.command === null || before?.life !== 'live') return [];
    const { id } = input.value.command;
    const before16 = known.get(input.key) ?? [];
    if (before16.includes(id)) return isSilent(step) ? [] : [`${id} came again to ${input.key} and changed something`];
    if (!isPassedOn(step)) known.set(input.key, [...before16, id].slice(-REMEMBERED_MAX));
    return [];
  });
}

/** It went on to another profile, or was about an identifier that was never here. */
const isPassedOn = ({ input, effects }: ProfileStep): boolean =>
  effects.some(
    (it) => it.kind === 'emit' && it.topic === 'profile.in' && input.kind === 'record' && it.value.command !== null,
  ) || effects.some((it) => it.kind === 'emit' && it.topic === 'audit' && it.value.code === 'not-found');

const isSilent = ({ before, after, effects }: ProfileStep): boolean =>
  same(before, after) &&
  effects.every((it) => it.kind === 'emit' && it.topic === 'audit' && it.value.outcome !== 'done');

const same = (one: ProfileState | undefined, other: ProfileState | undefined): boolean =>
  JSON.stringify({ ...one, version: 0, revision: 0 }) === JSON.stringify({ ...other, version: 0, revision: 0 });
