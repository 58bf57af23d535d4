import type { Effect, Input, Stage } from './index';

/** What a replay came to: the last state of each key, and what each input caused: `effects[i]` belongs to `inputs[i]`. */
export interface Replay<State> {
  readonly states: ReadonlyMap<string, State>;
  readonly effects: readonly (readonly Effect[])[];
}

/** Steps a history of many keys, in order, from `states` on; what a task does, without log and cache. */
export function replay<State, Value>(
  stage: Stage<State, Value>,
  inputs: readonly Input<Value>[],
  states: ReadonlyMap<string, State> = new Map(),
): Replay<State> {
  const now = new Map(states);
  const effects = inputs.map((input) => {
    const [after, caused] = stage.step(now.get(input.key), input);
    if (after === undefined) now.delete(input.key);
    else now.set(input.key, after);
    return caused;
  });
  return { states: now, effects };
}
