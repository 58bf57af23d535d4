import type { ProfileState } from '@tutti/contracts';
import { codecs, identityStateRecord, profileStateRecord } from '@tutti/contracts';
import { identityStage } from '@tutti/core/identity';
import { profileStage } from '@tutti/core/profile';
import { rulesOf } from '../revisions';
import type { Definition, Task } from '../task';
import { attempt, newTask } from '../task';
import type { World } from '../world';

/** Each partition stepped anew from its log alone, calmly and with every sweep at once, comes to the same states (P6). */
export function replayProblems({ plan, identity, profile }: World): readonly string[] {
  const rule = identityStage();
  const rules = new Map(plan.revisions.map((it) => [it.revision, profileStage(rulesOf(it, plan.revisions))]));
  return [
    ...identity.flatMap((task) =>
      differing(task, replayed(task, { ...task.definition, ruleOf: () => rule }), (state) =>
        codecs['identity.state'].encode(identityStateRecord.state(state)),
      ),
    ),
    ...profile.flatMap((task) =>
      differing(task, replayed(task, { ...task.definition, ruleOf: (it) => rules.get(it)! }), (state: ProfileState) =>
        codecs['profile.state'].encode(profileStateRecord.state(state)),
      ),
    ),
  ];
}

const ALL = Number.MAX_SAFE_INTEGER;

function replayed<State, Value>(
  { log, partition }: Task<State, Value>,
  definition: Definition<State, Value>,
): ReadonlyMap<string, State> {
  const task = newTask(definition, partition);
  task.log.push(...log);
  while (task.owned.position < log.length || task.owned.sweep !== undefined)
    task.owned = attempt(task, task.owned, { count: ALL, isSweep: true }).owned;
  return task.owned.states;
}

function differing<State, Value>(
  { owned, definition, partition }: Task<State, Value>,
  found: ReadonlyMap<string, State>,
  bytesOf: (state: State) => Buffer,
): readonly string[] {
  const keys = [...new Set([...owned.states.keys(), ...found.keys()])].filter((key) => {
    const [one, other] = [owned.states.get(key), found.get(key)];
    return one === undefined || other === undefined || !bytesOf(one).equals(bytesOf(other));
  });
  return keys.length === 0 ? [] : [`replay: ${definition.input}/${partition} differs at ${keys.join()}`];
}
