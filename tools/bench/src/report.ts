import type { Row, Target } from './rows';
import { ROWS, RUNG_ROWS } from './rows';
import type { Spread, Summary } from './summary';

/** Tables in Markdown that are readable in a terminal as well: targets and verdicts, the ladder, CPU by process. */
export function reportOf(summary: Summary): string {
  const tables = [targetTable(summary), ladderTable(summary), cpuTable(summary)];
  return `${tables.filter((table) => table !== '').join('\n\n')}\n`;
}

/** `met` when the median is within the target. */
export function verdictOf(target: Target | undefined, { median }: Spread): string {
  if (target === undefined) return '';
  return ('least' in target ? median >= target.least : median <= target.most) ? 'met' : 'missed';
}

function targetTable(summary: Summary): string {
  const rows = ROWS.flatMap((row) => {
    const spread = summary.get(row.id);
    return spread === undefined ? [] : [[row.title, spreadText(spread), ...ends(row, spread)]];
  });
  return table(['what', 'measured', '', 'target', ''], rows);
}

const ends = ({ unit, target }: Row, spread: Spread): readonly string[] => [
  unit,
  targetText(target),
  verdictOf(target, spread),
];

function targetText(target: Target | undefined): string {
  if (target === undefined) return '';
  return 'least' in target ? `≥ ${numberText(target.least)}` : `≤ ${numberText(target.most)}`;
}

const RUNG_COLUMNS = [
  ['rate', 'records/s'],
  ['ofF0', 'of F0'],
  ['cpu', 'our CPU µs'],
  ['brokerCpu', 'broker CPU µs'],
  ['brokerBytes', 'broker bytes'],
  ['others', 'cores of others'],
] as const;

function ladderTable(summary: Summary): string {
  const rows = RUNG_ROWS.filter(({ id }) => summary.has(`${id}.rate`)).map(({ id, title }) => [
    title,
    ...RUNG_COLUMNS.map(([column]) => cell(summary.get(`${id}.${column}`))),
  ]);
  return table(['each event', ...RUNG_COLUMNS.map(([, title]) => title)], rows);
}

function cpuTable(summary: Summary): string {
  const groups = ['f4', 'badinput', 'f5', 'f5-separate', 'ingest-single', 'ingest-batch'].filter((id) =>
    summary.has(`${id}.rate`),
  );
  if (groups.length === 0) return '';
  const parts = [...summary.keys()].flatMap((id) => /^[^.]+\.cpu\.(.+)$/.exec(id)?.[1] ?? []);
  const rows = [...new Set(parts)].map((part) => [
    part,
    ...groups.map((group) => cell(summary.get(`${group}.cpu.${part}`))),
  ]);
  return table(['CPU µs of each event', ...groups], rows);
}

const cell = (spread: Spread | undefined): string => (spread === undefined ? '' : spreadText(spread));

const spreadText = ({ median, min, max, runs }: Spread): string =>
  runs === 1 ? numberText(median) : `${numberText(median)} (${numberText(min)}–${numberText(max)})`;

/** Three digits that count are enough for anything measured here. */
export function numberText(value: number): string {
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const widths = head.map((title, i) => Math.max(3, title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((text, i) => text.padEnd(widths[i]!)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
