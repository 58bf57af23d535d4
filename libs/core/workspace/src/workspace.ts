/** Where events come from. */
export interface Source {
  readonly name: string;
  /** What its apps authenticate with; `${NAME}` is taken from the environment of the service that needs it. */
  readonly writeKey: string;
  /** Above this, HTTP requests are answered with 429. */
  readonly eventsPerSecond: number;
  /** Whether ingest also reads the topic `source.<name>`. */
  readonly topic: boolean;
}

/** A rule that selects profiles: a CEL expression over `traits`, `events`, `firstSeen`, `lastSeen`, `identifiers`. */
export interface Segment {
  readonly name: string;
  readonly description: string;
  readonly when: string;
}

/** A destination with its settings. */
export interface Instance {
  readonly instance: string;
  /** Slug of the destination definition. */
  readonly destination: string;
  /** Validated by the destination's own schema; `${NAME}` is taken from the environment of its sink. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Private address ranges (CIDR) this instance may reach. */
  readonly allow: readonly string[];
}

/** A type of identifier: where events carry it, and when two records with it are one person. */
export interface IdentifierRule {
  readonly type: string;
  /** 1 is the strongest: the strongest identifier on an event is the one it enters by. */
  readonly priority: number;
  /** Paths in an event, such as `userId`, `traits.email`, `context.device.id`, `context.externalIds`. */
  readonly from: readonly string[];
  readonly normalise: 'text' | 'lower' | 'email' | 'phone';
  /** So many of a profile, within any window of that length. */
  readonly limit: number;
  readonly per: 'ever' | 'year' | 'month' | 'week';
  /** Whether a value belongs to one person; one that may belong to several is no evidence. */
  readonly unique: boolean;
  /** Values, in normal form, that identify nobody. */
  readonly block: readonly string[];
  /** Regular expressions (RE2, linear time) of such values. */
  readonly blockPatterns: readonly string[];
}

/** Whose word counts for a trait; without a rule it is the newest, whoever gave it. */
export interface TraitRule {
  readonly name: string;
  /** Names of sources; the first of them that gave a value has the last word, also when it removed it. */
  readonly sources: readonly string[];
  /** Whether sources that are not listed count where none of the listed gave a value. */
  readonly others: boolean;
}

/** Who may ask the api for what. */
export interface ApiKey {
  readonly name: string;
  /** `${NAME}` is taken from the environment of the api. */
  readonly key: string;
  /** reader: look; operator: merge, undo, split, allow; admin: erase as well. */
  readonly role: 'reader' | 'operator' | 'admin';
}

/** Everything a workspace decides, compiled: one revision is one of these (design §7). */
export interface Workspace {
  readonly sources: readonly Source[];
  readonly segments: readonly Segment[];
  readonly destinations: readonly Instance[];
  readonly identifiers: readonly IdentifierRule[];
  readonly traits: readonly TraitRule[];
  readonly keys: readonly ApiKey[];
}

/** What is in force before anybody decided anything. */
export const EMPTY_WORKSPACE: Workspace = {
  ...{ sources: [], segments: [], destinations: [] },
  ...{ identifiers: [], traits: [], keys: [] },
};
