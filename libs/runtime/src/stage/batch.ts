import type { Key, TopicName } from '@tutti/contracts';
import type { Effect, EventNumber, Input, Position, Stage, Violation } from '@tutti/core/stage';
import type { LogRecord } from '@tutti/log';

/** A record of the input topic, decoded; `violations` where it could not be. */
export type StageInput<Value> =
  | { readonly ok: true; readonly record: LogRecord; readonly value: Value }
  | {
      readonly ok: false;
      readonly record: LogRecord;
      readonly code: string;
      readonly violations: readonly Violation[];
      /** The number in its headers, which counts as seen all the same. */
      readonly number: EventNumber | undefined;
    };

/** One output of a step, still as a value. */
export interface Emitted {
  readonly topic: TopicName;
  readonly key: Key;
  readonly value: unknown;
  /** The record that caused it; undefined for a sweep. */
  readonly cause: LogRecord | undefined;
}

/** A record that becomes a dead letter. */
export interface Rejected {
  readonly record: LogRecord;
  readonly code: string;
  readonly violations: readonly Violation[];
}

/** What a batch of steps came to; nothing of it has happened yet. */
export interface BatchResult<State> {
  readonly states: Map<string, State | undefined>;
  readonly emitted: Emitted[];
  readonly rejected: Rejected[];
}

/** A batch in which nothing was stepped yet. */
export const emptyResult = <State>(): BatchResult<State> => ({ states: new Map(), emitted: [], rejected: [] });

/** What a record asks of its stage; nothing where it is no value and has no number. */
export function stepOf<Value>(
  input: StageInput<Value>,
  { at, from }: { readonly at: number; readonly from: Position },
): Input<Value> | undefined {
  const key = input.record.key ?? '';
  const { offset: version } = from;
  if (input.ok) return { kind: 'record', key, value: input.value, at, version, from };
  return input.number && { kind: 'unreadable', key, number: input.number, at, version };
}

/** Steps one input against the newest state of its key: this batch's own, else the one loaded. Mutates `result`. */
export function stepInto<State, Value>(
  result: BatchResult<State>,
  {
    stage,
    loaded,
    input,
    record,
  }: {
    readonly stage: Stage<State, Value>;
    readonly loaded: ReadonlyMap<string, State | undefined>;
    readonly input: Input<Value>;
    readonly record: LogRecord | undefined;
  },
): void {
  const before = result.states.has(input.key) ? result.states.get(input.key) : loaded.get(input.key);
  const [after, effects] = stage.step(before, input);
  if (after !== before) result.states.set(input.key, after);
  for (const effect of effects) gather(result, effect, record);
}

function gather<State>(result: BatchResult<State>, effect: Effect, record: LogRecord | undefined): void {
  switch (effect.kind) {
    case 'emit':
      result.emitted.push({ topic: effect.topic, key: effect.key, value: effect.value, cause: record });
      return;
    case 'reject':
      if (record === undefined) throw new Error('a sweep step rejected: only a record can become a dead letter');
      result.rejected.push({ record, code: effect.code, violations: effect.violations });
  }
}

/** Input time (design R2): the smaller of acceptance and append, never below the partition's last. */
export const inputTime = (acceptedAt: number | undefined, appendedAt: number, last: number): number =>
  Math.max(Math.min(acceptedAt ?? appendedAt, appendedAt), last);
