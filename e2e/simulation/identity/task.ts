import type { Effect, Emit, Input, Stage } from '@tutti/core/stage';

/** A record as it stands in one partition of an input. */
export interface Appended<Value> {
  readonly offset: number;
  readonly key: string;
  readonly value: Value;
  readonly timestamp: number;
}

/** What one commit leaves behind: a later owner begins with it, and a zombie may still hold an old one. */
export interface Owned<State> {
  /** How many records of the log were stepped. */
  readonly position: number;
  readonly at: number;
  readonly revision: number;
  readonly states: ReadonlyMap<string, State>;
  /** Keys that a Switch found and nobody has looked at yet. */
  readonly sweep: { readonly version: number; readonly at: number; readonly keys: readonly string[] } | undefined;
}

/** What a stage has to say of its records, besides its rule. */
export interface Definition<State, Value> {
  readonly input: 'identity.in' | 'profile.in';
  readonly ruleOf: (revision: number) => Stage<State, Value>;
  readonly acceptedAt: (value: Value) => number | undefined;
  /** The revision of a Switch, if the record is one. */
  readonly switchOf: (value: Value) => number | undefined;
}

/** One partition of one stage. */
export interface Task<State, Value> {
  readonly definition: Definition<State, Value>;
  readonly partition: number;
  readonly log: Appended<Value>[];
  /** Offset of the next record. */
  end: number;
  owned: Owned<State>;
  /** What earlier owners had. */
  readonly earlier: Owned<State>[];
}

/** One step as it was taken. */
export interface Step<State, Value> {
  readonly input: Input<Value>;
  readonly before: State | undefined;
  readonly after: State | undefined;
  readonly effects: readonly Effect[];
}

/** What was made of some records, before anybody knows whether it is committed. */
export interface Attempt<State, Value> {
  readonly owned: Owned<State>;
  readonly steps: readonly Step<State, Value>[];
}

/** A partition that nobody has owned yet. */
export const newTask = <State, Value>(definition: Definition<State, Value>, partition: number): Task<State, Value> => ({
  ...{ definition, partition, log: [], end: 0, earlier: [] },
  owned: { position: 0, at: 0, revision: 1, states: new Map(), sweep: undefined },
});

/** Whether there is anything to do. */
export const isReady = <State, Value>({ log, owned }: Task<State, Value>): boolean =>
  owned.position < log.length || owned.sweep !== undefined;

/** Steps up to `count` records, or keys of a sweep, from what `owned` holds on. Changes nothing. */
export function attempt<State, Value>(
  task: Task<State, Value>,
  owned: Owned<State>,
  { count, isSweep }: { readonly count: number; readonly isSweep: boolean },
): Attempt<State, Value> {
  const stepping = { task, rule: task.definition.ruleOf(owned.revision), states: new Map(owned.states), steps: [] };
  return isSweep && owned.sweep !== undefined ? swept(stepping, owned, count) : stepped(stepping, owned, count);
}

interface Stepping<State, Value> {
  readonly task: Task<State, Value>;
  readonly rule: Stage<State, Value>;
  readonly states: Map<string, State>;
  readonly steps: Step<State, Value>[];
}

function swept<State, Value>(
  stepping: Stepping<State, Value>,
  owned: Owned<State>,
  count: number,
): Attempt<State, Value> {
  const { version, at, keys } = owned.sweep!;
  for (const key of keys.slice(0, count)) step(stepping, { kind: 'sweep', key, at, version });
  const left = keys.slice(count);
  const sweep = left.length === 0 ? undefined : { version, at, keys: left };
  return { owned: { ...owned, states: stepping.states, sweep }, steps: stepping.steps };
}

/** As in the runtime: a Switch ends the batch before it and is one of its own, and a key is swept before its next record. */
function stepped<State, Value>(
  stepping: Stepping<State, Value>,
  owned: Owned<State>,
  count: number,
): Attempt<State, Value> {
  const { log, definition, partition } = stepping.task;
  let { position, at } = owned;
  for (const record of log.slice(position, position + count)) {
    const revision = definition.switchOf(record.value);
    if (revision !== undefined && position > owned.position) break;
    at = Math.max(at, Math.min(definition.acceptedAt(record.value) ?? record.timestamp, record.timestamp));
    position += 1;
    const { key, value, offset } = record;
    const sweep = { version: offset, at, keys: [...owned.states.keys()] };
    if (revision !== undefined) return { owned: { ...owned, position, at, revision, sweep }, steps: [] };
    if (owned.sweep !== undefined)
      step(stepping, { kind: 'sweep', key, at: owned.sweep.at, version: owned.sweep.version });
    const from = { topic: definition.input, partition, offset };
    step(stepping, { kind: 'record', key, value, at, version: offset, from });
  }
  return { owned: { ...owned, position, at, states: stepping.states }, steps: stepping.steps };
}

function step<State, Value>({ rule, states, steps }: Stepping<State, Value>, input: Input<Value>): void {
  const before = states.get(input.key);
  if (before === undefined && input.kind === 'sweep') return;
  const [after, effects] = rule.step(before, input);
  if (after === undefined) states.delete(input.key);
  else states.set(input.key, after);
  steps.push({ input, before, after, effects });
}

/** The effects that are records. */
export const emitsOf = <State, Value>({ effects }: Step<State, Value>): readonly Emit[] =>
  effects.flatMap((effect) => (effect.kind === 'emit' ? [effect] : []));
