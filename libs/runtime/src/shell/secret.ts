import type { Platform } from '../platform';
import { keyedHash } from '../platform';
import { EXIT_BAD_SETTINGS } from '../settings';

/** What the secret makes of a fixed text; published with every revision. */
export const secretFingerprint = (secret: string): string => keyedHash(secret)('tutti workspace secret');

/**
 * Refuses to go on with another workspace secret than the log was written with: every identifier would get a new key,
 * and so a new profile (design I10).
 */
export function refuseOtherSecret({ config, settings, logger }: Platform, name: string): void {
  const known = config.fingerprint();
  if (known === '' || known === secretFingerprint(settings.secret)) return;
  logger.error(
    `${name} refuses to start: TUTTI_SECRET is not the secret this log was written with. ` +
      'Give it the original secret; it cannot be changed.',
  );
  process.exit(EXIT_BAD_SETTINGS);
}
