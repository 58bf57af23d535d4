import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';
import type { IdentifierKey, ProfileId } from '@tutti/contracts';

/** Whether a record key is one that a profile can have. */
export const isProfileId = (text: string): text is ProfileId => /^[0-9a-f]{32}$/.test(text);

/** Takes a record key or a fresh hash for the profile id that it is; throws when it is none. */
export function profileIdOf(text: string): ProfileId {
  if (isProfileId(text)) return text;
  throw new Error(`reading profile id '${text}': it must be 32 hexadecimal digits; was this topic written by Tutti?`);
}

/**
 * The profile that an identifier points at until it is told otherwise. Nothing but the key (itself a keyed hash) and
 * the incarnation decides, so a replay finds the same profile, and an erased identifier finds a new one (design I10).
 */
export const homeProfile = (identifier: IdentifierKey, incarnation: number): ProfileId =>
  hashed(`profile\u0000${identifier}\u0000${incarnation}`);

/** The profile that begins when a command splits another one (design I5). */
export const splitProfile = (command: string, from: ProfileId): ProfileId =>
  hashed(`split\u0000${command}\u0000${from}`);

/** How profiles call an identifier: its key, and after an erasure the number of its life behind it. */
export const nameOf = (identifier: IdentifierKey, incarnation: number): string =>
  incarnation === 0 ? identifier : `${identifier}~${incarnation}`;

const hashed = (text: string): ProfileId => profileIdOf(bytesToHex(sha256(utf8ToBytes(text))).slice(0, 32));
