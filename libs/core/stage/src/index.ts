import type { IdentifierKey, Key, TopicName, TopicValue } from '@tutti/contracts';

/** Where a record stands: short topic name, partition and offset. */
export interface Position {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** Which number of which identifier a record carries; from 1 without holes. */
export interface EventNumber {
  readonly identifier: IdentifierKey;
  readonly incarnation: number;
  readonly seq: number;
}

/**
 * What a stage is asked to step. `at` (milliseconds) is the smaller of the value's `acceptedAt` and the append time,
 * never below the partition's last `at` (design R2); `version` is the offset of the record that is stepped (design R5).
 */
export type Input<Value> =
  | {
      readonly kind: 'record';
      readonly key: string;
      readonly value: Value;
      readonly at: number;
      readonly version: number;
      readonly from: Position;
    }
  /** A key that was not stepped since the last Switch is stepped as of it, without a record of its own (design R10). */
  | { readonly kind: 'sweep'; readonly key: string; readonly at: number; readonly version: number }
  /**
   * A record that is no value, while its headers still say which number it carries: the number counts as seen, so that
   * no hole is left (design R7). The runtime makes the dead letter.
   */
  | {
      readonly kind: 'unreadable';
      readonly key: string;
      readonly number: EventNumber;
      readonly at: number;
      readonly version: number;
    };

/** Appends a value to a topic the stage has declared as an output. */
export type Emit = {
  readonly [Topic in TopicName]: {
    readonly kind: 'emit';
    readonly topic: Topic;
    readonly key: Key;
    readonly value: TopicValue[Topic];
  };
}[TopicName];

/** One thing that is wrong with a record. */
export interface Violation {
  readonly field: string;
  readonly reason: string;
}

/** What a step asks the runtime to do; nothing is done before the commit, and all of it is done in the commit. */
export type Effect =
  | Emit
  /** The record becomes a dead letter; the log moves on (design R7). */
  | { readonly kind: 'reject'; readonly code: string; readonly violations: readonly Violation[] };

/**
 * A rule: a pure function of one key's state and one input. It never sees another key's state, a clock, randomness or
 * the network. `State` is `undefined` for a key that was never seen.
 */
export interface Stage<State, Value> {
  readonly name: string;
  readonly step: (state: State | undefined, input: Input<Value>) => readonly [State | undefined, readonly Effect[]];
}

export * from './canonical';
export * from './profile-id';
export * from './record';
export * from './refusal';
export * from './replay';
