import { end, isAlive } from '@tutti/stack';
import type { Site } from '../site';
import { readRecords, removeRecord } from './records';

const GRACE_MS = 30_000;

/**
 * Ends what a supervisor that was killed left running: the processes of its records that are still the same processes
 * (number and birth agree), services first. Returns their names.
 */
export async function endOrphans(site: Site): Promise<readonly string[]> {
  const records = [...readRecords(site)].reverse();
  const orphans = records.filter(isAlive);
  for (const orphan of orphans) await end(orphan, GRACE_MS);
  for (const { name } of records) removeRecord(site, name);
  return orphans.map(({ name }) => name);
}
