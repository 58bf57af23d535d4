import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claim, readIfThere, readJson, writeWhole } from './files';
import { isAlive, processOf } from './process-id';

const folder = mkdtempSync(join(tmpdir(), 'tutti-files-'));

describe('a file is written', () => {
  test('whole, with its folder, for its owner only', () => {
    const file = join(folder, 'deep', 'down', 'secret');
    writeWhole(file, 'one');
    writeWhole(file, 'two');
    expect(readIfThere(file)).toBe('two');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'deep', 'down'))).toEqual(['secret']);
  });

  test('and read as nothing when it is not there or was cut off', () => {
    expect(readIfThere(join(folder, 'nothing'))).toBeUndefined();
    writeFileSync(join(folder, 'cut.json'), '{"a":');
    expect(readJson(join(folder, 'cut.json'))).toBeUndefined();
  });
});

describe('a process', () => {
  test('is the same process only while number and birth agree', () => {
    const own = processOf(process.pid);
    expect(own).toBeDefined();
    expect(isAlive(own!)).toBe(true);
    expect(isAlive({ ...own!, birth: 'another birth' })).toBe(false);
  });

  test('that ended is nobody', () => {
    expect(processOf(spawnSync(process.execPath, ['-e', '0']).pid)).toBeUndefined();
  });
});

describe('a claim', () => {
  const file = join(folder, 'claims', 'supervisor.json');

  test('is held by one living process', () => {
    expect(claim(file)).toBeUndefined();
    expect(claim(file)).toEqual(processOf(process.pid));
  });

  test('is taken over from a dead one, and from a file that says nothing', () => {
    for (const left of ['{"pid":1,"birth":"long ago"}', '', '{"pi']) {
      writeFileSync(file, left);
      expect(claim(file)).toBeUndefined();
      expect(existsSync(file)).toBe(true);
    }
  });
});
