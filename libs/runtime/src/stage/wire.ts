import type { Key, ProfileIn, Progress, TopicName, Violation } from '@tutti/contracts';
import { keyOf, PROGRESS_KEY, SWITCH_KEY } from '@tutti/contracts';
import type { LogRecord, NewRecord } from '@tutti/log';
import { UnknownSchemaError, WireError } from '@tutti/log';
import { deadLetterOf } from '../dead-letter';
import { causedHeaders, numberHeaders, numberIn, numberOf } from '../headers';
import type { BatchResult, Emitted, Rejected, StageInput } from './batch';
import type { StageContext } from './context';
import type { StageRecord, StageValue } from './definition';

const FROM_SWEEP = { offset: -1, timestamp: 0, key: null, value: null, headers: {} } as const;

/** Bytes to values and back for one task: what it reads, what it keeps, what it emits. */
export class StageWire<State, Value extends StageValue> {
  constructor(private readonly context: StageContext<State, Value>) {}

  /** Decodes records; asks the registry for schemas not met yet. A record that is no value is marked as such. */
  async decodeInputs(records: readonly LogRecord[]): Promise<StageInput<Value>[]> {
    const inputs: StageInput<Value>[] = [];
    for (const record of records) {
      let input = this.#decode(record);
      if (typeof input === 'number') {
        const unlearned = await this.#learn(record, input);
        input = unlearned ?? (this.#decode(record) as StageInput<Value>);
      }
      inputs.push(input);
    }
    return inputs;
  }

  /** The state inside an encoded record of the state topic. */
  decodeState(bytes: Buffer): State | undefined {
    const record = this.context.wire.decode(this.context.definition.state, bytes) as unknown as StageRecord<State>;
    return record.state ?? undefined;
  }

  encodeStates(states: ReadonlyMap<string, State | undefined>): ReadonlyMap<string, Buffer | null> {
    const { definition, wire } = this.context;
    const encode = (state: State): Buffer => wire.encode(definition.state, definition.records.state(state) as never);
    return new Map([...states].map(([key, state]) => [key, state === undefined ? null : encode(state)]));
  }

  /** Everything the batch emits, dead letters included, as records for their partitions. */
  encodeOutputs({ emitted, rejected }: BatchResult<State>, progress: Progress): NewRecord[] {
    return [
      ...emitted.map((output) => this.#output(output, progress.revision)),
      ...rejected.map((letter) => this.#deadLetter(letter, progress)),
    ];
  }

  /** A Switch for this task's own partition of a topic. */
  switchTo(topic: TopicName, value: object): NewRecord {
    const { wire, partition } = this.context;
    const headers = causedHeaders({}, this.#positionOf(FROM_SWEEP), 0);
    return {
      topic: this.context.topic(topic),
      partition,
      key: SWITCH_KEY,
      value: wire.encode(topic, value as never),
      headers,
    };
  }

  /** A schema id to learn, or the decoded input. */
  #decode(record: LogRecord): StageInput<Value> | number {
    try {
      const { input, inputBytesMax } = this.context.definition;
      if (record.value === null) throw new WireError('no-value', 'a tombstone is no input');
      if (record.key === null) return refused(record, 'no-key', { field: 'key', reason: 'is missing' });
      // What a step keeps under it would be read as progress.
      if (record.key === PROGRESS_KEY) return refused(record, 'wrong-key', { field: 'key', reason: 'is reserved' });
      if (record.value.length > inputBytesMax)
        return refused(record, 'too-large', { field: 'value', reason: `is longer than ${inputBytesMax} bytes` });
      return { ok: true, record, value: this.context.wire.decode(input, record.value) as never };
    } catch (error) {
      if (error instanceof UnknownSchemaError) return error.schemaId;
      if (error instanceof WireError) return unreadable(record, error);
      throw error;
    }
  }

  async #learn(record: LogRecord, schemaId: number): Promise<StageInput<Value> | undefined> {
    try {
      await this.context.wire.learn(schemaId);
      return undefined;
    } catch (error) {
      if (error instanceof WireError) return unreadable(record, error);
      throw error;
    }
  }

  #output({ topic, key, value, cause }: Emitted, revision: number): NewRecord {
    const { definition, wire } = this.context;
    if (!definition.outputs.includes(topic))
      throw new Error(`${definition.name} emits to ${topic}, which it does not declare`);
    const from = cause ?? FROM_SWEEP;
    const headers = {
      ...causedHeaders(from.headers, this.#positionOf(from), revision),
      ...(topic === 'profile.in' && numberHeaders(numberOf(value as ProfileIn))),
    };
    return this.#keyed(topic, key, { value: wire.encode(topic, value as never), headers });
  }

  #deadLetter({ record, code, violations }: Rejected, { revision, at }: Progress): NewRecord {
    const { definition, wire, topic, partition } = this.context;
    const stage = definition.name;
    const letter = deadLetterOf({ stage, code, violations, topic: topic(definition.input), partition, record, at });
    const headers = {
      ...causedHeaders(record.headers, this.#positionOf(record), revision),
      ...numberHeaders(numberIn(record.headers)),
    };
    const value = wire.encode('dead-letters', letter);
    return this.#keyed('dead-letters', keyOf.deadLetter(stage, letter.key), { value, headers });
  }

  #keyed(topic: TopicName, key: Key, rest: Pick<NewRecord, 'value' | 'headers'>): NewRecord {
    const { partitionOf, partitions } = this.context;
    return { topic: this.context.topic(topic), partition: partitionOf(key, partitions), key, ...rest };
  }

  #positionOf({ offset }: { readonly offset: number }): { topic: string; partition: number; offset: number } {
    const { definition, partition } = this.context;
    return { topic: definition.input, partition, offset };
  }
}

const unreadable = <Value>(record: LogRecord, { code, message }: WireError): StageInput<Value> =>
  refused(record, code, { field: 'value', reason: message });

const refused = <Value>(record: LogRecord, code: string, violation: Violation): StageInput<Value> => ({
  ok: false,
  record,
  code,
  violations: [violation],
  number: numberIn(record.headers),
});
