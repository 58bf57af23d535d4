import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Problem } from './problem';
import type { ProcessId } from './process-id';
import { isAlive, processOf } from './process-id';

/** A process to start. */
export interface Launch {
  readonly name: string;
  readonly command: string;
  readonly arguments: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Takes what the process prints, after what earlier ones printed. */
  readonly logFile: string;
}

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
}

/** A process under way. */
export interface Launched {
  readonly id: ProcessId;
  readonly ended: Promise<Ending>;
}

const POLL_MS = 40;
const LOG_BYTES_MAX = 20 * 1024 * 1024;

/**
 * Starts a process in a session of its own: a Ctrl-C in the terminal reaches only whoever supervises it, and it
 * outlives a supervisor that is killed (the next start finds and ends it).
 */
export function launch({ name, command, arguments: words, folder, environment, logFile }: Launch): Launched {
  mkdirSync(folder, { recursive: true });
  const log = openLog(logFile);
  const child = spawn(command, words, {
    cwd: folder,
    env: { ...environment },
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const ended = new Promise<Ending>((resolve) => {
    child.on('error', () => resolve({ code: 127, signal: null }));
    child.on('exit', (code, signal) => resolve({ code, signal }));
  });
  if (child.pid === undefined) throw new Problem(`starting ${name} failed: ${command} cannot be run`);
  return { id: processOf(child.pid) ?? { pid: child.pid, birth: 'ended' }, ended };
}

/** Asks a process to end, waits, and kills it when it does not within `graceMs`. */
export async function end(id: ProcessId, graceMs: number): Promise<'ended' | 'killed'> {
  signal(id, 'SIGTERM');
  for (const deadline = Date.now() + graceMs; Date.now() < deadline; await pause(POLL_MS)) {
    if (!isAlive(id)) return 'ended';
  }
  signal(id, 'SIGKILL');
  while (isAlive(id)) await pause(POLL_MS);
  return 'killed';
}

/** Resolves to true as soon as `ready` says so, to false when `timeoutMs` have passed. */
export async function until(ready: () => Promise<boolean> | boolean, timeoutMs: number): Promise<boolean> {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await pause(POLL_MS)) {
    if (await ready()) return true;
  }
  return false;
}

/** Resolves after some time. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function signal(id: ProcessId, name: 'SIGTERM' | 'SIGKILL'): void {
  if (!isAlive(id)) return;
  try {
    process.kill(id.pid, name);
  } catch {
    // It ended between the look and the signal.
  }
}

/** Appends; a log that grew large becomes `<log>.1` first. */
function openLog(file: string): number {
  mkdirSync(dirname(file), { recursive: true });
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LOG_BYTES_MAX) {
    rmSync(`${file}.1`, { force: true });
    renameSync(file, `${file}.1`);
  }
  return openSync(file, 'a', 0o600);
}
