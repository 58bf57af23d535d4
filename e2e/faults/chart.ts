import type { EChartsOption } from 'echarts';
import { init } from 'echarts';
import type { SoakResult } from './soak';

const SIZE = { width: 1000, height: 480 };
const MIB = 1024 * 1024;
const MINUTE_MS = 60_000;

/** Memory of every service over a soak, with a mark for each fault, as SVG. */
export function soakChart(result: SoakResult): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...SIZE });
  chart.setOption(optionOf(result));
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

function optionOf({ minutes, faults, samples, seed, eventsPerSecond }: SoakResult): EChartsOption {
  const services = [...new Set(samples.map(({ service }) => service))].filter((name) => !name.includes('+'));
  return {
    animation: false,
    backgroundColor: '#fff',
    title: {
      text: `Resident memory over ${minutes} minutes, ${eventsPerSecond} events/s, ${faults.length} faults`,
      subtext: `seed ${seed}; each grey line is a fault; a process that was killed begins anew`,
    },
    legend: { bottom: 0 },
    grid: { left: 60, right: 30, top: 70, bottom: 60 },
    xAxis: { type: 'value', name: 'min', max: 'dataMax' },
    yAxis: { type: 'value', name: 'MiB', min: 0 },
    series: services.map((service, i) => ({
      type: 'line',
      name: service,
      showSymbol: false,
      lineStyle: { width: 1.5 },
      data: samples
        .filter((sample) => sample.service === service)
        .map(({ atMs, bytes }) => [atMs / MINUTE_MS, Math.round(bytes / MIB)]),
      ...(i === 0 ? { markLine: marksOf(faults) } : {}),
    })),
  };
}

const marksOf = (faults: SoakResult['faults']) => ({
  symbol: 'none',
  silent: true,
  label: { show: false },
  lineStyle: { color: '#ddd', type: 'solid' as const, width: 1 },
  data: faults.map(({ atMs }) => ({ xAxis: atMs / MINUTE_MS })),
});
