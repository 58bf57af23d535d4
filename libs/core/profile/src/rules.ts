import type { IdentityRules, TraitRule } from '@tutti/core/workspace';

/** What profiles are computed by, under one configuration revision. */
export interface ProfileRules {
  readonly revision: number;
  readonly identity: IdentityRules;
  /** By trait name; traits without a rule go by time alone. */
  readonly traits: ReadonlyMap<string, TraitRule>;
  /** The same under an earlier revision: what a profile looked like when it was told last. */
  readonly traitsUnder: (revision: number) => ReadonlyMap<string, TraitRule>;
}
