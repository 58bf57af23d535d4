import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adopt, artefactFile, inspect } from './cache';
import type { Artefact } from './lock';

const BYTES = 'the bytes of a jar';
const JAR: Artefact = {
  coordinates: 'g:a:1',
  sha256: createHash('sha256').update(BYTES).digest('hex'),
  bytes: BYTES.length,
};

describe('the cache', () => {
  let cache = '';
  let downloaded = '';

  beforeEach(() => {
    cache = mkdtempSync(join(tmpdir(), 'tutti-cache-'));
    downloaded = join(cache, 'maven', 'a-1.jar');
    mkdirSync(join(cache, 'maven'));
    writeFileSync(downloaded, BYTES);
  });

  test('lacks what was never downloaded', async () => {
    expect(await inspect(cache, [JAR])).toEqual({ missing: [JAR], damaged: [] });
  });

  test('adopts a file with the pinned bytes by moving it', async () => {
    expect(await adopt(cache, JAR, downloaded)).toBe(true);
    expect(existsSync(downloaded)).toBe(false);
    expect(readFileSync(artefactFile(cache, JAR), 'utf8')).toBe(BYTES);
    expect(await inspect(cache, [JAR])).toEqual({ missing: [], damaged: [] });
  });

  test('refuses a file with other bytes, and one that is not there', async () => {
    writeFileSync(downloaded, 'other bytes');
    expect(await adopt(cache, JAR, downloaded)).toBe(false);
    expect(await adopt(cache, JAR, join(cache, 'nothing'))).toBe(false);
    expect(existsSync(artefactFile(cache, JAR))).toBe(false);
  });

  test('notices a file that was damaged since, of the same size, and drops it', async () => {
    await adopt(cache, JAR, downloaded);
    writeFileSync(artefactFile(cache, JAR), BYTES.replace('jar', 'jaR'));
    expect(await inspect(cache, [JAR])).toEqual({ missing: [JAR], damaged: ['a-1.jar'] });
    expect(existsSync(artefactFile(cache, JAR))).toBe(false);
  });

  test('keeps a good file whose time changed, and one that its list forgot', async () => {
    await adopt(cache, JAR, downloaded);
    utimesSync(artefactFile(cache, JAR), 1, 1);
    expect((await inspect(cache, [JAR])).missing).toEqual([]);
    writeFileSync(join(cache, 'verified.json'), '{"cut of');
    expect((await inspect(cache, [JAR])).missing).toEqual([]);
  });

  test('does not take an old version of a file for the one that the lock names now', async () => {
    await adopt(cache, JAR, downloaded);
    const renewed = { ...JAR, sha256: createHash('sha256').update('newer').digest('hex') };
    expect((await inspect(cache, [renewed])).damaged).toEqual(['a-1.jar']);
  });
});
