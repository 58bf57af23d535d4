import { createHash } from 'node:crypto';
import type {
  AuditRecord,
  Event,
  IdentifierKey,
  IdentifierState,
  IdentityIn,
  IncarnatedIdentifier,
  ProfileId,
  ProfileIn,
  ProfileState,
  ProfileVersion,
} from '@tutti/contracts';
import { identityIn, profileIn } from '@tutti/contracts';
import { identityStage } from '@tutti/core/identity';
import { acceptEvent, identifierReader, keyText } from '@tutti/core/ingest';
import { profileStage } from '@tutti/core/profile';
import type { Effect, RecordInput, Stage } from '@tutti/core/stage';
import { homeProfile } from '@tutti/core/stage';
import type { IdentityRules, TraitRule, Workspace } from '@tutti/core/workspace';
import { identifierRules, identityRules } from '@tutti/core/workspace';
import { workspaceOf } from '../workspace';
import type { Order } from './scenario';

const BEGIN_MS = Date.UTC(2026, 2, 2, 9);
const SOURCES = ['web', 'shop', 'crm'].map((name) => ({ name, writeKey: `key-of-${name}` }));

/** Which of the two stages goes first when both could: nothing may depend on it. */
export type Eager = 'identity' | 'profile-compute';

/** One partition of a stage: its input, and the states of its keys. */
interface Partition<State, Value> {
  readonly topic: 'identity.in' | 'profile.in';
  readonly states: Map<string, State>;
  readonly inputs: RecordInput<Value>[];
  stepped: number;
}

const partitionOf = <State, Value>(topic: 'identity.in' | 'profile.in'): Partition<State, Value> => ({
  ...{ topic, states: new Map<string, State>(), inputs: [], stepped: 0 },
});

/** Ingest, identity and profile-compute in memory, on one partition each and with a clock of their own. */
export class World {
  readonly identity = partitionOf<IdentifierState, IdentityIn>('identity.in');
  readonly profiles = partitionOf<ProfileState, ProfileIn>('profile.in');
  readonly audit: AuditRecord[] = [];
  /** The newest version of each profile that was told. */
  readonly told = new Map<string, ProfileVersion>();
  readonly accepted: Event[] = [];
  now = BEGIN_MS;
  /** Of every revision, from 1. */
  readonly #workspaces = [workspaceIn({})];
  #commands = 0;
  #offset = 0;

  constructor(private readonly eager: Eager) {}

  get rules(): IdentityRules {
    return identityRules(this.#workspace);
  }

  get traits(): ReadonlyMap<string, TraitRule> {
    return this.#traitsUnder(this.#revision);
  }

  get #revision(): number {
    return this.#workspaces.length;
  }

  get #workspace(): Workspace {
    return this.#workspaces[this.#revision - 1]!;
  }

  readonly #traitsUnder = (revision: number): ReadonlyMap<string, TraitRule> =>
    new Map(this.#workspaces[revision - 1]?.traits.map((rule) => [rule.name, rule]));

  /** Another revision of workspace/identity.yaml. */
  configure(config: object): void {
    this.#workspaces.push(workspaceIn(config));
    this.#offset += 1;
    for (const key of this.profiles.states.keys()) this.#swept(key, this.#offset);
  }

  /** A Segment call comes to ingest, and all that follows from it happens. */
  accept(raw: unknown, source: string): 'done' | 'refused' {
    this.now += 1_000;
    const reader = identifierReader(identifierRules(this.#workspace));
    const times = { receivedAt: this.now, acceptedAt: this.now, timeRequired: false, bytesAtMost: 0 };
    const newMessageId = (): string => `m${this.accepted.length + 1}`;
    const acceptance = acceptEvent(raw, { ...times, source, identifiers: reader, hash: hashOf, newMessageId });
    if (acceptance.kind === 'refused') return 'refused';
    this.accepted.push(acceptance.event);
    this.#append(this.identity, acceptance.event.entry.key, identityIn.event(acceptance.event));
    this.#settle();
    return 'done';
  }

  /** An operator command as the api would write it, and all that follows from it; returns its id. */
  command({ action, identifiers, other, why }: Order): string {
    this.now += 1_000;
    this.#commands += 1;
    const id = `c${this.#commands}`;
    const [asked, theirs] = [
      identifiers.map((text) => this.#known(text)),
      other === undefined ? undefined : this.#known(other),
    ];
    const whom = {
      identifiers: asked,
      other: theirs ?? null,
      otherProfileId: theirs === undefined ? null : this.#pointer(theirs),
    };
    const start = this.#pointer(asked[0]!);
    const about = [...asked, ...(theirs === undefined ? [] : [theirs])].map(({ identifier: { key } }) => key);
    const said = { action, by: 'operator', why, at: this.now };
    this.audit.push({
      ...{ ...said, outcome: 'asked', code: '', detail: '', command: id, messageId: null, revision: this.#revision },
      ...{ identifiers: about, profiles: [start] },
    });
    this.#append(this.profiles, start, profileIn.command({ ...said, ...whom, id, expectedVersion: null }));
    this.#settle();
    return id;
  }

  #known(text: string): IncarnatedIdentifier {
    const { type, value, key } = identifierIn(text);
    return { identifier: { type, value, key }, incarnation: this.identity.states.get(key)?.incarnation ?? 0 };
  }

  #pointer({ identifier: { key }, incarnation }: IncarnatedIdentifier): ProfileId {
    return this.identity.states.get(key)?.profileId ?? homeProfile(key, incarnation);
  }

  #append<State, Value>({ inputs, topic }: Partition<State, Value>, key: string, value: Value): void {
    this.now += 1;
    this.#offset += 1;
    const offset = this.#offset;
    inputs.push({ kind: 'record', key, value, at: this.now, version: offset, from: { topic, partition: 0, offset } });
  }

  /** Steps until nothing is left to step. */
  #settle(): void {
    const steps = [
      () => this.#step(this.identity, identityStage()),
      () => this.#step(this.profiles, this.#profileStage()),
    ];
    if (this.eager === 'profile-compute') steps.reverse();
    while (steps.some((step) => step()));
  }

  #profileStage(): Stage<ProfileState, ProfileIn> {
    return profileStage({
      ...{ revision: this.#revision, identity: this.rules },
      ...{ traits: this.traits, traitsUnder: this.#traitsUnder },
    });
  }

  #step<State, Value>(partition: Partition<State, Value>, stage: Stage<State, Value>): boolean {
    const input = partition.inputs[partition.stepped];
    if (input === undefined) return false;
    partition.stepped += 1;
    this.#take(partition.states, input.key, stage.step(partition.states.get(input.key), input));
    return true;
  }

  #swept(key: string, version: number): void {
    const sweep = { kind: 'sweep', key, at: this.now, version } as const;
    this.#take(this.profiles.states, key, this.#profileStage().step(this.profiles.states.get(key), sweep));
  }

  #take<State>(
    states: Map<string, State>,
    key: string,
    [state, effects]: readonly [State | undefined, readonly Effect[]],
  ) {
    if (state !== undefined) states.set(key, state);
    for (const effect of effects) {
      if (effect.kind !== 'emit') throw new Error(`${effect.kind}: ${JSON.stringify(effect)}`);
      if (effect.topic === 'identity.in') this.#append(this.identity, effect.key, effect.value);
      else if (effect.topic === 'profile.in') this.#append(this.profiles, effect.key, effect.value);
      else if (effect.topic === 'audit') this.audit.push(effect.value);
      else if (effect.topic === 'profiles' && effect.value.profile !== null)
        this.told.set(effect.key, effect.value.profile);
    }
  }
}

const workspaceIn = (config: object): Workspace => workspaceOf(JSON.stringify({ sources: SOURCES, ...config }));

const hashOf = (text: string): IdentifierKey =>
  createHash('sha256').update(text).digest('hex').slice(0, 32) as IdentifierKey;

/** An identifier written as `type:value`, the value in normal form. */
export function identifierIn(text: string) {
  const [type = '', ...rest] = text.split(':');
  const value = rest.join(':');
  return { type, value, key: hashOf(keyText(type, value)) };
}
