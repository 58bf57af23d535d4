import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Summary } from './summary';
import type { Values } from './values';

/** Between these lines of the page, everything is replaced by what was measured last. */
const MARKERS = { begin: '<!-- measured: written by ./tutti bench --out -->', end: '<!-- end of measured -->' };

/** Everything about a measurement. */
export interface Measured {
  readonly at: string;
  readonly machine: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, unknown>>;
  /** In the order in which they were measured. */
  readonly runs: readonly { readonly order: readonly string[]; readonly load: number; readonly values: Values }[];
}

/** Raw values, chart, and the tables in the page of that name beside the folder. */
export async function writeOut(
  folder: string,
  { measured, summary, report }: { readonly measured: Measured; readonly summary: Summary; readonly report: string },
): Promise<void> {
  const { growthChart, ladderChart } = await import('./chart'); // takes a third of a second that only this needs
  mkdirSync(folder, { recursive: true });
  const whole = { ...measured, summary: Object.fromEntries(summary) };
  writeFileSync(join(folder, 'benchmarks.json'), `${JSON.stringify(whole, undefined, 2)}\n`);
  const ladder = ladderChart(summary);
  const growth = growthChart(summary);
  if (ladder !== undefined) writeFileSync(join(folder, 'ladder.svg'), ladder);
  if (growth !== undefined) writeFileSync(join(folder, 'growth.svg'), growth);
  const page = `${folder.replace(/\/+$/, '')}.md`;
  const text = existsSync(page) ? readFileSync(page, 'utf8') : '# Benchmarks\n';
  const charts = [
    ...(ladder === undefined ? [] : [`![Events a second of each rung](${basename(folder)}/ladder.svg)`]),
    ...(growth === undefined ? [] : [`![Cost of an event among ever more profiles](${basename(folder)}/growth.svg)`]),
  ];
  writeFileSync(page, withMeasured(text, [headOf(measured), ...charts, report].join('\n\n')));
}

/** The page with what was measured in the place for it; at its end when there is no such place yet. */
export function withMeasured(page: string, measured: string): string {
  const place = `${MARKERS.begin}\n\n${measured.trim()}\n\n${MARKERS.end}`;
  const [from, to] = [page.indexOf(MARKERS.begin), page.indexOf(MARKERS.end)];
  if (from === -1 || to === -1) return `${page.trimEnd()}\n\n${place}\n`;
  return `${page.slice(0, from)}${place}${page.slice(to + MARKERS.end.length)}`;
}

export function headOf({ at, machine, versions, runs }: Measured): string {
  const of = runs.length === 1 ? 'one run' : `${runs.length} runs in shuffled order: median (least–most)`;
  const used = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const loads = runs.map(({ load }) => load.toFixed(1)).join(', ');
  return `${at.slice(0, 16).replace('T', ' ')} UTC, ${machine}, ${used.join(', ')}; load before: ${loads}; ${of}.`;
}
