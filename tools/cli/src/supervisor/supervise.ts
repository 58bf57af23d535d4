import { readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Workspace } from '@tutti/core/workspace';
import type { DownloadListener, Endpoints } from '@tutti/stack';
import { claim, endpointsOf, planStack, Problem } from '@tutti/stack';
import { operatorKeyOf, secretOf, writeKeyOf } from '../secrets';
import { servicePlans } from '../services';
import type { Site } from '../site';
import { stoppedFolder, supervisorFile } from '../site';
import { endOrphans } from './orphans';
import { serverProcess, serviceProcess } from './plan';
import { preflight } from './preflight';
import type { StackStatus } from './records';
import { filesIn, livingSupervisor, writeStatus } from './records';
import { forgetStopped, Supervised } from './supervised';

/** How to bring an installation up. */
export interface UpOptions {
  readonly separate: boolean;
  /** Folder of the workspace to publish. */
  readonly workspace: string;
}

/** Where a supervisor says what it does. */
export interface Reporter extends DownloadListener {
  /** Something is done; `sinceMs` is when it began. */
  done: (what: string, sinceMs: number) => void;
  note: (line: string) => void;
}

const LOOK_MS = 250;

/** Loaded when it is needed: the clients behind it take half a second that `status` and `logs` need not wait. */
const preparation = () => import('../prepare');

/** Everything under way, and how to end it. */
export interface Supervision {
  readonly status: StackStatus;
  /** Ends what was started, in reverse order. Harmless to repeat. */
  readonly stop: () => Promise<void>;
  /** Resolves when the data folder is no longer ours: somebody removed it, and another supervisor could take it. */
  readonly lost: Promise<void>;
}

/**
 * Brings everything up and supervises it until `stop`. When `signal` is aborted or something fails on the way, what was
 * started is ended again before this rejects. There is one supervisor per data folder.
 */
export async function supervise(
  site: Site,
  options: UpOptions,
  { reporter, signal }: { reporter: Reporter; signal: AbortSignal },
): Promise<Supervision> {
  const holder = claim(supervisorFile(site));
  if (holder !== undefined)
    throw new Problem(`already running (process ${holder.pid}): ./tutti status shows it, ./tutti down ends it`);
  const running: Supervised[] = [];
  const isOurs = (): boolean => livingSupervisor(site)?.pid === process.pid;
  let loose = (): void => undefined;
  const lost = new Promise<void>((resolve) => (loose = resolve));
  const timer = setInterval(() => {
    if (!isOurs()) loose();
    obeyStopped(site, running);
  }, LOOK_MS);
  const stop = async (): Promise<void> => {
    clearInterval(timer);
    await stopAll(running, reporter);
    if (isOurs()) rmSync(supervisorFile(site), { force: true });
  };
  try {
    const status = await bringUp({ site, options, reporter, signal, running });
    return {
      status,
      lost,
      stop: async () => {
        if (isOurs()) writeStatus(site, { ...status, state: 'stopping' });
        await stop();
      },
    };
  } catch (error) {
    if (!signal.aborted) writeStatus(site, { ...statusOf(site, options), state: 'failed', error: messageOf(error) });
    await stop();
    throw error;
  }
}

interface Way {
  readonly site: Site;
  readonly options: UpOptions;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
  /** In the order of their start. */
  readonly running: Supervised[];
}

async function bringUp(way: Way): Promise<StackStatus> {
  const { site, options, reporter, signal } = way;
  const status = statusOf(site, options);
  writeStatus(site, status);
  forgetStopped(site);
  const orphans = await endOrphans(site);
  if (orphans.length > 0) reporter.note(`ended what an earlier run left behind: ${orphans.join(', ')}`);
  const { readWorkspace, refuseUnfitInstances } = await preparation();
  const workspace = readWorkspace(site, options.workspace);
  refuseUnfitInstances(site, workspace);
  await preflight(site);
  const plans = await planStack(site, reporter);
  signal.throwIfAborted();
  const servers = plans.map((plan) =>
    startNow(way, new Supervised(site, serverProcess(site, plan), reporter.note), `${plan.title} ${plan.version}`),
  );
  await prepared(way, { status, workspace, servers });
  signal.throwIfAborted();
  await startServices(way, status, workspace);
  signal.throwIfAborted();
  const instances = workspace.destinations.map(({ instance }) => instance);
  const ready = { ...status, instances, state: 'ready' as const };
  writeStatus(site, ready);
  return ready;
}

/** A server whose start is under way. */
interface Starting {
  readonly name: string;
  readonly ready: Promise<void>;
}

function startNow({ running, reporter }: Way, supervised: Supervised, title: string): Starting {
  const since = Date.now();
  running.push(supervised);
  const ready = supervised.start().then(() => reporter.done(`${title} is ready`, since));
  ready.catch(() => undefined); // awaited later
  return { name: supervised.name, ready };
}

/** Topics need Kafka only and are made while the registry is still starting. */
async function prepared(
  { site, reporter, signal }: Way,
  { status, workspace, servers }: { status: Endpoints; workspace: Workspace; servers: readonly Starting[] },
): Promise<void> {
  const { createTopics, publish, registerAll } = await preparation();
  const after = (name: string): Promise<void> => servers.find((it) => it.name === name)?.ready ?? Promise.resolve();
  const topics = async (): Promise<void> => {
    await after('kafka');
    const since = Date.now();
    signal.throwIfAborted();
    const created = await createTopics(site, status, workspace);
    if (created > 0) reporter.done(`${created} topics created`, since);
  };
  await Promise.all([topics(), after('registry'), after('redis')]);
  signal.throwIfAborted();
  const since = Date.now();
  await registerAll(site, status, workspace);
  const { revision } = await publish(site, status, { workspace, secret: secretOf(site) });
  reporter.done(`schemas registered, configuration revision ${revision} in force`, since);
}

async function startServices(way: Way, status: Endpoints, workspace: Workspace): Promise<void> {
  const { site, options, reporter, running } = way;
  const since = Date.now();
  const instances = workspace.destinations.map(({ instance }) => instance);
  const facts = {
    ...{ endpoints: status, ports: site.ports, prefix: site.prefix },
    ...{ secret: secretOf(site), writeKey: writeKeyOf(site), operatorKey: operatorKeyOf(site) },
    version: versionOf(site),
  };
  const plans = servicePlans({ separate: options.separate, instances, ports: site.ports });
  const services = plans.map((plan) => new Supervised(site, serviceProcess(site, plan, facts), reporter.note));
  running.push(...services);
  await Promise.all(services.map((service) => service.start()));
  const what = options.separate ? `${services.length} services, one process each,` : 'all services, in one process,';
  reporter.done(`${what} are ready`, since);
}

/** Services drain first, all at once: they meet only in topics. Then the servers, which need nothing of each other. */
async function stopAll(running: readonly Supervised[], reporter: Reporter): Promise<void> {
  const isServer = ({ name }: Supervised): boolean => ['kafka', 'redis', 'registry'].includes(name);
  for (const group of [running.filter((it) => !isServer(it)), running.filter(isServer)]) {
    if (group.length === 0) continue;
    const since = Date.now();
    await Promise.all(group.map((it) => it.stop()));
    reporter.done(`stopped ${group.map(({ name }) => name).join(', ')}`, since);
  }
}

function obeyStopped(site: Site, running: readonly Supervised[]): void {
  const stopped = new Set(filesIn(stoppedFolder(site)));
  for (const supervised of running) supervised.keepStopped(stopped.has(supervised.name));
}

const statusOf = (site: Site, { separate }: UpOptions): StackStatus => ({
  ...endpointsOf(site.given, site.ports),
  state: 'starting',
  ingestUrl: `http://127.0.0.1:${site.ports.ingest}`,
  apiUrl: `http://127.0.0.1:${site.ports.api}`,
  prefix: site.prefix,
  separate,
  instances: [],
  error: undefined,
});

const versionOf = ({ repository }: Site): string =>
  String(JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')).version);

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : basename(String(error)));
