import { createHash } from 'node:crypto';

const homes = new Map<string, string>();

/** Where an identifier's events belong: until something merges profiles, the first profile it pointed at. */
export function homeOf(key: string): string {
  const known = homes.get(key);
  if (known !== undefined) return known;
  const home = createHash('sha256').update(`profile\u0000${key}\u00000`).digest('hex').slice(0, 32);
  homes.set(key, home);
  return home;
}
