import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';
import type { IdentifierKey, ProfileId } from '@tutti/contracts';
import { profileIdOf } from '@tutti/core/stage';

/**
 * The profile that an identifier points at until it is told otherwise. Nothing but the key (itself a keyed hash) and
 * the incarnation decides, so a replay finds the same profile, and an erased identifier finds a new one (design I10).
 */
export const homeProfile = (identifier: IdentifierKey, incarnation: number): ProfileId =>
  profileIdOf(hexOf(`profile\u0000${identifier}\u0000${incarnation}`).slice(0, 32));

const hexOf = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)));
