import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandOf } from './needs';

const path = process.env['PATH'];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tutti-needs-'));
  process.env['PATH'] = folder;
});

afterEach(() => {
  process.env['PATH'] = path;
  rmSync(folder, { recursive: true });
});

test('a tool is found under each of its names', () => {
  writeFileSync(join(folder, 'chromium-browser'), '');
  chmodSync(join(folder, 'chromium-browser'), 0o755);
  expect(commandOf('chromium')).toBe(join(folder, 'chromium-browser'));
});

test('a file that cannot be run is not a tool', () => {
  writeFileSync(join(folder, 'kcat'), '');
  expect(() => commandOf('kcat')).toThrow('none of kcat, kafkacat is on the PATH');
});
