import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Problem, readIfThere, writeWhole } from '@tutti/stack';
import type { Site } from './site';

/** The workspace secret: given, else made once and kept with the data that was written with it. */
export const secretOf = (site: Site): string => given(site, 'TUTTI_SECRET') ?? keptOrMade(site, 'secret', 32);

/** What source apps authenticate with: given, else made once. */
export const writeKeyOf = (site: Site): string => given(site, 'TUTTI_WRITE_KEY') ?? keptOrMade(site, 'write-key', 16);

/** What operator commands authenticate with: given, else made once. It allows everything. */
export const operatorKeyOf = (site: Site): string =>
  given(site, 'TUTTI_OPERATOR_KEY') ?? keptOrMade(site, 'operator-key', 24);

/** The operator key without making one. */
export const knownOperatorKey = (site: Site): string | undefined =>
  given(site, 'TUTTI_OPERATOR_KEY') ?? readIfThere(fileOf(site, 'operator-key'))?.trim();

/** The write key without making one. */
export const knownWriteKey = (site: Site): string | undefined =>
  given(site, 'TUTTI_WRITE_KEY') ?? readIfThere(fileOf(site, 'write-key'))?.trim();

/** The workspace secret, for whoever works on a log that exists; a problem when there is none. */
export function knownSecret(site: Site): string {
  const secret = given(site, 'TUTTI_SECRET') ?? readIfThere(fileOf(site, 'secret'))?.trim();
  if (secret === undefined)
    throw new Problem(`there is no secret in ${site.data}: ./tutti up makes one, or give TUTTI_SECRET`);
  return secret;
}

function given({ environment }: Site, name: string): string | undefined {
  const text = environment[name];
  return text === undefined || text === '' ? undefined : text;
}

function keptOrMade(site: Site, name: string, bytes: number): string {
  const kept = readIfThere(fileOf(site, name))?.trim();
  if (kept !== undefined && kept !== '') return kept;
  const made = randomBytes(bytes).toString('hex');
  writeWhole(fileOf(site, name), `${made}\n`);
  return made;
}

const fileOf = ({ data }: Site, name: string): string => join(data, name);
