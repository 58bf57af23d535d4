import type { Platform } from '../platform';
import { keyedHash } from '../platform';
import { EXIT_BAD_SETTINGS } from '../settings';

/** What the secret makes of a fixed text; published with every revision. */
export const secretFingerprint = (secret: string): string => keyedHash(secret)('tutti workspace secret');

/** Whether the log was written with another secret than these settings hold. */
export function hasOtherSecret({ config, settings }: Pick<Platform, 'config' | 'settings'>): boolean {
  const known = config.fingerprint();
  return known !== '' && known !== secretFingerprint(settings.secret);
}

/** What to do about it. */
export const OTHER_SECRET =
  'TUTTI_SECRET is not the secret this log was written with: give it the original secret; it cannot be changed';

/**
 * Refuses to go on with another workspace secret than the log was written with: every identifier would get a new key,
 * and so a new profile (design I10).
 */
export function refuseOtherSecret(platform: Platform, name: string): void {
  if (!hasOtherSecret(platform)) return;
  platform.logger.error(`${name} refuses to start: ${OTHER_SECRET}`);
  process.exit(EXIT_BAD_SETTINGS);
}
