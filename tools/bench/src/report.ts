import type { Idle } from './idle';
import type { Latency, Quantiles } from './latency';
import type { Size } from './size';

/** Everything one run measured. */
export interface Measured {
  readonly machine: string;
  readonly idle: Idle;
  readonly latency: Latency;
  readonly size: Size;
}

/** The table a person reads, with what issue A asks for beside it. */
export function tableOf({ machine, idle, latency, size }: Measured): string {
  const rows = [
    ['sent to acknowledged, from schedule', quantiles(latency.acknowledged), ''],
    ['accepted to delivered', quantiles(latency.accepted), 'p50 ≤ 40, p99 ≤ 150'],
    ['scheduled to delivered', quantiles(latency.scheduled), ''],
    ['lost', `${latency.lost} of ${latency.events}`, '0'],
    ['CPU at rest, % of one core', `${idle.total} (${shares(idle.percentOfCore)})`, '≤ 15'],
    ['memory after the purchases, MiB', shares(size.residentMiB), 'services ≤ 400'],
    [`${size.purchases} purchases delivered in`, `${size.drainedInSeconds} s`, ''],
  ];
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map(
    ([what, value, wanted]) => `${what!.padEnd(widths[0]!)}  ${value!.padEnd(widths[1]!)}  ${wanted}`,
  );
  return `${machine}; ${latency.perSecond} events/s for ${latency.seconds} s\n\n${lines.join('\n')}\n`;
}

const quantiles = ({ p50, p95, p99, max }: Quantiles): string => `p50 ${p50} · p95 ${p95} · p99 ${p99} · max ${max} ms`;

const shares = (values: Readonly<Record<string, number>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
