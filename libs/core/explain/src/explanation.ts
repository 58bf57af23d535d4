import type { AuditAction, AuditOutcome, ProfileId } from '@tutti/contracts';

/** An identifier in an explanation. */
export interface Who {
  /** Its name: the keyed hash, and after an erasure the number of its life behind it. */
  readonly name: string;
  /** Empty where it is not known. */
  readonly type: string;
  /** Null where no profile that could be read holds it: the log keeps hashes of strangers, never their values. */
  readonly value: string | null;
  /** The profile it is in now. */
  readonly profileId: ProfileId | null;
}

/** What an operator asked for. */
export interface Order {
  readonly command: string;
  readonly action: AuditAction;
  readonly at: string;
  readonly by: string;
  readonly why: string;
}

/** What brought something about: the event that named both, or the order of an operator. */
export interface Reason {
  readonly at: string;
  readonly messageId: string | null;
  /** Id of the operator command. */
  readonly command: string | null;
  /** Who ordered it and why; null where that is not in what was read of the audit. */
  readonly order: Order | null;
}

/** An identifier of the profile. */
export interface ExplainedMember extends Who {
  /** Since when it is in this profile. */
  readonly since: string;
  /** Events that entered by it. */
  readonly events: number;
  /** Profiles that brought it here, first to last. */
  readonly broughtBy: readonly ProfileId[];
}

/** Two identifiers of the profile, and what says that they are one person. */
export interface ExplainedLink {
  readonly one: Who;
  readonly other: Who;
  readonly reason: Reason;
}

/** A profile that went into this one. */
export interface ExplainedMerge {
  readonly profileId: ProfileId;
  /** The profile it went into, which may have come here later. */
  readonly into: ProfileId;
  readonly identifiers: readonly Who[];
  /** Null where it is not in what was read of the audit. */
  readonly reason: Reason | null;
}

/** Two identifiers that were seen together and are not in one profile. */
export interface ExplainedRefusal {
  readonly one: Who;
  readonly other: Who;
  /** The rule, see the list in docs/reference/explain.md. */
  readonly code: string;
  /** The rule with its numbers. */
  readonly words: string;
  /** When it was last refused, or asked for. */
  readonly at: string;
  /** What named both; null where only the refusal itself is remembered. */
  readonly reason: Reason | null;
  /** Configuration revision that refused. */
  readonly revision: number;
}

/** A wall: what an operator split, or took apart by undoing a merge, no event joins again. */
export interface ExplainedWall {
  readonly command: string;
  readonly order: Order | null;
  readonly here: readonly Who[];
  /** Those of the other side that are known. */
  readonly there: readonly Who[];
}

/** A rule of today that this profile breaks: tightened limits split nobody. */
export interface ExplainedExcess {
  readonly code: 'limit' | 'identifiers';
  readonly words: string;
}

/** An operator command about this profile, with what came of it. */
export interface ExplainedOrder extends Order {
  /** asked: there is no answer yet. */
  readonly outcome: AuditOutcome;
  readonly code: string;
  readonly detail: string;
}

/** An identifier that is refused so often that links are only counted. */
export interface ExplainedSilence {
  readonly who: Who;
  /** Links that were not asked for. */
  readonly suppressed: number;
}

/** A profile that was asked for and is not the answer. */
export interface Station {
  readonly profileId: ProfileId;
  readonly what: 'merged' | 'erased';
  readonly reason: Reason | null;
}

/** Why certain identifiers are one profile, and why others are not: plain JSON. Times are ISO 8601, in UTC. */
export interface IdentityExplanation {
  /** As it was asked. */
  readonly asked: string;
  /** The identifier that was asked for; null for a profile id. */
  readonly subject: ExplainedMember | null;
  /** Profiles passed through on the way to the answer. */
  readonly way: readonly Station[];
  readonly profileId: ProfileId;
  /** moving: it just yielded to another profile and waits for the answer. */
  readonly life: 'live' | 'moving' | 'erased';
  readonly createdAt: string;
  readonly identifiers: readonly ExplainedMember[];
  readonly links: readonly ExplainedLink[];
  readonly merges: readonly ExplainedMerge[];
  readonly refusals: readonly ExplainedRefusal[];
  readonly walls: readonly ExplainedWall[];
  readonly excesses: readonly ExplainedExcess[];
  readonly silences: readonly ExplainedSilence[];
  readonly orders: readonly ExplainedOrder[];
  /** What could not be said, and where it can be found. */
  readonly notes: readonly string[];
}
