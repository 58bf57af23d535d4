import { cpus, loadavg, release, totalmem } from 'node:os';
import type { Bench } from './bench';
import { Child } from './child';
import type { Group } from './groups/all';
import { GROUPS } from './groups/all';
import { Installation } from './installation';
import type { LoadCalls } from './load/load';
import type { Options } from './options';
import { reportOf } from './report';
import { summaryOf } from './summary';
import type { Values } from './values';
import { named } from './values';
import type { Measured } from './written';
import { headOf, writeOut } from './written';

/** Measures what was asked for, on installations that are brought up as a user would. */
export async function measure(options: Options): Promise<void> {
  const runs: Measured['runs'][number][] = [];
  const versions = new Map<string, string>([['Node', process.version]]);
  for (let run = 1; run <= options.runs; run++) {
    if (options.runs > 1) say(`run ${run} of ${options.runs}`);
    const load = loadavg()[0] ?? 0;
    runs.push({ load, ...(await measureOnce(options, versions)) });
  }
  const { json: _json, out, ...settings } = options;
  const at = new Date().toISOString();
  const measured = { at, machine: machine(), versions: Object.fromEntries(versions), settings, runs };
  const summary = summaryOf(runs.map(({ values }) => values));
  const report = reportOf(summary);
  if (out !== undefined) await writeOut(out, { measured, summary, report });
  const json = (): string => JSON.stringify({ ...measured, summary: Object.fromEntries(summary) }, undefined, 2);
  process.stdout.write(options.json ? `${json()}\n` : `\n${headOf(measured)}\n\n${report}`);
}

type Named = readonly [name: string, group: Group];

async function measureOnce(
  options: Options,
  versions: Map<string, string>,
): Promise<{ readonly order: readonly string[]; readonly values: Values }> {
  const wanted = Object.entries(GROUPS).filter(([name]) => options.only.includes(name));
  const ordered = options.runs > 1 ? shuffled(wanted) : wanted;
  const isSeparate = ([, group]: Named): boolean => options.separate || group.separate;
  const values: Values[] = [];
  for (const separate of [false, true]) {
    const groups = ordered.filter((group) => isSeparate(group) === separate);
    if (groups.length > 0) values.push(await measureOn({ groups, separate, options, versions }));
  }
  return { order: ordered.map(([name]) => name), values: Object.assign({}, ...values) as Values };
}

async function measureOn({
  groups,
  separate,
  options,
  versions,
}: {
  readonly groups: readonly Named[];
  readonly separate: boolean;
  readonly options: Options;
  readonly versions: Map<string, string>;
}): Promise<Values> {
  const generator = new Child<LoadCalls>('load');
  const webhookUrl = await generator.ask('listen', undefined);
  say(`bringing up an installation, ${separate ? 'one process for each service' : 'all services in one process'}`);
  const coming = Installation.up({ separate, webhookUrl, cores: options.cores });
  let ending: Promise<void> | undefined;
  const down = async (): Promise<void> => (await coming.catch(() => undefined))?.down();
  const end = (): Promise<void> => (ending ??= down().finally(() => generator.stop()));
  const interrupted = (): void => void end().finally(() => process.exit(130));
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    const installation = await coming;
    for (const { name, kind, version } of installation.status.processes) {
      if (kind === 'server') versions.set(name, version);
    }
    return await measureAll(groups, { installation, generator, seconds: options.seconds });
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
    await end();
  }
}

async function measureAll(groups: readonly Named[], bench: Bench): Promise<Values> {
  let all: Values = {};
  for (const [name, { title, measure: measureGroup }] of groups) {
    say(`${name}: ${title}`);
    all = { ...all, ...named(name, await measureGroup(bench)) };
  }
  return all;
}

function shuffled<Item>(items: readonly Item[]): readonly Item[] {
  const keyed = items.map((item) => ({ item, order: Math.random() }));
  return keyed.sort((a, b) => a.order - b.order).map(({ item }) => item);
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

const machine = (): string =>
  `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}`;
