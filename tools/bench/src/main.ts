import { cpus, release, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { Installation } from './installation';
import { measureIdle } from './idle';
import { measureLatency } from './latency';
import type { Measured } from './report';
import { tableOf } from './report';
import { measureSize } from './size';

const HELP = `Usage: ./tutti bench [--json] [--rate <events/s>] [--seconds <s>]

Starts an installation of its own (data in .tutti/bench, free ports, removed afterwards) with a webhook destination on this
machine, and measures: latency from accepted to delivered, CPU at rest, memory after the CDNOW purchases.

Examples:
  ./tutti bench
  ./tutti bench --rate 500 --seconds 60 --json
`;

/** Measures an installation that is brought up as a user would; prints a table or one JSON document. */
async function main(): Promise<void> {
  const options = {
    json: { type: 'boolean' },
    rate: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '30' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  const { values } = parseArgs({ options });
  if (values.help === true) return void process.stdout.write(HELP);
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const installation = await Installation.up(say);
  try {
    const rate = { perSecond: Number(values.rate), seconds: Number(values.seconds) };
    const idle = await measureIdle(installation, say);
    const latency = await measureLatency(installation, rate, say);
    const size = await measureSize(installation, say);
    const measured: Measured = { machine: machine(), idle, latency, size };
    process.stdout.write(values.json === true ? `${JSON.stringify(measured, undefined, 2)}\n` : tableOf(measured));
  } finally {
    await installation.down();
  }
}

const machine = (): string =>
  `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, Node ${process.version}`;

main().then(
  () => process.exit(),
  (error: unknown) => {
    process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
