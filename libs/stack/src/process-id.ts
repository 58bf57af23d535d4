import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process of this machine: the number alone is given to others later, number and birth are not. */
export interface ProcessId {
  readonly pid: number;
  /** When it was started, in whatever form this system tells it. */
  readonly birth: string;
}

/** The living process with this number, or undefined. */
export function processOf(pid: number): ProcessId | undefined {
  const birth = process.platform === 'linux' ? birthInProc(pid) : birthFromPs(pid);
  return birth === undefined ? undefined : { pid, birth };
}

/** Whether it still runs; a number that was given to another process since does not count. */
export const isAlive = ({ pid, birth }: ProcessId): boolean => processOf(pid)?.birth === birth;

/** Reads what `JSON.stringify` made of a process id; undefined for anything else. */
export function parseProcessId(json: unknown): ProcessId | undefined {
  if (typeof json !== 'object' || json === null || !('pid' in json) || !('birth' in json)) return undefined;
  const { pid, birth } = json;
  return typeof pid === 'number' && typeof birth === 'string' ? { pid, birth } : undefined;
}

/** Ticks since boot, with the boot itself: field 22, after the name in brackets. A zombie has ended. */
function birthInProc(pid: number): string | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${fields[19]}`;
  } catch {
    return undefined;
  }
}

function birthFromPs(pid: number): string | undefined {
  const { status, stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  const birth = status === 0 ? stdout.trim() : '';
  return birth === '' ? undefined : birth;
}
