import type { ProfileRules } from '@tutti/core/profile';

/** Rules that refuse nothing but more identifiers and bytes than a profile may have. */
export const looseRules = (revision = 1): ProfileRules => ({
  revision,
  identity: { limitOf: () => ({ max: Number.MAX_SAFE_INTEGER, windowMs: undefined }), isShared: () => false },
  traits: new Map(),
  traitsUnder: () => new Map(),
});
