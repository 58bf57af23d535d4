import type { Member, ProfileState, SubState } from '@tutti/contracts';
import type { IdentityRules } from '@tutti/core/workspace';
import type { ByName } from './fold';

/** A profile holds at most so many identifiers; whoever looks at one can still read them. */
export const IDENTIFIERS_MAX = 50;
/** What two profiles hold together travels in one record. */
const MERGED_BYTES_MAX = 4 * 1024 * 1024;

/** Why a link is refused: see docs/identity.md. `saturated` is said by identifiers, everything else by profiles. */
export type LinkRefusalCode = 'wall' | 'shared' | 'identifiers' | 'limit' | 'size' | 'saturated';

/** A rule that two profiles would break together, with its numbers in words. */
export interface BrokenRule {
  readonly code: LinkRefusalCode;
  readonly detail: string;
}

/** Two profiles as the rules see them. `bytes`: of both together. `types`: of the two identifiers that are linked, where an event says so. */
export interface Union {
  readonly members: readonly Member[];
  readonly others: readonly Member[];
  readonly bytes: number;
  readonly types: readonly string[];
}

/** Every identifier of a profile, as the rules see it. */
export const membersOf = ({ identifiers }: Pick<ProfileState, 'identifiers'>): readonly Member[] =>
  Object.entries(identifiers).map(([name, { identifier, addedAt, walls }]) => ({
    ...{ name, type: identifier.type, addedAt, walls },
  }));

/** The first rule that the two would break as one profile, walls before all others; undefined where none is broken. */
export function brokenRule({ members, others, bytes, types }: Union, rules: IdentityRules): BrokenRule | undefined {
  const wall = wallBetween(members, others);
  if (wall !== undefined) return { code: 'wall', detail: `an operator put them apart (command ${wall})` };
  const shared = types.find(rules.isShared);
  if (shared !== undefined) return { code: 'shared', detail: `a value of ${shared} may belong to several people` };
  const all = [...members, ...others];
  if (all.length > IDENTIFIERS_MAX) {
    return { code: 'identifiers', detail: `${all.length} identifiers of at most ${IDENTIFIERS_MAX}` };
  }
  if (bytes > MERGED_BYTES_MAX) {
    return { code: 'size', detail: `${bytes} bytes of at most ${MERGED_BYTES_MAX}` };
  }
  return brokenLimit(all, rules);
}

/** The first limit, by name of type, that these identifiers of one profile break. */
export function brokenLimit(members: readonly Member[], rules: IdentityRules): BrokenRule | undefined {
  const types = [...new Set(members.map(({ type }) => type))].sort();
  for (const type of types) {
    const { max, windowMs } = rules.limitOf(type);
    const times = members.filter((it) => it.type === type).map(({ addedAt }) => addedAt);
    const most = mostWithin(times, windowMs);
    if (most > max) return { code: 'limit', detail: `${type}: ${most} of at most ${max}${windowText(windowMs)}` };
  }
  return undefined;
}

/** The largest number of times in any window of that length. */
function mostWithin(times: readonly number[], windowMs: number | undefined): number {
  if (windowMs === undefined) return times.length;
  const sorted = [...times].sort((a, b) => a - b);
  return Math.max(0, ...sorted.map((from, i) => sorted.filter((at, j) => j >= i && at - from < windowMs).length));
}

const DAY_MS = 24 * 60 * 60 * 1_000;

const windowText = (windowMs: number | undefined): string =>
  windowMs === undefined ? '' : ` within ${Math.round(windowMs / DAY_MS)} days`;

function wallBetween(members: readonly Member[], others: readonly Member[]): string | undefined {
  const sides = new Map(members.flatMap(({ walls }) => walls.map(({ wall, side }) => [`${wall}/${side}`, wall])));
  for (const { walls } of others) {
    for (const { wall, side } of walls) if (sides.has(`${wall}/${1 - side}`)) return wall;
  }
  return undefined;
}

/** The sub-states without their sides of walls whose other side is among `others`: a command takes such walls down. */
export function withoutWallsTo(identifiers: ByName<SubState>, others: readonly Member[]): ByName<SubState> {
  const theirs = new Set(others.flatMap(({ walls }) => walls.map(({ wall, side }) => `${wall}/${1 - side}`)));
  return Object.fromEntries(
    Object.entries(identifiers).map(([name, subState]) => {
      const walls = subState.walls.filter(({ wall, side }) => !theirs.has(`${wall}/${side}`));
      return [name, walls.length === subState.walls.length ? subState : { ...subState, walls }];
    }),
  );
}

/** About how many bytes these sub-states take in a record; never asked for on the way of an event. */
export const bytesOf = (identifiers: ByName<SubState>): number => JSON.stringify(identifiers).length;
