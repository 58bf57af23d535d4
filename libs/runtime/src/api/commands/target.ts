import type { IdentifierKey, Identifier, ProfileId } from '@tutti/contracts';
import { isProfileId } from '@tutti/core/stage';
import type { Platform } from '../../platform';
import { hashedText } from '../identifier';

/** Whom an operator means: somebody's identifier, or a profile by its id. */
export type Target =
  | { readonly kind: 'identifier'; readonly identifier: Identifier }
  | { readonly kind: 'profile'; readonly id: ProfileId };

const PROFILE = 'profile:';

/** Whom `type:value`, a bare userId or `profile:<id>` means, by the rules of ingest; undefined when it can be nobody. */
export function targetOf(text: string, { hash, config }: Pick<Platform, 'hash' | 'config'>): Target | undefined {
  if (text.startsWith(PROFILE)) {
    const id = text.slice(PROFILE.length);
    return isProfileId(id) ? { kind: 'profile', id } : undefined;
  }
  const hashed = hashedText(text, config.workspace());
  if (hashed === undefined) return undefined;
  const end = hashed.indexOf('\u0000');
  const key: IdentifierKey = hash(hashed);
  return { kind: 'identifier', identifier: { type: hashed.slice(0, end), value: hashed.slice(end + 1), key } };
}
