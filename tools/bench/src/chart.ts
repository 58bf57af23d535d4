import type { EChartsOption } from 'echarts';
import { init } from 'echarts';
import { numberText } from './report';
import { RUNG_ROWS } from './rows';
import type { Summary } from './summary';

const SIZE = { width: 860, height: 380 };
const BLUE = '#3b6ea5';

/** The ladder as bars: records a second of each rung, as one SVG; undefined when none was measured. */
export function ladderChart(summary: Summary): string | undefined {
  const rungs = RUNG_ROWS.filter(({ id }) => summary.has(`${id}.rate`)).reverse();
  if (rungs.length === 0) return undefined;
  const rates = rungs.map(({ id }) => Math.round(summary.get(`${id}.rate`)?.median ?? 0));
  return drawn({
    title: { text: 'Events a second, from a bare hop of the log to the whole pipeline' },
    grid: { left: 8, right: 72, top: 48, bottom: 8, containLabel: true },
    xAxis: { type: 'value', axisLabel: { formatter: numberText } },
    yAxis: { type: 'category', data: rungs.map(({ title }) => title) },
    series: [{ type: 'bar', data: rates, itemStyle: { color: BLUE }, label: { ...LABEL, position: 'right' } }],
  });
}

const LABEL = {
  show: true,
  formatter: ({ value }: { readonly value?: unknown }): string => numberText(Number(value)),
} as const;

const PARTS = [
  ['cpu.identity', 'identity', BLUE],
  ['cpu.profile-compute', 'profile-compute', '#c46a2b'],
] as const;

/** What an event costs among ever more profiles, as one SVG; undefined when that was not measured. */
export function growthChart(summary: Summary): string | undefined {
  const sizes = [...summary.keys()].flatMap((id) => /^growth\.(\d+[kM])\.cpu$/.exec(id)?.[1] ?? []);
  if (sizes.length === 0) return undefined;
  const valueOf = (size: string, part: string): number =>
    Math.round((summary.get(`growth.${size}.${part}`)?.median ?? 0) * 10) / 10;
  return drawn({
    title: { text: 'CPU of an event, among so many profiles' },
    legend: { top: 28, data: PARTS.map(([, name]) => name) },
    grid: { left: 8, right: 24, top: 64, bottom: 8, containLabel: true },
    xAxis: { type: 'category', data: sizes },
    yAxis: { type: 'value', name: 'µs' },
    series: PARTS.map(([part, name, color]) => ({
      ...{ type: 'bar', stack: 'all', name, itemStyle: { color }, barWidth: 120 },
      ...{ data: sizes.map((size) => valueOf(size, part)), label: { ...LABEL, color: '#fff' } },
    })),
  });
}

function drawn(option: EChartsOption): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...SIZE });
  chart.setOption({ animation: false, backgroundColor: '#fff', ...option });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
