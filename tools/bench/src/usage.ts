import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { now } from './clock';

/** Clock ticks a second of /proc on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;
const SAMPLE_MS = 250;

/** A process to look at. */
export interface Watched {
  readonly name: string;
  readonly pid: number;
}

/** What processes used while something ran. */
export interface Usage {
  readonly seconds: number;
  readonly cpuSeconds: ReadonlyMap<string, number>;
  /** Cores that everybody else on the machine used meanwhile. */
  readonly otherCores: number;
  /** Largest resident size seen. */
  readonly peakMiB: ReadonlyMap<string, number>;
}

/** Runs `work` and watches these processes meanwhile. */
export async function watched<Answer>(
  processes: readonly Watched[],
  work: () => Promise<Answer>,
): Promise<{ readonly answer: Answer; readonly usage: Usage }> {
  const peakMiB = new Map<string, number>();
  const sample = (): void => {
    for (const it of processes) peakMiB.set(it.name, Math.max(peakMiB.get(it.name) ?? 0, residentMiB(it)));
  };
  const timer = setInterval(sample, SAMPLE_MS);
  const [start, machineBefore, before] = [now(), busySeconds(), processes.map(cpuSeconds)];
  try {
    const answer = await work();
    const used = processes.map((it, i) => [it.name, cpuSeconds(it) - before[i]!] as const);
    const [seconds, busy] = [(now() - start) / 1_000, busySeconds() - machineBefore];
    sample();
    const ours = used.reduce((sum, [, cpu]) => sum + cpu, 0);
    const otherCores = Math.max(0, busy - ours) / seconds;
    return { answer, usage: { seconds, cpuSeconds: new Map(used), otherCores, peakMiB } };
  } finally {
    clearInterval(timer);
  }
}

/** User and system time so far; 0 when it is gone. */
export function cpuSeconds({ pid }: Watched): number {
  const fields = textOf(pid, 'stat').split(') ')[1]?.split(' ');
  return fields === undefined ? 0 : (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** What all cores of the machine worked so far: everything but idle and waiting for disks. */
function busySeconds(): number {
  const [, user, nice, system, , , interrupts, soft] = readFileSync('/proc/stat', 'utf8').split(/\s+/).map(Number);
  return (user! + nice! + system! + interrupts! + soft!) / TICKS_PER_SECOND;
}

/** Resident size now; 0 when it is gone. */
export const residentMiB = ({ pid }: Watched): number =>
  Number(/VmRSS:\s+(\d+)/.exec(textOf(pid, 'status'))?.[1] ?? 0) / 1024;

/** Bytes in the log segments of a broker's data folder, of all topics. */
export function logBytes(folder: string): number {
  const partitions = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const segments = partitions.flatMap(({ name }) =>
    readdirSync(join(folder, name))
      .filter((file) => file.endsWith('.log'))
      .map((file) => join(folder, name, file)),
  );
  return segments.reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
}

function textOf(pid: number, file: 'stat' | 'status'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
