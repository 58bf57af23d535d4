// Generated from schemas/ by `./tutti generate`; do not edit.

import type { IdentifierKey, ProfileId } from './types';

/** A record key: plain UTF-8, never registry-encoded. */
export type Key = string & { readonly __key: true };

/** The only way to make a record key. */
export const keyOf = {
  /** Keyed hash of one identifier (type and normalised value). */
  identifier: (id: IdentifierKey): Key => id as unknown as Key,
  /** Id of a profile or account. */
  profile: (id: ProfileId): Key => id as unknown as Key,
  /** Kind and name of a configuration record. */
  configuration: (kind: string, name: string): Key => `${kind}/${name}` as unknown as Key,
  /** The stage that refused the record and the record's own key. */
  deadLetter: (stage: string, key: string): Key => `${stage}/${key}` as unknown as Key,
  /** Whatever the source app chose. */
  any: (id: string): Key => id as unknown as Key,
} as const;
