import { init } from 'echarts';
import { numberText } from './report';
import { RUNG_ROWS } from './rows';
import type { Summary } from './summary';

const SIZE = { width: 860, height: 380 };

/** The ladder as bars: records a second of each rung, as one SVG. */
export function ladderChart(summary: Summary): string {
  const rungs = RUNG_ROWS.filter(({ id }) => summary.has(`${id}.rate`)).reverse();
  const rates = rungs.map(({ id }) => Math.round(summary.get(`${id}.rate`)?.median ?? 0));
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...SIZE });
  chart.setOption({
    animation: false,
    backgroundColor: '#fff',
    title: { text: 'Events a second, from a bare hop of the log to the whole pipeline' },
    grid: { left: 8, right: 72, top: 48, bottom: 8, containLabel: true },
    xAxis: { type: 'value', axisLabel: { formatter: numberText } },
    yAxis: { type: 'category', data: rungs.map(({ title }) => title) },
    series: [
      {
        type: 'bar',
        data: rates,
        itemStyle: { color: '#3b6ea5' },
        label: {
          show: true,
          position: 'right',
          formatter: ({ value }: { readonly value?: unknown }) => numberText(Number(value)),
        },
      },
    ],
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
