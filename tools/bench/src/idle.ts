import { readFileSync } from 'node:fs';
import { pause } from '@tutti/stack';
import type { Installation, Process } from './installation';

const SETTLE_MS = 15_000;
const WATCH_MS = 20_000;
/** Clock ticks a second of /proc on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** CPU at rest, in percent of one core, per process and in all. */
export interface Idle {
  readonly percentOfCore: Readonly<Record<string, number>>;
  readonly total: number;
}

export async function measureIdle({ status }: Installation, say: (line: string) => void): Promise<Idle> {
  say(`at rest: settling ${SETTLE_MS / 1000} s, watching ${WATCH_MS / 1000} s`);
  await pause(SETTLE_MS);
  const before = status.processes.map(cpuSeconds);
  await pause(WATCH_MS);
  const used = status.processes.map((process, i) => [process.name, percent(cpuSeconds(process) - before[i]!)] as const);
  return { percentOfCore: Object.fromEntries(used), total: round(used.reduce((sum, [, share]) => sum + share, 0)) };
}

/** User and system time so far. */
function cpuSeconds({ pid }: Process): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

const percent = (seconds: number): number => round((seconds / (WATCH_MS / 1000)) * 100);
const round = (value: number): number => Math.round(value * 10) / 10;
