import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { readJson, writeWhole } from './files';
import type { Artefact } from './lock';
import { fileNameOf } from './lock';

/** Where an artefact lies once it was downloaded and verified. */
export const artefactFile = (cache: string, artefact: Artefact): string =>
  join(cache, 'artefacts', fileNameOf(artefact));

/** What the cache lacks. `damaged` files had other bytes than the lock says; they are gone now. */
export interface Inspection {
  readonly missing: readonly Artefact[];
  readonly damaged: readonly string[];
}

/**
 * Compares the cache with the lock. A file is read only when its size or time differ from those of its last
 * verification, so that inspecting a good cache costs milliseconds.
 */
export async function inspect(cache: string, artefacts: readonly Artefact[]): Promise<Inspection> {
  const verified = readVerified(cache);
  const missing: Artefact[] = [];
  const damaged: string[] = [];
  const good: Record<string, string> = {};
  for (const artefact of artefacts) {
    const file = artefactFile(cache, artefact);
    const mark = markOf(file, artefact);
    if (mark !== undefined && (verified[file] === mark || (await sha256Of(file)) === artefact.sha256))
      good[file] = mark;
    else missing.push(artefact);
    if (mark === undefined || file in good) continue;
    damaged.push(fileNameOf(artefact));
    rmSync(file, { force: true });
  }
  writeVerified(cache, { ...verified, ...good });
  return { missing, damaged };
}

/** Moves a downloaded file into the cache if its bytes are the pinned ones; returns whether they are. */
export async function adopt(cache: string, artefact: Artefact, downloaded: string): Promise<boolean> {
  if ((await sha256Of(downloaded).catch(() => undefined)) !== artefact.sha256) return false;
  const file = artefactFile(cache, artefact);
  mkdirSync(join(cache, 'artefacts'), { recursive: true });
  renameSync(downloaded, file);
  const mark = markOf(file, artefact);
  if (mark !== undefined) writeVerified(cache, { ...readVerified(cache), [file]: mark });
  return true;
}

/** SHA-256 of a file's bytes, as hex. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest('hex');
}

/** Changes when the file or what it should be changes. */
function markOf(file: string, { sha256 }: Artefact): string | undefined {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? undefined : `${sha256} ${stat.size} ${stat.mtimeMs}`;
}

const verifiedFile = (cache: string): string => join(cache, 'verified.json');

function readVerified(cache: string): Readonly<Record<string, string>> {
  const json = readJson(verifiedFile(cache));
  return typeof json === 'object' && json !== null ? { ...json } : {};
}

function writeVerified(cache: string, verified: Readonly<Record<string, string>>): void {
  if (Object.keys(verified).length > 0) writeWhole(verifiedFile(cache), `${JSON.stringify(verified, undefined, 1)}\n`);
}
