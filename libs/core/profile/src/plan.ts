import type { Command, Identifier, ProfileId, ProfileState, SubState } from '@tutti/contracts';
import type { IdentityRules } from '@tutti/core/workspace';
import { isTold, nameIn } from './actor';
import type { Cut } from './cut';
import { splitCut, undoCut } from './cut';
import type { ByName } from './fold';
import { own } from './fold';
import { brokenRule, bytesOf, membersOf, withoutWallsTo } from './members';
import { isOlder } from './merge';
import { planText } from './plan-text';

/** A profile as it is now. */
export interface KnownProfile {
  readonly id: ProfileId;
  readonly state: ProfileState;
}

/** What a command is about: the profile that its first identifier leads to, and that of the other side. */
export interface PlanSides {
  readonly mine: KnownProfile;
  readonly theirs: KnownProfile | undefined;
}

/** An identifier that would go to another profile; `to` is null where that one would begin by the command. */
export interface PlannedMove {
  readonly identifier: Identifier;
  readonly from: ProfileId;
  readonly to: ProfileId | null;
}

/** What destinations would hear of a profile; a null `profile` would begin by the command. */
export interface PlannedTelling {
  readonly profile: ProfileId | null;
  readonly change: 'changed' | 'merged' | 'restored' | 'new' | 'deleted';
  /** Of a merge, where it would go. */
  readonly into: ProfileId | null;
}

/** What would happen, as facts. */
export interface PlannedFacts {
  readonly outcome: 'done' | 'refused' | 'nothing';
  /** Rule or reason; empty where there is none. */
  readonly code: string;
  readonly detail: string;
  /** Of a merge: who lives on, and who goes into that one. */
  readonly survivor: ProfileId | null;
  readonly loser: ProfileId | null;
  readonly moves: readonly PlannedMove[];
  /** Walls that would fall, by the command that built them. */
  readonly wallsDown: readonly string[];
  /** Whether a wall would stand between the two parts. */
  readonly wallUp: boolean;
  /** Identifiers that would be forgotten and could begin anew. */
  readonly forgotten: readonly Identifier[];
  readonly tells: readonly PlannedTelling[];
}

/** The same, and in words, a sentence each. */
export interface Plan extends PlannedFacts {
  readonly text: readonly string[];
}

/** The command as it would be done; its id is not known yet. */
export type PlannedCommand = Pick<Command, 'action' | 'identifiers' | 'other' | 'otherProfileId' | 'expectedVersion'>;

/**
 * What a command would do to these profiles as they are now, by the same functions that do it. Between asking and doing,
 * events may come; whoever must not be surprised gives the command the version they saw.
 */
export function planOf(command: PlannedCommand, sides: PlanSides, rules: IdentityRules): Plan {
  const facts = factsOf(command, sides, rules);
  return { ...facts, text: planText(command, facts, sides) };
}

const NOTHING: PlannedFacts = {
  ...{ outcome: 'nothing', code: '', detail: '', survivor: null, loser: null, moves: [] },
  ...{ wallsDown: [], wallUp: false, forgotten: [], tells: [] },
};

function factsOf(command: PlannedCommand, { mine, theirs }: PlanSides, rules: IdentityRules): PlannedFacts {
  const { action, expectedVersion, identifiers, otherProfileId } = command;
  const { state, id } = mine;
  if (expectedVersion !== null && expectedVersion !== state.told) {
    const detail = `the profile is at version ${state.told}, not ${expectedVersion}`;
    return { ...NOTHING, outcome: 'refused', code: 'version', detail };
  }
  switch (action) {
    case 'merge':
    case 'allow_link':
      return joined(command, { mine, theirs }, rules);
    case 'undo_merge': {
      const [first] = identifiers;
      return cutOff(mine, undoCut(state, first === undefined ? '' : nameIn(first), otherProfileId), 'never-merged');
    }
    case 'split':
      return cutOff(mine, splitCut(state, identifiers.map(nameIn), { command: '', from: id }), 'nothing-to-split');
    case 'erase':
      return erasedPlan(mine);
    case 'unknown':
      return { ...NOTHING, outcome: 'refused', code: 'unknown-action' };
  }
}

function joined({ action, other }: PlannedCommand, { mine, theirs }: PlanSides, rules: IdentityRules): PlannedFacts {
  if (theirs === undefined || other === null) return { ...NOTHING, outcome: 'refused', code: 'no-other-side' };
  if (theirs.id === mine.id || own(mine.state.identifiers, nameIn(other)) !== undefined) {
    return { ...NOTHING, code: 'one-profile' };
  }
  const others = membersOf(mine.state);
  const opened = { ...theirs.state, identifiers: withoutWallsTo(theirs.state.identifiers, others) };
  const wallsDown = wallsLost(theirs.state.identifiers, opened.identifiers);
  if (action === 'allow_link') {
    return wallsDown.length === 0 ? { ...NOTHING, code: 'no-wall' } : { ...NOTHING, outcome: 'done', wallsDown };
  }
  const bytes = bytesOf(mine.state.identifiers) + bytesOf(opened.identifiers);
  const broken = brokenRule({ members: membersOf(opened), others, bytes, types: [] }, rules);
  if (broken !== undefined) return { ...NOTHING, outcome: 'refused', ...broken };
  return { ...mergedFacts(mine, theirs), wallsDown };
}

function mergedFacts(mine: KnownProfile, theirs: KnownProfile): PlannedFacts {
  const isMineOlder = isOlder(rankOf(mine), rankOf(theirs));
  const [survivor, loser] = isMineOlder ? [mine, theirs] : [theirs, mine];
  const moves = Object.values(loser.state.identifiers).map(movedBetween(loser.id, survivor.id));
  const ends: PlannedTelling = { profile: loser.id, change: 'merged', into: survivor.id };
  const tells = [...toldOf(survivor, loser), ...(isTold(loser.state) ? [ends] : [])];
  return { ...NOTHING, outcome: 'done', survivor: survivor.id, loser: loser.id, moves, tells };
}

/** Whoever lives on is told, unless there is nothing to see of either. */
const toldOf = (survivor: KnownProfile, loser: KnownProfile): readonly PlannedTelling[] =>
  isTold(survivor.state) || isTold(loser.state) ? [{ profile: survivor.id, change: 'changed', into: null }] : [];

function cutOff({ id, state }: KnownProfile, cut: Cut | undefined, code: string): PlannedFacts {
  if (cut === undefined) return { ...NOTHING, code };
  const to = cut.isUndo ? cut.to : null;
  const gone = Object.entries(state.identifiers).filter(([name]) => cut.names.has(name));
  const tells: readonly PlannedTelling[] = [
    { profile: id, change: 'changed', into: null },
    { profile: to, change: cut.isUndo ? 'restored' : 'new', into: null },
  ];
  return {
    ...{ ...NOTHING, outcome: 'done', code: cut.isUndo ? 'undone' : 'new-profile', wallUp: true },
    moves: gone.map(([, subState]) => movedBetween(id, to)(subState)),
    tells: isTold(state) ? tells : [],
  };
}

function erasedPlan({ id, state }: KnownProfile): PlannedFacts {
  const forgotten = Object.values(state.identifiers).map(({ identifier }) => identifier);
  const tells: readonly PlannedTelling[] = [{ profile: id, change: 'deleted', into: null }];
  return { ...NOTHING, outcome: 'done', forgotten, tells: isTold(state) ? tells : [] };
}

const movedBetween =
  (from: ProfileId, to: ProfileId | null) =>
  ({ identifier }: SubState): PlannedMove => ({ identifier, from, to });

const rankOf = ({ id, state: { createdAt } }: KnownProfile) => ({ id, createdAt });

function wallsLost(before: ByName<SubState>, after: ByName<SubState>): readonly string[] {
  const walls = (identifiers: ByName<SubState>, name: string): readonly string[] =>
    (own(identifiers, name)?.walls ?? []).map(({ wall, side }) => `${wall}/${side}`);
  const lost = Object.keys(before).flatMap((name) => {
    const left = new Set(walls(after, name));
    return walls(before, name).filter((wall) => !left.has(wall));
  });
  return [...new Set(lost.map((wall) => wall.slice(0, wall.lastIndexOf('/'))))];
}
