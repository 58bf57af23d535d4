import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ProcessId } from './process-id';
import { isAlive, parseProcessId, processOf } from './process-id';
import { codeOf } from './problem';

/** Writes a file whole or not at all, readable by its owner only. */
export function writeWhole(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.draft`;
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, file);
}

/** The text of a file, or undefined when there is none. */
export function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** The JSON of a file; undefined when there is none, or when it was cut off by a crash. */
export function readJson(file: string): unknown {
  const text = readIfThere(file);
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Makes this process the only holder of `file` until it ends. Returns undefined on success, else the living holder.
 * What a dead holder left is taken over.
 */
export function claim(file: string): ProcessId | undefined {
  mkdirSync(dirname(file), { recursive: true });
  for (;;) {
    try {
      writeFileSync(file, JSON.stringify(processOf(process.pid)), { flag: 'wx', mode: 0o600 });
      return undefined;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    const holder = parseProcessId(readJson(file));
    if (holder !== undefined && isAlive(holder)) return holder;
    rmSync(file, { force: true });
  }
}
