import type { IdentifierState, IdentityIn, ProfileId, ProfileIn, ProfileState, SubState } from '@tutti/contracts';
import { keyOf, profileRecord } from '@tutti/contracts';
import { profileStage } from '@tutti/core/profile';
import type { Effect, Emit, Input, Stage } from '@tutti/core/stage';
import type { Revision } from './revisions';
import { LOOSE, rulesOf } from './revisions';

/** A mistake, made by wrapping the stages or what they send. */
export interface Flaw {
  readonly identity: (stage: Stage<IdentifierState, IdentityIn>) => Stage<IdentifierState, IdentityIn>;
  readonly profile: (stage: Stage<ProfileState, ProfileIn>, revision: Revision) => Stage<ProfileState, ProfileIn>;
  /** What becomes of a record on its way out. */
  readonly effects: (emit: Emit) => readonly Emit[];
  /** Whether it comes later than what was sent after it. */
  readonly isLate: (emit: Emit) => boolean;
  /** Whether an owner that was replaced can still send. */
  readonly isUnfenced: boolean;
  /** Whether records are out before the commit that they belong to. */
  readonly isOutside: boolean;
}

/** The stages as they are. */
export const noFlaw: Flaw = {
  ...{ identity: (stage) => stage, profile: (stage) => stage },
  ...{ effects: (emit) => [emit], isLate: () => false, isUnfenced: false, isOutside: false },
};

/** Absorb believes what Propose found out. */
export const noSecondCheck: Flaw = {
  ...noFlaw,
  profile: (stage, revision) => {
    const unchecked = profileStage(rulesOf({ ...revision, limits: LOOSE }, []));
    const isAbsorb = (input: Input<ProfileIn>): boolean => input.kind === 'record' && input.value.absorb !== null;
    return { ...stage, step: (state, input) => (isAbsorb(input) ? unchecked : stage).step(state, input) };
  },
};

/** Whoever is put apart is not marked. */
export const noWalls: Flaw = {
  ...noFlaw,
  profile: changed(({ after }) => ({ after: { ...after, identifiers: unmarked(after.identifiers) } })),
  effects: (emit) => [emit.topic === 'profile.in' ? { ...emit, value: withoutMarks(emit.value) } : emit],
};

/** Nobody tells an identifier where it went. */
export const noRepoint: Flaw = {
  ...noFlaw,
  effects: without(({ topic, value }) => topic === 'identity.in' && value.repoint !== null),
};

/** Nobody tells an identifier that its life ended. */
export const noForget: Flaw = {
  ...noFlaw,
  effects: without(({ topic, value }) => topic === 'identity.in' && value.forget !== null),
};

/** Nobody is told of a refusal. */
export const refusalsUntold: Flaw = {
  ...noFlaw,
  effects: without(
    ({ topic, value }) =>
      (topic === 'identity.in' && value.refused !== null) ||
      (topic === 'audit' && value.action === 'link' && value.outcome === 'refused'),
  ),
};

/** Transfers may come after what was sent after them. */
export const transfersOvertaken: Flaw = {
  ...noFlaw,
  isLate: ({ topic, value }) => topic === 'profile.in' && (value.absorb !== null || value.return !== null),
};

/** An owner that was replaced can still send. */
export const noFence: Flaw = { ...noFlaw, isUnfenced: true };

/** What a step sends is out before its commit. */
export const sentOutside: Flaw = { ...noFlaw, isOutside: true };

/** A merge is announced when it begins. */
export const announcedEarly: Flaw = {
  ...noFlaw,
  profile: changed(({ before, after, input, effects }) => {
    if (before?.life !== 'live' || after.life !== 'yielded' || after.told === -1) return { after };
    const announced = { ...after, told: input.version };
    return { after: announced, effects: [...effects, announcement(input, announced)] };
  }),
};

/** A profile remembers only the last profile that brought an identifier. */
export const lineageForgotten: Flaw = {
  ...noFlaw,
  profile: changed(({ after }) => ({
    after: {
      ...after,
      identifiers: Object.fromEntries(
        Object.entries(after.identifiers).map(([name, it]) => [name, { ...it, lineage: it.lineage.slice(-1) }]),
      ),
    },
  })),
};

/** A profile does not remember commands. */
export const commandsForgotten: Flaw = {
  ...noFlaw,
  profile: changed(({ after }) => ({ after: { ...after, commands: [] } })),
};

/** A profile does not remember why it is one. */
export const linksForgotten: Flaw = {
  ...noFlaw,
  profile: changed(({ after }) => ({ after: { ...after, links: [] } })),
};

/** An erased profile keeps what it held. */
export const erasedKept: Flaw = {
  ...noFlaw,
  profile: changed(({ before, after }) =>
    before?.life === 'live' && after.life === 'erased'
      ? { after: { ...after, identifiers: before.identifiers } }
      : { after },
  ),
};

/** After a Switch nobody looks at profiles that nothing reaches. */
export const noSweep: Flaw = {
  ...noFlaw,
  profile: (stage) => ({
    ...stage,
    step: (state, input) => (input.kind === 'sweep' ? [state, []] : stage.step(state, input)),
  }),
};

/** An identifier does not remember its messages. */
export const repeatsCounted: Flaw = {
  ...noFlaw,
  identity: (stage) => ({
    ...stage,
    step: (state, input) => stage.step(state && { ...state, recent: new Uint8Array(0) }, input),
  }),
};

interface Changing {
  readonly before: ProfileState | undefined;
  readonly after: ProfileState;
  readonly input: Input<ProfileIn>;
  readonly effects: readonly Effect[];
}

/** A stage whose steps come to something else. */
function changed(
  change: (step: Changing) => { readonly after: ProfileState; readonly effects?: readonly Effect[] },
): Flaw['profile'] {
  return (stage) => ({
    ...stage,
    step: (before, input) => {
      const [after, effects] = stage.step(before, input);
      if (after === undefined) return [after, effects];
      const instead = change({ before, after, input, effects });
      return [instead.after, instead.effects ?? effects];
    },
  });
}

function without(isDropped: (emit: Emit) => boolean): Flaw['effects'] {
  return (emit) => (isDropped(emit) ? [] : [emit]);
}

const unmarked = (identifiers: ProfileState['identifiers']): ProfileState['identifiers'] =>
  Object.fromEntries(Object.entries(identifiers).map(([name, it]): [string, SubState] => [name, { ...it, walls: [] }]));

function withoutMarks(value: ProfileIn): ProfileIn {
  const { absorb, return: back } = value;
  return {
    ...value,
    absorb: absorb && { ...absorb, identifiers: unmarked(absorb.identifiers) },
    return: back && { ...back, identifiers: unmarked(back.identifiers) },
  };
}

function announcement({ key, at }: Input<ProfileIn>, { told, createdAt, into }: ProfileState): Effect {
  const id = key as ProfileId;
  const empty = { identifiers: [], traits: {}, events: {}, isCut: false };
  const snapshot = { id, version: told, at, createdAt, firstSeen: createdAt, lastSeen: createdAt, ...empty };
  const end = { changes: [], causes: [], identity: null, mergedInto: into, deleted: false };
  return {
    kind: 'emit',
    topic: 'profiles',
    key: keyOf.profile(id),
    value: profileRecord.profile({ snapshot, ...end }),
  };
}
