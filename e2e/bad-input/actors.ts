import type { AuditRecord, Event, IdentifierState, ProfileState, ProfileVersion } from '@tutti/contracts';
import { codecs, identityIn, identityStateRecord, keyOf, profileStateRecord } from '@tutti/contracts';
import { identityStage } from '@tutti/core/identity';
import { profileStage } from '@tutti/core/profile';
import type { Effect, Emit, Stage } from '@tutti/core/stage';
import { EMPTY_WORKSPACE, identityRules } from '@tutti/core/workspace';

/** More records than this for each event, on the average, are taken for traffic that never ends. */
const RECORDS_PER_EVENT_MAX = 100;

/** What came of some events. */
export interface Outcome {
  readonly identifiers: ReadonlyMap<string, IdentifierState>;
  readonly profiles: ReadonlyMap<string, ProfileState>;
  /** The newest version of each profile that was told. */
  readonly told: ReadonlyMap<string, ProfileVersion>;
  readonly audit: readonly AuditRecord[];
  readonly rejected: number;
  /** Records that the two stages sent for each event, input and audit included, and the most for any one step. */
  readonly recordsPerEvent: number;
  readonly recordsOfStepMax: number;
  /** The largest that any state ever was when its batch was over, encoded. */
  readonly identifierBytesMax: number;
  readonly profileBytesMax: number;
}

/**
 * Identity and profile-compute as they are, under the rules of an empty workspace unless told otherwise, with one partition each in memory.
 * `batch`: events that arrive at a time; then each stage steps all that waits for it. The larger, the more is on its way.
 */
export function outcomeOf(events: readonly Event[], batch: number, workspace = EMPTY_WORKSPACE): Outcome {
  const identity = new Actors(identityStage(), stateBytes.identity);
  const rules = { revision: 1, identity: identityRules(workspace), traits: new Map(), traitsUnder: () => new Map() };
  const profiles = new Actors(profileStage(rules), stateBytes.profiles);
  const others: Emit[] = [];
  for (let next = 0; next < events.length || identity.waiting + profiles.waiting > 0; next += batch) {
    for (const event of events.slice(next, next + batch)) {
      identity.tell(keyOf.identifier(event.entry.key), identityIn.event(event), event.acceptedAt);
    }
    for (const stage of [identity, profiles]) {
      for (const { effect, at } of stage.stepWaiting()) {
        if (effect.topic === 'identity.in') identity.tell(effect.key, effect.value, at);
        else if (effect.topic === 'profile.in') profiles.tell(effect.key, effect.value, at);
        else others.push(effect);
      }
    }
    const count = identity.stepped + profiles.stepped;
    if (count > events.length * RECORDS_PER_EVENT_MAX) throw new Error(`${count} records, and they go on`);
  }
  return {
    ...{ identifiers: identity.states, profiles: profiles.states },
    told: new Map(others.flatMap(versionIn)),
    audit: others.flatMap(({ topic, value }) => (topic === 'audit' ? [value] : [])),
    rejected: identity.rejected + profiles.rejected,
    recordsPerEvent: (identity.stepped + profiles.stepped + others.length) / events.length,
    recordsOfStepMax: Math.max(identity.recordsOfStepMax, profiles.recordsOfStepMax),
    ...{ identifierBytesMax: identity.bytesMax, profileBytesMax: profiles.bytesMax },
  };
}

const stateBytes = {
  identity: (state: IdentifierState): number =>
    codecs['identity.state'].encode(identityStateRecord.state(state)).length,
  profiles: (state: ProfileState): number => codecs['profile.state'].encode(profileStateRecord.state(state)).length,
};

function versionIn({ topic, key, value }: Emit): [string, ProfileVersion][] {
  return topic === 'profiles' && value.profile !== null ? [[key, value.profile]] : [];
}

interface Told<Value> {
  readonly key: string;
  readonly value: Value;
  readonly at: number;
}

/** The actors of one stage, and what they were told so far. */
class Actors<State, Value> {
  readonly states = new Map<string, State>();
  stepped = 0;
  rejected = 0;
  recordsOfStepMax = 0;
  bytesMax = 0;
  readonly #told: Told<Value>[] = [];
  #at = 0;

  constructor(
    private readonly stage: Stage<State, Value>,
    private readonly bytesOf: (state: State) => number,
  ) {}

  get waiting(): number {
    return this.#told.length - this.stepped;
  }

  tell(key: string, value: Value, at: number): void {
    this.#told.push({ key, value, at });
  }

  /** Steps all that waits, and looks at the size of every state that this changed. */
  stepWaiting(): readonly { readonly effect: Emit; readonly at: number }[] {
    const changed = new Set<string>();
    const emitted: { readonly effect: Emit; readonly at: number }[] = [];
    for (const end = this.#told.length; this.stepped < end; this.stepped++) {
      const told = this.#told[this.stepped]!;
      changed.add(told.key);
      for (const effect of this.#step(told)) emitted.push({ effect, at: this.#at });
    }
    for (const key of changed) {
      const state = this.states.get(key);
      if (state !== undefined) this.bytesMax = Math.max(this.bytesMax, this.bytesOf(state));
    }
    return emitted;
  }

  #step({ key, value, at }: Told<Value>): readonly Emit[] {
    this.#at = Math.max(this.#at, at);
    const offset = this.stepped;
    const from = { topic: `${this.stage.name}.in`, partition: 0, offset };
    const [state, effects] = this.stage.step(this.states.get(key), {
      ...{ kind: 'record', key, value, at: this.#at, version: offset, from },
    });
    if (state !== undefined) this.states.set(key, state);
    this.rejected += effects.filter(({ kind }) => kind === 'reject').length;
    this.recordsOfStepMax = Math.max(this.recordsOfStepMax, effects.length);
    return effects.filter(isEmit);
  }
}

const isEmit = (effect: Effect): effect is Emit => effect.kind === 'emit';
