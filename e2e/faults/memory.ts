import { spawnSync } from 'node:child_process';
import type { ServiceProcess } from '../service-process';

const SAMPLE_EVERY_MS = 5_000;
const KIB = 1024;

/** Resident bytes of one process at one moment. `atMs`: since sampling began. */
export interface Sample {
  readonly service: string;
  readonly pid: number;
  readonly atMs: number;
  readonly bytes: number;
}

/** Samples the memory of every process that runs, until `stop`. */
export function sampleMemory(services: () => readonly ServiceProcess[]): {
  readonly samples: readonly Sample[];
  readonly stop: () => void;
} {
  const samples: Sample[] = [];
  const startAt = Date.now();
  const sample = (): void => {
    const running = services().flatMap(({ name, pid }) => (pid === undefined ? [] : [{ name, pid }]));
    const sizes = residentBytes(running.map(({ pid }) => pid));
    const atMs = Date.now() - startAt;
    for (const { name, pid } of running) {
      const bytes = sizes.get(pid);
      if (bytes !== undefined) samples.push({ service: name, pid, atMs, bytes });
    }
  };
  const timer = setInterval(sample, SAMPLE_EVERY_MS);
  return { samples, stop: () => clearInterval(timer) };
}

function residentBytes(pids: readonly number[]): ReadonlyMap<number, number> {
  const { stdout } = spawnSync('ps', ['-o', 'pid=,rss=', '-p', pids.join(',')], { encoding: 'utf8' });
  const rows = (stdout ?? '')
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  return new Map(rows.map(([pid = 0, kib = 0]) => [pid, kib * KIB]));
}
