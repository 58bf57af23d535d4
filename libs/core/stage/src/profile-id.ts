import type { ProfileId } from '@tutti/contracts';

/** Whether a record key is one that a profile can have. */
export const isProfileId = (text: string): text is ProfileId => /^[0-9a-f]{32}$/.test(text);

/** Takes a record key or a fresh hash for the profile id that it is; throws when it is none. */
export function profileIdOf(text: string): ProfileId {
  if (isProfileId(text)) return text;
  throw new Error(`reading profile id '${text}': it must be 32 hexadecimal digits; was this topic written by Tutti?`);
}
