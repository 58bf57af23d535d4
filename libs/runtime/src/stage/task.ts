import type { Progress, Sweep, Switch } from '@tutti/contracts';
import type { Stage } from '@tutti/core/stage';
import type { Batch, LogRecord, NewRecord, PartitionReader, ReadLimits } from '@tutti/log';
import { LogError } from '@tutti/log';
import { OwnedState } from '../state/owned-state';
import { splitStateBatch } from '../state/state-log';
import type { Task } from '../tasks/owned-tasks';
import type { BatchResult, StageInput } from './batch';
import { emptyResult, inputTime, stepInto, stepOf } from './batch';
import type { StageContext } from './context';
import { lostInput } from './context';
import { StageWire } from './wire';
import type { StageValue } from './definition';
import { StateLoader } from './loader';

/** A batch is bounded by this many records and this much work before it commits (design R9). */
const RECORDS_MAX = 500;
const WORK_MS_MAX = 25;
const READ = { waitMsMax: 5_000, bytesMax: 1024 * 1024 };
/** While records keep coming, some are awaited together: a commit costs the same for one as for many. */
const GATHER = { ...READ, waitMsMax: 15, bytesMin: 64 * 1024 };
const AT_ONCE = { ...READ, waitMsMax: 0 };
const SWEEP_READ = { waitMsMax: 100, bytesMax: 256 * 1024 };
const sweepOf = ({ at, version }: Sweep, key: string) => ({ kind: 'sweep', key, at, version }) as const;

/**
 * One partition of one stage: read a batch, load states, step each record, commit states, progress and outputs at once,
 * move the cache. The only place that knows this loop. Used up after an error; its owner opens another.
 */
export class StageTask<State, Value extends StageValue> implements Task {
  readonly #context: StageContext<State, Value>;
  readonly #owned: OwnedState;
  readonly #wire: StageWire<State, Value>;
  readonly #states: StateLoader<State>;
  readonly #input: PartitionReader;
  #rule: Stage<State, Value>;
  #position: number;
  #turns = 0;
  #asked = 0;
  #isFlowing = false;
  #closing = false;
  #ended: Promise<void> = Promise.resolve();

  private constructor(context: StageContext<State, Value>, owned: OwnedState) {
    const { definition, log, partition } = context;
    this.#context = context;
    this.#owned = owned;
    this.#wire = new StageWire(context);
    this.#states = new StateLoader(owned, (bytes) => this.#wire.decodeState(bytes));
    this.#input = log.reader({ topic: context.topic(definition.input), partition });
    this.#rule = context.rule(owned.progress.revision);
    this.#position = owned.progress.inputOffset;
  }

  /** Takes the partition over: fences the previous owner and restores state and progress. */
  static async open<State, Value extends StageValue>(
    context: StageContext<State, Value>,
  ): Promise<StageTask<State, Value>> {
    const owned = await OwnedState.open(context.ownership);
    try {
      await context.config.has(owned.progress.revision);
      return new StageTask(context, owned);
    } catch (error) {
      await owned.close();
      throw error;
    }
  }

  /** Offset of the next input record. */
  get position(): number {
    return this.#position;
  }

  /** Batches read, empty ones included: the broker answers and everything it gave is committed. */
  get turns(): number {
    return this.#turns;
  }

  /** Configuration revision in force. */
  get revision(): number {
    return this.#owned.progress.revision;
  }

  /** Whether every key was stepped under the revision in force. */
  get isSwept(): boolean {
    return this.#owned.progress.sweep === null;
  }

  /** Runs until closed; rejects with what made the partition impossible to go on with. */
  run(): Promise<void> {
    this.#ended = this.#loop();
    return this.#ended;
  }

  /** Ends the loop after the commit in hand and lets the partition go. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#input.close();
    await this.#ended.catch(() => undefined); // told by run
    await this.#owned.close();
  }

  async #loop(): Promise<void> {
    while (!this.#closing) {
      await this.#askForSwitch();
      await this.#sweepOn();
      const batch = await this.#read(!this.isSwept ? AT_ONCE : this.#isFlowing ? GATHER : READ);
      const inputs = await this.#wire.decodeInputs(batch.records);
      for (let next = 0; next < inputs.length && !this.#closing;) next += await this.#stepSome(inputs, next);
      if (this.#closing) return;
      if (batch.nextOffset === this.#position && !this.#isFlowing) await this.#owned.verify();
      this.#isFlowing = batch.records.length > 0;
      this.#position = batch.nextOffset;
      this.#turns += 1;
    }
  }

  async #read(limits: ReadLimits): Promise<Batch> {
    try {
      return await this.#input.read(this.#position, limits);
    } catch (error) {
      if (this.#closing) return { records: [], nextOffset: this.#position, start: 0, end: 0 };
      if (error instanceof LogError && error.code === 'out-of-range') return this.#readFromStart();
      throw error;
    }
  }

  /** A partition that nobody ever owned begins at the oldest record that is left; any other has lost records. */
  async #readFromStart(): Promise<Batch> {
    const { log, definition, partition, topic } = this.#context;
    const input = { topic: topic(definition.input), partition };
    const { start, end } = await log.boundsOf(input);
    if (this.#owned.progress.inputOffset > 0) throw lostInput(input, { at: this.#position, start, end });
    return { records: [], nextOffset: start, start, end };
  }

  /** Steps inputs from `first` on until a limit or a Switch; returns how many. */
  #stepSome(inputs: readonly StageInput<Value>[], first: number): Promise<number> {
    const some = inputs.slice(first, first + RECORDS_MAX);
    const [head] = some;
    if (head?.ok && head.value.kind === 'switch') return this.#switch(head.record, head.value.switch);
    const end = some.findIndex((input) => input.ok && input.value.kind === 'switch');
    return this.#stepAll(end === -1 ? some : some.slice(0, end));
  }

  async #stepAll(inputs: readonly StageInput<Value>[]): Promise<number> {
    const loaded = await this.#states.load(inputs.map(({ record }) => record.key ?? ''));
    const result = emptyResult<State>();
    const until = this.#context.clock() + WORK_MS_MAX;
    let { at } = this.#owned.progress;
    let count = 0;
    for (const input of inputs) {
      at = this.#stepOne({ input, loaded, result, last: at });
      count += 1;
      if (this.#context.clock() >= until) break;
    }
    const last = inputs[count - 1]!.record;
    await this.#commit(result, { ...this.#owned.progress, inputOffset: last.offset + 1, at });
    return count;
  }

  #stepOne({
    input,
    loaded,
    result,
    last,
  }: {
    readonly input: StageInput<Value>;
    readonly loaded: ReadonlyMap<string, State | undefined>;
    readonly result: BatchResult<State>;
    readonly last: number;
  }): number {
    const { record } = input;
    const { definition, partition } = this.#context;
    const at = inputTime(input.ok ? definition.acceptedAt(input.value) : undefined, record.timestamp, last);
    if (!input.ok) result.rejected.push(input);
    const step = stepOf(input, { at, from: { topic: definition.input, partition, offset: record.offset } });
    // The first step of a key after a Switch is as of it, or what follows would depend on how far the sweep is (R10).
    const { sweep } = this.#owned.progress;
    for (const each of step === undefined ? [] : sweep === null ? [step] : [sweepOf(sweep, step.key), step])
      stepInto(result, { stage: this.#rule, loaded, input: each, record: each === step ? record : undefined });
    return at;
  }

  /** Design R10: another revision takes over here; the next stage hears of it, and untouched keys are swept. */
  async #switch(record: LogRecord, taken: Switch | null): Promise<number> {
    const { definition, config } = this.#context;
    const { progress } = this.#owned;
    const passed: Progress = { ...progress, inputOffset: record.offset + 1 };
    if (taken === null || taken.revision <= progress.revision) {
      await this.#commit(emptyResult(), passed);
      return 1;
    }
    await config.has(taken.revision);
    const at = inputTime(taken.at, record.timestamp, progress.at);
    const sweep = { version: record.offset, at, cursor: 0, end: this.#owned.stateEnd };
    const { forward } = definition.onSwitch ?? {};
    const outputs = forward === undefined ? [] : [this.#wire.switchTo(forward.topic, forward.toValue(taken))];
    const next = { ...passed, revision: taken.revision, at, sweep: definition.onSwitch?.sweep ? sweep : null };
    await this.#commit(emptyResult(), next, outputs);
    this.#rule = this.#context.rule(taken.revision);
    return 1;
  }

  /** The owner puts a Switch into its own input when a newer revision is published. */
  async #askForSwitch(): Promise<void> {
    const { definition, config, clock } = this.#context;
    const { progress } = this.#owned;
    const revision = config.current();
    if (definition.switches.by !== 'owner' || revision <= Math.max(progress.revision, this.#asked)) return;
    const value = definition.switches.toValue({ revision, at: clock() });
    await this.#commit(emptyResult(), progress, [this.#wire.switchTo(definition.input, value)]);
    this.#asked = revision;
  }

  /** One slice of a sweep: keys in the state topic's own order, from the cursor that the progress record keeps. */
  async #sweepOn(): Promise<void> {
    const { sweep } = this.#owned.progress;
    if (sweep === null) return;
    const { keys, cursor } = await this.#keysFrom(sweep.cursor, sweep.end);
    const loaded = await this.#states.load(keys);
    const result = emptyResult<State>();
    for (const key of keys) {
      const input = sweepOf(sweep, key);
      if (loaded.get(key) !== undefined) stepInto(result, { stage: this.#rule, loaded, input, record: undefined });
    }
    const done = cursor >= sweep.end;
    await this.#commit(result, { ...this.#owned.progress, sweep: done ? null : { ...sweep, cursor } });
  }

  async #keysFrom(cursor: number, end: number): Promise<{ keys: string[]; cursor: number }> {
    if (cursor >= end) return { keys: [], cursor };
    const { log, definition, partition, topic } = this.#context;
    const reader = log.reader({ topic: topic(definition.state), partition });
    try {
      const batch = await reader.read(cursor, SWEEP_READ);
      const { entries } = splitStateBatch({ ...batch, records: batch.records.filter(({ offset }) => offset < end) });
      return { keys: [...entries.keys()], cursor: batch.nextOffset };
    } finally {
      await reader.close();
    }
  }

  async #commit(result: BatchResult<State>, progress: Progress, more: readonly NewRecord[] = []): Promise<void> {
    const states = this.#wire.encodeStates(result.states);
    const outputs = this.#wire.encodeOutputs(result, progress);
    await this.#owned.commit({ states, progress, outputs: [...outputs, ...more] });
    this.#states.keep(result.states, states);
  }
}
