import fc from 'fast-check';
import { codecs } from '@tutti/contracts';
import type { Codec, TopicName } from '@tutti/contracts';
import type { Effect, Input, Stage } from '@tutti/core/stage';
import { replay } from '@tutti/core/stage';

/** How a state is written to its topic and read back. */
export interface StateCodec<State> {
  readonly encode: (state: State) => Buffer;
  readonly decode: (bytes: Buffer) => State;
}

/** A state topic's codec, for the states in it: `toRecord` is the record's constructor of kind `state`. */
export const stateCodec = <State, Value extends { readonly state: State | null }>(
  codec: Codec<Value>,
  toRecord: (state: State) => Value,
): StateCodec<State> => ({
  encode: (state) => codec.encode(toRecord(state)),
  decode: (bytes) => {
    const { state } = codec.decode(bytes);
    if (state === null) throw new Error('reading a state back: the record holds none');
    return state;
  },
});

/** A stage as its laws need to see it. */
export interface LawfulStage<State, Value> {
  readonly name: string;
  /** Makes the stage anew: what it remembers outside its state must not matter. */
  readonly stage: () => Stage<State, Value>;
  /** Inputs of one partition in the order of their versions, over several keys. */
  readonly histories: fc.Arbitrary<readonly Input<Value>[]>;
  readonly codec: StateCodec<State>;
  /** No state that the histories reach may be larger. */
  readonly stateBytesMax: number;
  /** Whether the state knows the version it is at, so that older inputs are recognised. */
  readonly versioned: boolean;
}

/** The laws that every stage obeys (style 7.3), as tests. */
export function stageLaws<State, Value>(lawful: LawfulStage<State, Value>): void {
  describe(`${lawful.name} obeys the laws of a stage`, () => {
    replayLaws(lawful);
    repeatLaws(lawful);
    valueLaws(lawful);
  });
}

function replayLaws<State, Value>({ stage, histories, codec }: LawfulStage<State, Value>): void {
  it('does the same when it is run again', () => {
    holds(histories, (inputs) => expect(replay(stage(), inputs)).toEqual(replay(stage(), inputs)));
  });

  it('goes on after a restart as if there had been none', () => {
    holds(fc.tuple(histories, fc.nat()), ([inputs, any]) => {
      const cut = any % (inputs.length + 1);
      const before = replay(stage(), inputs.slice(0, cut));
      const restored = new Map([...before.states].map(([key, state]) => [key, codec.decode(codec.encode(state))]));
      const after = replay(stage(), inputs.slice(cut), restored);
      const whole = replay(stage(), inputs);
      expect([...before.effects, ...after.effects]).toEqual(whole.effects);
      expect(after.states).toEqual(whole.states);
    });
  });

  it('lets no key influence another', () => {
    holds(histories, (inputs) => {
      const { effects } = replay(stage(), inputs);
      for (const key of new Set(inputs.map((input) => input.key))) {
        const isOfKey = (_: unknown, index: number): boolean => inputs[index]?.key === key;
        expect(replay(stage(), inputs.filter(isOfKey)).effects).toEqual(effects.filter(isOfKey));
      }
    });
  });
}

function repeatLaws<State, Value>({ stage, histories, versioned }: LawfulStage<State, Value>): void {
  it('is silent when an input is delivered twice, and keeps the very same state', () => {
    holds(histories, (inputs) => {
      const { step } = stage();
      steppedOneByOne(stage(), inputs, (state, input) => expectSilence(step(state, input), state));
    });
  });

  if (!versioned) return;
  it('ignores whatever is older than its state', () => {
    holds(histories, (inputs) => {
      const { step } = stage();
      steppedOneByOne(stage(), inputs, (state, { key, version }) => {
        const older = inputs.filter((input) => input.key === key && input.version <= version);
        older.forEach((input) => expectSilence(step(state, input), state));
      });
    });
  });
}

function valueLaws<State, Value>({ stage, histories, codec, stateBytesMax }: LawfulStage<State, Value>): void {
  it(`keeps its state under ${stateBytesMax} bytes`, () => {
    holds(histories, (inputs) => {
      const sizes = [...replay(stage(), inputs).states.values()].map((state) => codec.encode(state).length);
      expect(Math.max(0, ...sizes)).toBeLessThanOrEqual(stateBytesMax);
    });
  });

  it('keeps states and says things that survive being written and read', () => {
    holds(histories, (inputs) => {
      const { states, effects } = replay(stage(), inputs);
      for (const state of states.values()) expect(codec.decode(codec.encode(state))).toEqual(state);
      effects.flat().forEach(expectReadable);
    });
  });

  it('never touches what it is given', () => {
    holds(histories, (inputs) => {
      steppedOneByOne(stage(), inputs, (state, input) => {
        const given = structuredClone({ state, input });
        stage().step(frozen(state), frozen(input));
        expect({ state, input }).toEqual(given);
      });
    });
  });
}

const holds = <T>(values: fc.Arbitrary<T>, law: (value: T) => void): void => fc.assert(fc.property(values, law));

/** Steps a history and shows the state that each input led to, with that input. */
function steppedOneByOne<State, Value>(
  stage: Stage<State, Value>,
  inputs: readonly Input<Value>[],
  look: (state: State | undefined, input: Input<Value>) => void,
): void {
  let states: ReadonlyMap<string, State> = new Map();
  for (const input of inputs) {
    states = replay(stage, [input], states).states;
    look(states.get(input.key), input);
  }
}

function expectSilence<State>([after, effects]: readonly [State, readonly Effect[]], before: State): void {
  expect(effects).toEqual([]);
  expect(after).toBe(before);
}

function expectReadable(effect: Effect): void {
  if (effect.kind !== 'emit') return;
  const codec: Codec<unknown> = codecOf(effect.topic);
  expect(codec.problems(effect.value)).toEqual([]);
  expect(codec.decode(codec.encode(effect.value))).toEqual(effect.value);
}

const codecOf = (topic: TopicName): Codec<unknown> => codecs[topic] as Codec<unknown>;

/** Frozen all the way down; bytes cannot be, and are compared instead. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  Object.values(value).forEach(frozen);
  return Object.freeze(value);
}
