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

/** Everything a workspace decides, compiled: one revision is one of these (design §7). */
export interface Workspace {
  readonly sources: readonly Source[];
  readonly segments: readonly Segment[];
  readonly destinations: readonly Instance[];
}
