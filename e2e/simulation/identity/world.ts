import type {
  AuditRecord,
  IdentifierKey,
  IdentifierState,
  IdentityIn,
  ProfileIn,
  ProfileRecord,
  ProfileState,
} from '@tutti/contracts';
import { codecs, identityStateRecord, profileStateRecord } from '@tutti/contracts';
import { identityStage } from '@tutti/core/identity';
import { profileStage } from '@tutti/core/profile';
import type { Emit } from '@tutti/core/stage';
import type { Flaw } from './flaws';
import type { Plan } from './plan';
import { rulesOf } from './revisions';
import type { Attempt, Step, Task } from './task';
import { emitsOf, newTask } from './task';

/** A step that was committed, with its place among all of them. */
export type Taken<State, Value> = Step<State, Value> & { readonly place: number; readonly partition: number };
export type IdentityStep = Taken<IdentifierState, IdentityIn>;
export type ProfileStep = Taken<ProfileState, ProfileIn>;

/** Something that was told, with the place of the step that told it. */
export interface Told<Value> {
  readonly place: number;
  readonly key: string;
  readonly value: Value;
}

/** A whole installation in memory, as small as can be: logs, states, and everything that was committed. */
export interface World {
  readonly plan: Plan;
  readonly partitions: number;
  readonly flaw: Flaw;
  /** Whether records and states go through their codecs. */
  readonly isCoded: boolean;
  readonly identity: readonly Task<IdentifierState, IdentityIn>[];
  readonly profile: readonly Task<ProfileState, ProfileIn>[];
  now: number;
  /** Commits so far. */
  commits: number;
  /** Steps so far. */
  place: number;
  readonly identitySteps: IdentityStep[];
  readonly profileSteps: ProfileStep[];
  readonly profiles: Told<ProfileRecord>[];
  readonly audit: Told<AuditRecord>[];
  /** Records that became dead letters. */
  readonly letters: Told<string>[];
  /** Records that a flaw holds back. */
  readonly late: Emit[];
}

/** How a world is made: the same plan may be lived through in many of them. */
export interface Making {
  readonly plan: Plan;
  readonly partitions: number;
  readonly flaw: Flaw;
  readonly isCoded: boolean;
}

/** A world in which nothing has happened. */
export function worldOf({ plan, partitions, flaw, isCoded }: Making): World {
  const identity = flaw.identity(identityStage());
  const rules = new Map(
    plan.revisions.map((it) => [it.revision, flaw.profile(profileStage(rulesOf(it, plan.revisions)), it)]),
  );
  const tasks = Array.from({ length: partitions }, (_, i) => i);
  return {
    ...{ plan, partitions, flaw, isCoded, now: 0, commits: 0, place: 0 },
    identity: tasks.map((partition) =>
      newTask<IdentifierState, IdentityIn>(
        {
          input: 'identity.in',
          ruleOf: () => identity,
          acceptedAt: ({ event }) => event?.acceptedAt,
          switchOf: () => undefined,
        },
        partition,
      ),
    ),
    profile: tasks.map((partition) =>
      newTask<ProfileState, ProfileIn>(
        {
          input: 'profile.in',
          ruleOf: (revision) => rules.get(revision)!,
          acceptedAt: ({ apply }) => apply?.event.acceptedAt,
          switchOf: (value) => value.switch?.revision,
        },
        partition,
      ),
    ),
    ...{ identitySteps: [], profileSteps: [], profiles: [], audit: [], letters: [], late: [] },
  };
}

/** The partition of a key. */
export const partitionOf = (key: string, partitions: number): number =>
  Number.parseInt(key.slice(0, 8), 16) % partitions;

/** The task of an identifier. */
export const identityTask = (world: World, key: IdentifierKey): World['identity'][number] =>
  world.identity[partitionOf(key, world.partitions)]!;

/** The task of a profile. */
export const profileTask = (world: World, key: string): World['profile'][number] =>
  world.profile[partitionOf(key, world.partitions)]!;

/** Appends what comes from outside or was committed. */
export function append(world: World, { topic, key, value }: Emit): void {
  const { now: timestamp, isCoded } = world;
  if (topic === 'identity.in') {
    put(identityTask(world, key as string as IdentifierKey), { key, timestamp, value: coded(isCoded, topic, value) });
  } else if (topic === 'profile.in') {
    put(profileTask(world, key), { key, timestamp, value: coded(isCoded, topic, value) });
  } else if (topic === 'profiles') {
    world.profiles.push({ place: world.place, key, value: coded(isCoded, topic, value) });
  } else if (topic === 'audit') {
    world.audit.push({ place: world.place, key, value: coded(isCoded, topic, value) });
  } else throw new Error(`simulating identity: a stage wrote to ${topic}, which is not its to write`);
}

/** Appends without a partition of its own to look for, such as a Switch. */
export function put<State, Value>(
  task: Task<State, Value>,
  record: { readonly key: string; readonly value: Value; readonly timestamp: number },
): void {
  task.log.push({ ...record, offset: task.end });
  task.end += 1;
}

/** What comes out of the log is what its codec makes of it. */
const coded = <Topic extends keyof typeof codecs>(
  isCoded: boolean,
  topic: Topic,
  value: Parameters<(typeof codecs)[Topic]['encode']>[0],
): typeof value => {
  if (!isCoded) return value;
  const codec = codecs[topic] as { encode: (it: unknown) => Buffer; decode: (bytes: Buffer) => typeof value };
  return codec.decode(codec.encode(value));
};

/** One transaction of identity: states, position and outputs, all at once. */
export function commitIdentity(
  world: World,
  task: World['identity'][number],
  attempted: Attempt<IdentifierState, IdentityIn>,
): void {
  const { encode, decode } = codecs['identity.state'];
  world.identitySteps.push(...commit(world, task, attempted));
  if (world.isCoded) recode(task, attempted, (state) => decode(encode(identityStateRecord.state(state))).state!);
}

/** One transaction of profile-compute. */
export function commitProfile(
  world: World,
  task: World['profile'][number],
  attempted: Attempt<ProfileState, ProfileIn>,
): void {
  const { encode, decode } = codecs['profile.state'];
  world.profileSteps.push(...commit(world, task, attempted));
  if (world.isCoded) recode(task, attempted, (state) => decode(encode(profileStateRecord.state(state))).state!);
}

function commit<State, Value>(
  world: World,
  task: Task<State, Value>,
  { owned, steps }: Attempt<State, Value>,
): readonly Taken<State, Value>[] {
  task.owned = owned;
  world.commits += 1;
  return steps.map((step) => {
    world.place += 1;
    for (const effect of step.effects) {
      if (effect.kind === 'reject') world.letters.push({ place: world.place, key: step.input.key, value: effect.code });
    }
    send(world, emitsOf(step));
    return { ...step, place: world.place, partition: task.partition };
  });
}

/** Lets records out; which ones is for the flaw to say. */
export function send(world: World, emits: readonly Emit[]): void {
  for (const emit of emits.flatMap(world.flaw.effects)) {
    if (world.flaw.isLate(emit)) world.late.push(emit);
    else append(world, emit);
  }
  // Transactions leave markers: offsets have holes.
  for (const task of [...world.identity, ...world.profile]) if (task.end % 5 === 4) task.end += 1;
}

/** A later owner reads what the codec left of the states. */
function recode<State, Value>(
  task: Task<State, Value>,
  { steps }: Attempt<State, Value>,
  codedOf: (state: State) => State,
): void {
  const states = new Map(task.owned.states);
  for (const { input, after } of steps) if (after !== undefined) states.set(input.key, codedOf(after));
  task.owned = { ...task.owned, states };
}
