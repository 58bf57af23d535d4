import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, Problem, until, writeWhole } from '@tutti/stack';
import type { Command } from 'commander';
import { NothingRuns } from '../exit';
import { chosen } from '../services';
import type { Site } from '../site';
import { siteOf, stoppedFolder } from '../site';
import { livingSupervisor, readRecords } from '../supervisor/records';

const READY_MS = 100_000;
const STOP_MS = 60_000;

interface Verb {
  readonly verb: string;
  readonly description: string;
  /** Returns what to say. */
  readonly act: (site: Site, name: string) => Promise<string>;
}

const VERBS: readonly Verb[] = [
  { verb: 'stop', description: 'stop one process and keep it stopped; events wait in the log meanwhile', act: stop },
  { verb: 'start', description: 'start a process that was stopped', act: start },
  { verb: 'restart', description: 'stop one process and start it again', act: restart },
];

/** `stop`, `start` and `restart` of single processes; the others go on. */
export function addServices(program: Command): void {
  for (const { verb, description, act } of VERBS) {
    program
      .command(`${verb} <service>`)
      .description(description)
      .option('--json', 'the process as JSON, one line each')
      .addHelpText('after', examplesOf(verb))
      .action(async (name: string, { json }: { readonly json?: boolean }) => {
        const site = siteOf();
        if (livingSupervisor(site) === undefined) throw new NothingRuns();
        for (const one of chosen(namesOf(site), name)) {
          const text = await act(site, one);
          process.stdout.write(json === true ? `${JSON.stringify(recordOf(site, one))}\n` : `${text}\n`);
        }
      });
  }
}

const examplesOf = (verb: string): string => `
Examples (services are processes of their own after ./tutti up --separate):
  ./tutti ${verb} identity
  ./tutti ${verb} sink.crm
  ./tutti ${verb} redis`;

async function restart(site: Site, name: string): Promise<string> {
  const stopped = await stop(site, name);
  return `${stopped}\n${await start(site, name)}`;
}

async function stop(site: Site, name: string): Promise<string> {
  const pid = recordOf(site, name)?.pid;
  writeWhole(join(stoppedFolder(site), name), '');
  await reached(site, name, { state: 'stopped', withinMs: STOP_MS });
  return `${name} is stopped${pid === undefined || pid === 0 ? '' : ` (was process ${pid})`}`;
}

async function start(site: Site, name: string): Promise<string> {
  rmSync(join(stoppedFolder(site), name), { force: true });
  await reached(site, name, { state: 'ready', withinMs: READY_MS });
  return `${name} is ready (process ${recordOf(site, name)?.pid})`;
}

async function reached(site: Site, name: string, wanted: { state: string; withinMs: number }): Promise<void> {
  const isThere = (): boolean => {
    const record = recordOf(site, name);
    return record?.state === wanted.state && (wanted.state === 'stopped' || isAlive(record));
  };
  if (await until(isThere, wanted.withinMs)) return;
  throw new Problem(`${name} is not ${wanted.state} after ${wanted.withinMs / 1000} s: ./tutti logs ${name} says why`);
}

const namesOf = (site: Site): readonly string[] => readRecords(site).map(({ name }) => name);

const recordOf = (site: Site, name: string) => readRecords(site).find((record) => record.name === name);
