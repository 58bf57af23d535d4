import type { AcceptedLink, LinkCause, ProfileId, ProfileState, SubState } from '@tutti/contracts';
import { splitProfile } from '@tutti/core/stage';
import type { ByName } from './fold';
import { own } from './fold';

/** What a command takes out of a profile, and where it goes. */
export interface Cut {
  readonly names: ReadonlySet<string>;
  readonly to: ProfileId;
  /** Whether a merge is undone: the profile that came in lives again, with its id and rank. */
  readonly isUndo: boolean;
}

/**
 * What undoing a merge takes out: all that `loser` brought, or without one what came with the youngest merge that
 * brought `name` and something else did not come with. Undefined where no merge did, or where nothing would stay.
 */
export function undoCut({ identifiers }: ProfileState, name: string, loser: ProfileId | null): Cut | undefined {
  const count = Object.keys(identifiers).length;
  const isPart = (brought: ReadonlySet<string>): boolean => brought.size > 0 && brought.size < count;
  const merges = loser === null ? (own(identifiers, name)?.lineage ?? []) : [loser];
  const to = merges.findLast((merge) => isPart(broughtBy(identifiers, merge)));
  return to === undefined ? undefined : { names: broughtBy(identifiers, to), to, isUndo: true };
}

/**
 * What a split takes out: those of the named identifiers that are here. If one merge brought exactly these, it is
 * undone; else a new profile begins (design I5). Undefined where nothing would go, or nothing would stay.
 */
export function splitCut({ identifiers }: ProfileState, wanted: readonly string[], by: SplitBy): Cut | undefined {
  const names = new Set(wanted.filter((name) => own(identifiers, name) !== undefined));
  if (names.size === 0 || names.size === Object.keys(identifiers).length) return undefined;
  const [first = ''] = names;
  const undone = own(identifiers, first)?.lineage.findLast((it) => isSame(broughtBy(identifiers, it), names));
  return undone === undefined
    ? { names, to: splitProfile(by.command, by.from), isUndo: false }
    : { names, to: undone, isUndo: true };
}

/** The command that splits, and the profile it splits. */
export interface SplitBy {
  readonly command: string;
  readonly from: ProfileId;
}

const broughtBy = (identifiers: ByName<SubState>, loser: ProfileId): ReadonlySet<string> =>
  new Set(Object.keys(identifiers).filter((name) => identifiers[name]?.lineage.includes(loser)));

const isSame = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean =>
  one.size === other.size && [...one].every((name) => other.has(name));

/** Both sides of a cut: which sub-states and which evidence go, which stay. */
export interface Sides {
  readonly gone: Side;
  readonly kept: Side;
}

/** One side of a cut. */
export interface Side {
  readonly identifiers: ByName<SubState>;
  readonly links: readonly AcceptedLink[];
}

/**
 * Both sides with their marks of the wall between them (design I7). What goes back by an undo has the lineage it had
 * before it came; what goes elsewhere has none. Evidence across the cut is dropped, and what a side loses its coherence
 * by is held together by the command.
 */
export function sidesOf({ identifiers, links }: ProfileState, { names, to, isUndo }: Cut, cause: LinkCause): Sides {
  const wall = cause.command ?? '';
  const marked = (subState: SubState, side: number): SubState => ({
    ...subState,
    walls: [...subState.walls, { wall, side }],
  });
  const back = (subState: SubState): SubState => ({
    ...subState,
    lineage: isUndo ? subState.lineage.slice(0, subState.lineage.indexOf(to)) : [],
  });
  const entries = Object.entries(identifiers);
  const gone = entries.filter(([name]) => names.has(name)).map(([name, it]) => [name, marked(back(it), 1)] as const);
  const kept = entries.filter(([name]) => !names.has(name)).map(([name, it]) => [name, marked(it, 0)] as const);
  return { gone: side(gone, links, cause), kept: side(kept, links, cause) };
}

function side(
  entries: readonly (readonly [string, SubState])[],
  links: readonly AcceptedLink[],
  cause: LinkCause,
): Side {
  const identifiers = Object.fromEntries(entries);
  const own = links.filter(({ one, other }) => Object.hasOwn(identifiers, one) && Object.hasOwn(identifiers, other));
  return { identifiers, links: connected(Object.keys(identifiers), own, cause) };
}

/** The links, with one more of the command's for each part that they leave apart. */
function connected(
  names: readonly string[],
  links: readonly AcceptedLink[],
  cause: LinkCause,
): readonly AcceptedLink[] {
  const parts = partsOf(names, links).map((part) => [...part][0] ?? '');
  const [first = '', ...others] = parts;
  return [...links, ...others.map((other) => ({ one: first, other, cause }))];
}

/** The identifiers in parts that links connect. */
export function partsOf(names: readonly string[], links: readonly AcceptedLink[]): readonly ReadonlySet<string>[] {
  let parts = names.map((name) => new Set([name]));
  for (const { one, other } of links) {
    const [here, there] = [one, other].map((name) => parts.find((part) => part.has(name)));
    if (here === undefined || there === undefined || here === there) continue;
    parts = [...parts.filter((part) => part !== here && part !== there), new Set([...here, ...there])];
  }
  return parts;
}
