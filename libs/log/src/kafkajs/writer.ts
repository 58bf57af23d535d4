import type Broker from 'kafkajs/src/broker';
import type { Commit, FencedWriter, GroupOffset, NewRecord } from '../ports';
import { LogError } from '../ports';
import { Brokers } from './brokers';
import type { Client } from './client';
import type { Owner } from './transaction';
import { transact } from './transaction';
import { isFenced, isFinal, isPassing, isRefusedForNow, logError, patiently } from './trouble';

/** An unfinished transaction holds back every reader of its partitions for as long as this (design R3). */
const TRANSACTION_MS_MAX = 6_000;
/** The predecessor's transaction is ended in milliseconds, so a take-over asks again soon. */
const TAKE_OVER_PAUSE_MS = { first: 5, max: 500 };

type Phase =
  | { readonly kind: 'new' }
  | { readonly kind: 'open'; readonly owner: Owner }
  | { readonly kind: 'ended'; readonly as: Commit }
  | { readonly kind: 'refused'; readonly why: LogError }
  | { readonly kind: 'closed' };

/**
 * Writes through kafkajs' brokers rather than its producer: that one repeats requests after answers it has not
 * understood, and what is written twice or left out is then out of our sight.
 */
export class KafkaWriter implements FencedWriter {
  #phase: Phase = { kind: 'new' };
  #brokers: Brokers | undefined;
  #committing = false;

  constructor(
    private readonly client: Client,
    private readonly transactionalId: string,
    private readonly forget: () => void,
  ) {}

  async open(): Promise<void> {
    const doing = `taking over ${this.transactionalId}`;
    if (this.#phase.kind !== 'new') throw new LogError('fatal', `${doing}: this writer is used; make a new one`);
    const again = (error: unknown): boolean => this.#phase.kind === 'new' && isPassing(error);
    const owner = await patiently({ doing, again, pauseMs: TAKE_OVER_PAUSE_MS }, () => this.#takeOver());
    if (this.#phase.kind !== 'new') throw new LogError('closed', `${doing}: closed meanwhile`);
    this.#phase = { kind: 'open', owner };
  }

  async commit(records: readonly NewRecord[], offset?: GroupOffset): Promise<Commit> {
    const phase = this.#phase;
    if (phase.kind === 'ended') return phase.as;
    if (phase.kind === 'refused') throw phase.why;
    const doing = `committing as ${this.transactionalId}`;
    if (phase.kind !== 'open') throw new LogError('closed', `${doing}: the writer is ${phase.kind}, not open`);
    if (this.#committing) throw new LogError('fatal', `${doing}: one commit at a time`);
    this.#committing = true;
    try {
      return { kind: 'committed', offsets: await transact(phase.owner, records, offset) };
    } catch (error) {
      if (isFenced(error)) return this.#end({ kind: 'fenced' });
      if (isFinal(error)) throw this.#refuse(logError(doing, error));
      return this.#end({ kind: 'unknown', cause: causeOf(doing, error) });
    } finally {
      this.#committing = false;
    }
  }

  async close(): Promise<void> {
    this.#phase = { kind: 'closed' };
    this.forget();
    await this.#release();
  }

  async #takeOver(): Promise<Owner> {
    const { transactionalId } = this;
    const brokers = (this.#brokers ??= new Brokers(this.client));
    try {
      const coordinator = await brokers.coordinator('transaction', transactionalId);
      return { ...newOwner(brokers, coordinator), identity: await this.#identity(coordinator) };
    } catch (error) {
      if (!isRefusedForNow(error)) await this.#release();
      throw error;
    }
  }

  async #identity(coordinator: Broker): Promise<Owner['identity']> {
    const { transactionalId } = this;
    const request = { transactionalId, transactionTimeout: TRANSACTION_MS_MAX };
    const { producerId, producerEpoch } = await coordinator.initProducerId(request);
    return { transactionalId, producerId, producerEpoch };
  }

  /** One strike: whatever the broker still does with this writer's requests is settled by the next one's `open`. */
  #end(as: Commit): Commit {
    if (this.#phase.kind === 'open') this.#phase = { kind: 'ended', as };
    void this.#release();
    return as;
  }

  /** Nothing was committed for certain; the next one's `open` ends what was begun. */
  #refuse(why: LogError): LogError {
    if (this.#phase.kind === 'open') this.#phase = { kind: 'refused', why };
    void this.#release();
    return why;
  }

  async #release(): Promise<void> {
    const brokers = this.#brokers;
    this.#brokers = undefined;
    await brokers?.cut(new LogError('closed', `the writer ${this.transactionalId} was discarded`));
  }
}

const newOwner = (brokers: Brokers, coordinator: Broker): Omit<Owner, 'identity'> => ({
  brokers,
  coordinator,
  groupCoordinators: new Map(),
  leaders: new Map(),
  sequences: new Map(),
});

const causeOf = (doing: string, error: unknown): Error =>
  new Error(`${doing}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
