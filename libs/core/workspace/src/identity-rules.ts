/** What the rules say of one type of identifier. `windowMs`: undefined where the limit holds for ever. */
export interface IdentifierLimit {
  readonly max: number;
  readonly windowMs: number | undefined;
}

/** The rules of identity under one revision. Every type has an answer: one that nobody configured has the defaults. */
export interface IdentityRules {
  readonly limitOf: (type: string) => IdentifierLimit;
  /** A value of such a type may belong to several people, so it is no evidence that two records are one person. */
  readonly isShared: (type: string) => boolean;
}
