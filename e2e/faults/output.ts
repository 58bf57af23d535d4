import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { soakChart } from './chart';
import { seconds, verdictOn } from './report';
import type { RowResult } from './run-row';
import type { SoakResult } from './soak';

const GIB = 1024 ** 3;

/** Where and when numbers were made. */
const circumstances = () => ({
  at: new Date().toISOString(),
  machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / GIB)} GiB, ${process.platform} ${release()}`,
  node: process.version,
});

/** Writes `faults.json` and `faults.md` into a folder. */
export function writeRows(folder: string, seed: number, results: readonly RowResult[]): void {
  mkdirSync(folder, { recursive: true });
  const json = { ...circumstances(), seed, results };
  writeFileSync(join(folder, 'faults.json'), `${JSON.stringify(json, undefined, 2)}\n`);
  writeFileSync(join(folder, 'faults.md'), tableOf(seed, results));
}

/** Writes `soak.json` and `soak.svg` into a folder. */
export function writeSoak(folder: string, result: SoakResult): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'soak.json'), `${JSON.stringify({ ...circumstances(), ...result })}\n`);
  writeFileSync(join(folder, 'soak.svg'), `${soakChart(result)}\n`);
}

function tableOf(seed: number, results: readonly RowResult[]): string {
  const { at, machine, node } = circumstances();
  return [
    `${at.slice(0, 16).replace('T', ' ')} UTC, seed ${seed}, ${machine}, Node ${node}`,
    '',
    '| fault | what happens | times | events in flight | lost | doubled | longest pause | flows again after | result |',
    '| --- | --- | --: | --: | --: | --: | --: | --: | --- |',
    ...results.map(lineOf),
    '',
  ].join('\n');
}

function lineOf(result: RowResult): string {
  const { name, title, times, inFlight, lost, doubled, pauseMs, recoveryMs } = result;
  const numbers = [times, inFlight, lost, doubled, `${seconds(pauseMs)} s`, `${seconds(recoveryMs)} s`];
  return `| ${[`\`${name}\``, title, ...numbers, verdictOn(result)].join(' | ')} |`;
}
