import type { Command } from 'commander';
import { isAlive } from '@tutti/stack';
import { EXIT, Exit } from '../exit';
import { knownWriteKey } from '../secrets';
import type { Site } from '../site';
import { siteOf } from '../site';
import type { ProcessRecord, StackStatus } from '../supervisor/records';
import { livingSupervisor, readRecords, readStatus } from '../supervisor/records';
import { saysReady } from '../supervisor/plan';
import { seconds, table } from '../words';

/** Everything `status --json` says. */
interface Report extends Partial<Omit<StackStatus, 'state' | 'error'>> {
  readonly state: 'running' | 'starting' | 'stopping' | 'stopped';
  readonly writeKey: string | undefined;
  readonly processes: readonly ProcessReport[];
}

interface ProcessReport {
  readonly name: string;
  readonly kind: string;
  readonly pid: number;
  readonly state: string;
  readonly healthy: boolean;
  readonly version: string;
  readonly restarts: number;
  readonly upSeconds: number;
}

const EXAMPLES = `
Examples:
  ./tutti status
  ./tutti status --json | jq -r .ingestUrl     also apiUrl, writeKey, brokers, registryUrl, redisUrl, prefix, processes

Exits with 4 when nothing is running.`;

/** `status`: what runs, how it is, and where it answers. */
export function addStatus(program: Command): void {
  program
    .command('status')
    .description('what is running, how it is, and where it answers')
    .option('--json', 'as one JSON document')
    .addHelpText('after', EXAMPLES)
    .action(async ({ json }: { readonly json?: boolean }) => {
      const report = await reportOn(siteOf());
      process.stdout.write(json === true ? `${JSON.stringify(report, undefined, 2)}\n` : `${textOf(report)}\n`);
      if (report.state === 'stopped') throw new Exit(EXIT.notRunning);
    });
}

async function reportOn(site: Site): Promise<Report> {
  const said = readStatus(site);
  const alive = livingSupervisor(site) !== undefined;
  const processes = await Promise.all(readRecords(site).map(reportOnProcess));
  if (!alive || said === undefined) return { state: 'stopped', writeKey: knownWriteKey(site), processes };
  const { state, error: _error, ...addresses } = said;
  return {
    state: state === 'ready' ? 'running' : state === 'failed' ? 'stopping' : state,
    ...addresses,
    writeKey: knownWriteKey(site),
    processes,
  };
}

async function reportOnProcess(record: ProcessRecord): Promise<ProcessReport> {
  const { name, kind, pid, version, restarts, startedAt, healthUrl } = record;
  const alive = isAlive(record);
  const state = alive || record.state === 'stopped' || record.state === 'waiting' ? record.state : 'ended';
  const healthy = alive && state === 'ready' && (healthUrl === undefined || (await saysReady(healthUrl)));
  const upSeconds = alive ? Math.round((Date.now() - startedAt) / 1000) : 0;
  return { ...{ name, kind, pid, state, healthy, version, restarts, upSeconds } };
}

function textOf(report: Report): string {
  const leftOver = report.processes.filter(({ upSeconds, state }) => state !== 'ended' && upSeconds > 0);
  if (report.state === 'stopped') {
    const names = leftOver.map(({ name }) => name).join(', ');
    return leftOver.length === 0
      ? 'not running; ./tutti up starts it'
      : `not running, but a killed run left ${names}: ./tutti down ends them`;
  }
  const rows = report.processes.map((it) => [
    it.name,
    it.state === 'ready' ? (it.healthy ? 'ready' : 'not ready') : it.state,
    it.pid === 0 ? '' : String(it.pid),
    it.version,
    it.upSeconds === 0 ? '' : seconds(it.upSeconds * 1000),
    it.restarts === 0 ? '' : `${it.restarts} restarts`,
  ]);
  const addresses = (['ingestUrl', 'apiUrl', 'writeKey', 'brokers', 'registryUrl', 'redisUrl'] as const).map((name) => [
    name,
    report[name] ?? '',
  ]);
  return `${report.state}\n\n${table(addresses)}\n\n${table([['process', 'state', 'pid', 'version', 'up', ''], ...rows])}`;
}
