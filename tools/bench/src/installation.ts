import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, repositoryFolder } from '@tutti/stack';
import { Receiver } from './receiver';

const run = promisify(execFile);
const UP_MS_MAX = 300_000;

/** One supervised process, as `./tutti status --json` tells it. */
export interface Process {
  readonly name: string;
  readonly pid: number;
}

interface Status {
  readonly ingestUrl: string;
  readonly writeKey: string;
  readonly processes: readonly Process[];
}

/** An installation of its own, brought up by `./tutti up --detach` as a user would, with a webhook to our receiver. */
export class Installation {
  private constructor(
    readonly receiver: Receiver,
    readonly status: Status,
    private readonly site: { readonly environment: NodeJS.ProcessEnv; readonly folder: string },
  ) {}

  static async up(say: (line: string) => void): Promise<Installation> {
    const receiver = await Receiver.listen();
    const folder = join(repositoryFolder(process.env), '.tutti', 'bench');
    const environment = await environmentIn(folder);
    writeWorkspace(join(folder, 'workspace'), receiver.url);
    say('bringing up an installation for the measurement');
    await tutti(environment, 'up', '--detach', '--workspace', join(folder, 'workspace'));
    const { stdout } = await tutti(environment, 'status', '--json');
    return new Installation(receiver, JSON.parse(stdout) as Status, { environment, folder });
  }

  async down(): Promise<void> {
    await tutti(this.site.environment, 'down');
    this.receiver.close();
    rmSync(this.site.folder, { recursive: true, force: true });
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

const PORTS = ['INGEST', 'API', 'KAFKA', 'CONTROLLER', 'REGISTRY', 'REDIS'];

async function environmentIn(folder: string): Promise<NodeJS.ProcessEnv> {
  const ports: Record<string, string> = {};
  for (const name of PORTS) ports[`TUTTI_${name}_PORT`] = String(await freePort());
  return { ...process.env, ...ports, TUTTI_DATA: join(folder, 'data') };
}

const tutti = (env: NodeJS.ProcessEnv, ...words: readonly string[]) =>
  run(process.execPath, [join(repositoryFolder(process.env), 'dist', 'cli.js'), ...words], { env, timeout: UP_MS_MAX });

function writeWorkspace(folder: string, url: string): void {
  mkdirSync(folder, { recursive: true });
  const web = ['sources:', '  - name: web', '    writeKey: ${TUTTI_WRITE_KEY}', '    eventsPerSecond: 100000'];
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
    "    allow: ['127.0.0.0/8']",
  ];
  writeFileSync(join(folder, 'sources.yaml'), `${web.join('\n')}\n`);
  writeFileSync(join(folder, 'segments.yaml'), `${rule.join('\n')}\n`);
  writeFileSync(join(folder, 'destinations.yaml'), `${sink.join('\n')}\n`);
}
