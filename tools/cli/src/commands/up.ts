import type { Command } from 'commander';
import { Option } from 'commander';
import { pause, Problem } from '@tutti/stack';
import { consoleReporter } from '../reporter';
import { knownWriteKey } from '../secrets';
import { PORTS } from '../settings';
import type { Site } from '../site';
import { siteOf, workspaceFolder } from '../site';
import { bringUpDetached } from '../supervisor/detach';
import type { StackStatus } from '../supervisor/records';
import { readStatus } from '../supervisor/records';
import type { UpOptions } from '../supervisor/supervise';
import { supervise } from '../supervisor/supervise';

interface Flags {
  readonly demo?: boolean;
  readonly separate?: boolean;
  readonly detach?: boolean;
  readonly json?: boolean;
  readonly background?: boolean;
  readonly workspace?: string;
}

/** How long a demo may take to end when everything stops. */
const DEMO_END_MS = 5_000;
const EXAMPLES = `
Examples:
  ./tutti up                          everything in the foreground; Ctrl-C stops it
  ./tutti up --detach                 in the background; returns when everything is ready
  ./tutti up --separate               one process per service and per destination instance
  ./tutti up --kafka-port 29092       another port than the default
  TUTTI_BROKERS=kafka:9092 ./tutti up your Kafka instead of a local one (also TUTTI_REGISTRY_URL, TUTTI_REDIS_URL)

What is given in the environment is used; the rest runs here, from Kafka's, Apicurio's and Redis's own files, which your
Maven downloads once into the cache. Nothing is written outside this repository and the cache.`;

/** `up`: the stack, topics, schemas, configuration and all services, until Ctrl-C or `down`. */
export function addUp(program: Command): void {
  const up = program
    .command('up')
    .description('start everything: Kafka, registry and Redis where none are given, and all services')
    .option('--demo', 'feed the CDNOW purchases as history, then a live stream, and show what comes of it')
    .option('--separate', 'one process per service and per destination instance, instead of one for all')
    .option('-d, --detach', 'run in the background; return when everything is ready')
    .option('--json', 'addresses and write key as one JSON document when all is ready; steps go to standard error')
    .option(
      '--workspace <folder>',
      'YAML files that decide sources, segments and destinations (TUTTI_WORKSPACE, else workspace/)',
    )
    .addOption(new Option('--background').hideHelp());
  for (const { flag, title, variable, fallback } of PORTS) {
    up.option(`${flag} <number>`, `port of ${title} (${variable}, else ${fallback})`);
  }
  up.addHelpText('after', EXAMPLES).action((flags: Flags & Record<string, string>) => bringUp(flags, siteOf(flags)));
}

async function bringUp(flags: Flags, site: Site): Promise<void> {
  const demo = flags.demo === true;
  const out = flags.json === true ? process.stderr : process.stdout;
  const options = { separate: flags.separate === true, demo, workspace: workspaceFolder(site, flags.workspace), out };
  if (flags.detach === true) {
    await bringUpDetached(site, options, out);
    const status = readStatus(site);
    const last = 'It runs in the background: ./tutti status, ./tutti logs, ./tutti down';
    if (status !== undefined) process.stdout.write(announcement(site, status, { last, json: flags.json === true }));
  } else {
    const last = 'Ctrl-C stops everything that was started here';
    await inForeground(site, options, (status) => {
      if (flags.background === true) return;
      process.stdout.write(announcement(site, status, { last, json: flags.json === true }));
    });
  }
}

interface ForegroundOptions extends UpOptions {
  readonly demo: boolean;
  readonly out: NodeJS.WriteStream;
}

/** Ctrl-C and SIGTERM stop what was started; a second one is left to the system. */
async function inForeground(
  site: Site,
  options: ForegroundOptions,
  ready: (status: StackStatus) => void,
): Promise<void> {
  const abort = new AbortController();
  const asked = new Promise<void>((resolve) => {
    const once = (): void => {
      abort.abort(new Problem('stopped before everything was ready'));
      resolve();
    };
    process.once('SIGINT', once).once('SIGTERM', once);
  });
  // Nobody may be reading any more; what runs goes on.
  process.stdout.removeAllListeners('error').on('error', () => undefined);
  const reporter = consoleReporter(site, options.out);
  const supervision = await supervise(site, options, { reporter, signal: abort.signal });
  ready(supervision.status);
  const show = { out: options.out, signal: abort.signal };
  const demo = options.demo ? demonstrate(site, supervision.status, show) : Promise.resolve();
  await Promise.race([asked, supervision.lost]);
  abort.abort();
  await Promise.race([demo, pause(DEMO_END_MS)]);
  await supervision.stop();
}

/** Feeds the demo until `signal`; a demo that fails leaves everything else running. */
async function demonstrate(
  site: Site,
  status: StackStatus,
  { out, signal }: { readonly out: NodeJS.WriteStream; readonly signal: AbortSignal },
): Promise<void> {
  const { demoOptions, runDemo } = await import('../demo/run');
  const endpoints = { ...status, writeKey: knownWriteKey(site) ?? '' };
  const options = demoOptions({ endpoints, repository: site.repository, out, stopped: () => signal.aborted });
  await runDemo(options).catch((error: unknown) => {
    out.write(`the demo ended: ${error instanceof Error ? error.message : String(error)}\n`);
  });
}

function announcement(site: Site, status: StackStatus, { last, json }: { last: string; json: boolean }): string {
  const { ingestUrl, apiUrl, brokers, registryUrl, redisUrl, prefix } = status;
  const writeKey = knownWriteKey(site) ?? '';
  if (json) return `${JSON.stringify({ ingestUrl, apiUrl, writeKey, brokers, registryUrl, redisUrl, prefix })}\n`;
  const lines = [
    '',
    `  ingest     ${ingestUrl}`,
    `  api        ${apiUrl}`,
    `  write key  ${writeKey}`,
    `  Kafka      ${brokers}`,
    `  registry   ${registryUrl}`,
    `  Redis      ${redisUrl}`,
    '',
    `${last}.`,
    '',
  ];
  return lines.join('\n');
}
