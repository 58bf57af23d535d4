import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, repositoryFolder } from '@tutti/stack';
import type { Watched } from './usage';

const run = promisify(execFile);
const UP_MS_MAX = 300_000;
const OUTPUT_BYTES_MAX = 16 * 1024 * 1024;

/** One supervised process, as `./tutti status --json` tells it. */
export interface Process extends Watched {
  readonly kind: 'server' | 'service';
  readonly healthy: boolean;
  readonly version: string;
}

interface Status {
  readonly ingestUrl: string;
  readonly writeKey: string;
  readonly brokers: string;
  readonly registryUrl: string;
  readonly redisUrl: string;
  readonly processes: readonly Process[];
}

/** How to bring an installation up. */
export interface InstallationPlan {
  readonly separate: boolean;
  /** Where its one destination posts to. */
  readonly webhookUrl: string;
  /** Cores for everything of it, as `taskset -c` wants them. */
  readonly cores: string | undefined;
}

interface Site {
  readonly environment: NodeJS.ProcessEnv;
  readonly folder: string;
  readonly cores: string | undefined;
}

/** An installation of its own, brought up by `./tutti up --detach` as a user would. */
export class Installation {
  private constructor(
    /** As it was told last: processes change when they are restarted. */
    public status: Status,
    private readonly site: Site,
  ) {}

  static async up({ separate, webhookUrl, cores }: InstallationPlan): Promise<Installation> {
    const folder = ownFolder();
    const site = { environment: await environmentIn(folder), folder, cores };
    const workspace = join(folder, 'workspace');
    writeWorkspace(workspace, webhookUrl);
    try {
      await tutti(site, 'up', '--detach', '--workspace', workspace, ...(separate ? ['--separate'] : []));
      return new Installation(await statusIn(site), site);
    } catch (error) {
      await down(site).catch(() => undefined); // that it did not come up is what has to be told
      throw error;
    }
  }

  async down(): Promise<void> {
    await down(this.site);
  }

  /** Looks again which processes there are. */
  async look(): Promise<Status> {
    this.status = await statusIn(this.site);
    return this.status;
  }

  get services(): readonly Process[] {
    return this.status.processes.filter(({ kind }) => kind === 'service');
  }

  /** The broker's folder of topics. */
  get logFolder(): string {
    return join(this.site.folder, 'data', 'kafka', 'log');
  }

  /** Posts a body to ingest; rejects unless it was accepted. */
  async post(path: string, body: unknown): Promise<void> {
    const { ingestUrl, writeKey } = this.status;
    const authorization = `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`;
    const headers = { 'content-type': 'application/json', authorization };
    const response = await fetch(`${ingestUrl}/v1/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`ingest answered ${response.status} to /v1/${path}: ${text}`);
  }
}

/** Several may measure at once. What one left that was killed goes, which ends its installation as well. */
function ownFolder(): string {
  const all = join(repositoryFolder(process.env), '.tutti', 'bench');
  mkdirSync(all, { recursive: true });
  for (const pid of readdirSync(all)) if (!existsSync(`/proc/${pid}`)) remove(join(all, pid));
  return join(all, String(process.pid));
}

/** Whoever still writes there is on its way out. */
const remove = (folder: string): void => rmSync(folder, { recursive: true, force: true, maxRetries: 10 });

async function down(site: Site): Promise<void> {
  await tutti(site, 'down');
  remove(site.folder);
}

/** Nothing that the caller's environment gives is used: some measurements empty Redis and kill services. */
const OWN = {
  ...{ TUTTI_BROKERS: '', TUTTI_REGISTRY_URL: '', TUTTI_REDIS_URL: '' },
  ...{ TUTTI_PREFIX: '', TUTTI_PARTITIONS: '', TUTTI_WORKSPACE: '' },
};
const PORTS = ['INGEST', 'API', 'KAFKA', 'CONTROLLER', 'REGISTRY', 'REDIS'];

async function environmentIn(folder: string): Promise<NodeJS.ProcessEnv> {
  const ports: Record<string, string> = {};
  for (const name of PORTS) ports[`TUTTI_${name}_PORT`] = String(await freePort());
  return { ...process.env, ...OWN, ...ports, TUTTI_DATA: join(folder, 'data') };
}

async function statusIn(site: Site): Promise<Status> {
  return JSON.parse(await tutti(site, 'status', '--json')) as Status;
}

async function tutti({ environment: env, cores }: Site, ...words: readonly string[]): Promise<string> {
  const command = [process.execPath, join(repositoryFolder(process.env), 'dist', 'cli.js'), ...words];
  const [first = '', ...rest] = cores === undefined ? command : ['taskset', '-c', cores, ...command];
  const { stdout } = await run(first, rest, { env, timeout: UP_MS_MAX, maxBuffer: OUTPUT_BYTES_MAX });
  return stdout;
}

function writeWorkspace(folder: string, url: string): void {
  mkdirSync(folder, { recursive: true });
  const web = ['sources:', '  - name: web', '    writeKey: ${TUTTI_WRITE_KEY}', '    eventsPerSecond: 1000000'];
  const rule = [
    'segments:',
    '  - name: buyers',
    '    description: Bought.',
    `    when: 'events["Order Completed"].count >= 1'`,
  ];
  const sink = [
    'destinations:',
    '  - instance: bench',
    '    destination: webhook',
    '    settings:',
    `      url: ${url}`,
    `      secrets: [whsec_${randomBytes(32).toString('base64')}]`,
    '      batchMax: 100',
    "    allow: ['127.0.0.0/8']",
  ];
  writeFileSync(join(folder, 'sources.yaml'), `${web.join('\n')}\n`);
  writeFileSync(join(folder, 'segments.yaml'), `${rule.join('\n')}\n`);
  writeFileSync(join(folder, 'destinations.yaml'), `${sink.join('\n')}\n`);
}
