import type { Flight } from '@tutti/core/sync';
import type { NewRecord } from '@tutti/log';
import type { OwnedState } from '../state/owned-state';
import type { Settlement } from './deliverer';
import type { Letter, SinkRecords, UpdateEntry } from './records';
import type { SinkTime } from './time';
import type { Turns } from './turns';

/** Commits follow each other no faster, so that many deliveries share one. */
const COMMIT_EVERY_MS = 50;

/** A change whose outcome is to be committed. */
export interface Settled {
  readonly flight: Flight<UpdateEntry>;
  readonly settlement: Settlement;
}

/** What an outbox works with. `reached`: progress and its time at this moment. */
export interface OutboxParts {
  readonly owned: OwnedState;
  readonly records: SinkRecords;
  readonly turns: Turns;
  readonly time: SinkTime;
  readonly reached: () => { readonly inputOffset: number; readonly at: number };
  readonly committed: (settled: readonly Settled[], refused: readonly Letter[]) => void;
  /** The partition cannot go on with this owner. */
  readonly failed: (error: unknown) => void;
}

/** Gathers outcomes and commits them together with progress: one transaction for all that came in between. */
export class Outbox {
  readonly #parts: OutboxParts;
  #settled: Settled[] = [];
  #letters: Letter[] = [];
  /** Wait until progress passes them: nothing else tells a successor that they were refused. */
  #refused: Letter[] = [];
  #cancel: (() => void) | undefined;
  #committing = false;
  #committedAt = -COMMIT_EVERY_MS;
  #broken = false;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  /** An outcome; a change that was rejected leaves a dead letter for each of its updates. */
  settled(flight: Flight<UpdateEntry>, settlement: Settlement): void {
    this.#settled.push({ flight, settlement });
    if (settlement.outcome === 'rejected') this.#letters.push(...lettersOf(flight, settlement));
    this.schedule();
  }

  /** A record that is no update. */
  refused(letter: Letter): void {
    this.#refused.push(letter);
    this.schedule();
  }

  /** There is something to commit, if only progress. */
  schedule(): void {
    if (this.#cancel !== undefined || this.#committing) return;
    const wait = Math.max(0, this.#committedAt + COMMIT_EVERY_MS - this.#parts.time.now());
    this.#cancel = this.#parts.time.after(wait, () => {
      this.#cancel = undefined;
      void this.#commitSoon();
    });
  }

  /** Commits what is left, unless a commit has failed before. */
  async flush(): Promise<void> {
    this.#cancel?.();
    await this.#parts.turns.next(() => this.#commit());
  }

  async #commitSoon(): Promise<void> {
    this.#committing = true;
    try {
      await this.#parts.turns.next(() => this.#commit());
      this.#committing = false;
      if (this.#settled.length > 0 || this.#passedBy(this.#parts.reached().inputOffset).length > 0) this.schedule();
    } catch (error) {
      this.#parts.failed(error);
    }
  }

  async #commit(): Promise<void> {
    const { owned, time } = this.#parts;
    const { inputOffset, at } = this.#parts.reached();
    const isNew = this.#settled.length > 0 || inputOffset > owned.progress.inputOffset;
    if (this.#broken || !isNew) return;
    // From here on what is not committed is in nobody's hands but a successor's.
    this.#broken = true;
    const refused = this.#passedBy(inputOffset);
    const [settled, letters] = [this.#settled, [...refused, ...this.#letters]];
    this.#refused = this.#refused.slice(refused.length);
    [this.#settled, this.#letters] = [[], []];
    const progress = { inputOffset, revision: owned.progress.revision, at, sweep: null };
    await owned.commit({ states: this.#statesOf(settled), progress, outputs: this.#deadLetters(letters) });
    this.#broken = false;
    this.#committedAt = time.now();
    this.#parts.committed(settled, refused);
  }

  /** They came in the order of their offsets. */
  #passedBy(inputOffset: number): readonly Letter[] {
    const next = this.#refused.findIndex(({ record }) => record.offset >= inputOffset);
    return next === -1 ? this.#refused : this.#refused.slice(0, next);
  }

  #statesOf(settled: readonly Settled[]): ReadonlyMap<string, Buffer> {
    const { records } = this.#parts;
    const states = settled.map(
      ({ flight: { change }, settlement }) => [change.key, records.stateOf(change.version, settlement)] as const,
    );
    return new Map(states);
  }

  #deadLetters(letters: readonly Letter[]): NewRecord[] {
    const { owned, records } = this.#parts;
    return letters.map((letter) => records.deadLetter(letter, owned.progress.revision));
  }
}

const lettersOf = ({ entries }: Flight<UpdateEntry>, { code = 'rejected', reason = '', at }: Settlement): Letter[] =>
  entries.map(({ record }) => ({ record, code, violations: [{ field: 'delivery', reason }], at }));
