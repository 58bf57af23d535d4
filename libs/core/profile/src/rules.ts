import type { IdentityRules, TraitRule } from '@tutti/core/workspace';

/** What profiles are computed by, under one configuration revision. */
export interface ProfileRules {
  readonly revision: number;
  readonly identity: IdentityRules;
  /** By trait name; traits without a rule go by time alone. */
  readonly traits: ReadonlyMap<string, TraitRule>;
}
