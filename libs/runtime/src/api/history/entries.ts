import type { Event, IdentityChange, ProfileId, ProfileVersion, TraitChange } from '@tutti/contracts';

/** One version of a profile: what changed with it, and because of what. Times are ISO 8601; values are opened JSON. */
export interface HistoryEntry {
  readonly at: string;
  readonly profileId: ProfileId;
  readonly version: number;
  /** What it changed in who the profile is. */
  readonly identity: HistoryIdentity | null;
  /** Traits; `from` or `to` is left out where the trait was absent. */
  readonly changes: readonly { readonly trait: string; readonly from?: unknown; readonly to?: unknown }[];
  /** The events that caused it. */
  readonly events: readonly HistoryEvent[];
}

/** An event as the history names it. */
export interface HistoryEvent {
  readonly type: string;
  readonly name: string | null;
  readonly messageId: string;
  readonly source: string;
  /** When it happened. */
  readonly time: string;
}

/** A change in who a profile is, with the event or the order behind it. */
export interface HistoryIdentity {
  readonly kind: IdentityChange['kind'];
  readonly other: ProfileId | null;
  /** `type:value` of those that came or went. */
  readonly identifiers: readonly string[];
  readonly messageId: string | null;
  readonly command: string | null;
  /** Who ordered it and why; empty for an event, and where the command was not among what was read. */
  readonly by: string;
  readonly why: string;
}

/** Who ordered a command, and why. */
export interface Orderer {
  readonly by: string;
  readonly why: string;
}

/** The entry of a version, or undefined where nothing changed, such as when it is told again under another revision. */
export function entryOf(
  { snapshot, changes, causes, identity }: ProfileVersion,
  ordererOf: (command: string) => Orderer | undefined,
): HistoryEntry | undefined {
  if (changes.length === 0 && causes.length === 0 && identity === null) return undefined;
  return {
    at: iso(snapshot.at),
    profileId: snapshot.id,
    version: snapshot.version,
    identity: identity && identityOf(identity, ordererOf),
    changes: changes.map(changeOf),
    events: causes.map(eventOf),
  };
}

function identityOf(
  { kind, other, identifiers, cause }: IdentityChange,
  ordererOf: (command: string) => Orderer | undefined,
): HistoryIdentity {
  const { messageId = null, command = null } = cause ?? {};
  const { by = '', why = '' } = (command === null ? undefined : ordererOf(command)) ?? {};
  const names = identifiers.map(({ type, value }) => `${type}:${value}`);
  return { kind, other, identifiers: names, messageId, command, by, why };
}

const changeOf = ({ trait, from, to }: TraitChange): HistoryEntry['changes'][number] => ({
  trait,
  ...(from !== null && { from: opened(from) }),
  ...(to !== null && { to: opened(to) }),
});

const opened = (json: string): unknown => JSON.parse(json);

const eventOf = ({ type, name, messageId, source, eventTime }: Event): HistoryEvent => ({
  ...{ type, name, messageId, source, time: iso(eventTime) },
});

const iso = (ms: number): string => new Date(ms).toISOString();

/** Keeps the newest entries of what it is given, and counts all. */
export interface Newest {
  add: (entry: HistoryEntry) => void;
  /** Newest first. */
  entries: () => readonly HistoryEntry[];
  count: () => number;
}

/** Holds at most twice the limit at any time, however long the history is. */
export function newest(limit: number): Newest {
  let kept: HistoryEntry[] = [];
  let count = 0;
  const cut = (): void => {
    kept = kept.sort(byTime).slice(0, limit);
  };
  return {
    add: (entry) => {
      count += 1;
      kept.push(entry);
      if (kept.length >= 2 * limit) cut();
    },
    entries: () => {
      cut();
      return kept;
    },
    count: () => count,
  };
}

/** Newest first; of one moment, each profile's newest version first. */
function byTime(one: HistoryEntry, other: HistoryEntry): number {
  if (one.at !== other.at) return one.at < other.at ? 1 : -1;
  if (one.profileId !== other.profileId) return one.profileId < other.profileId ? -1 : 1;
  return other.version - one.version;
}
