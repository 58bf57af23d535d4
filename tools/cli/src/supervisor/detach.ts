import { join } from 'node:path';
import { end, launch, pause, planStack, Problem } from '@tutti/stack';
import { Exit } from '../exit';
import { followed } from '../follow';
import { consoleReporter } from '../reporter';
import { portVariables } from '../settings';
import type { Site } from '../site';
import { logFile } from '../site';
import { livingSupervisor, readStatus } from './records';
import type { UpOptions } from './supervise';

const GRACE_MS = 60_000;
const LOOK_MS = 80;

/**
 * Starts the supervisor in the background and shows what it says until everything is ready. Downloads happen here, with
 * their progress. Rejects when the supervisor ends before; a Ctrl-C meanwhile ends it.
 */
export async function bringUpDetached(
  site: Site,
  options: UpOptions & { readonly demo: boolean },
  out: NodeJS.WritableStream,
): Promise<void> {
  const holder = livingSupervisor(site);
  if (holder !== undefined)
    throw new Problem(`already running (process ${holder.pid}): ./tutti status shows it, ./tutti down ends it`);
  await planStack(site, consoleReporter(site, out));
  const log = logFile(site, 'up');
  const said = followed(log);
  const { id, ended } = launch({
    name: 'the supervisor',
    command: process.execPath,
    arguments: [join(site.repository, 'dist', 'cli.js'), ...wordsOf(options)],
    folder: process.cwd(),
    environment: { ...site.environment, ...portVariables(site.ports) },
    logFile: log,
  });
  const stop = (): void => void end(id, GRACE_MS).then(() => process.exit(130));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  let ending: { readonly code: number | null } | undefined;
  void ended.then((it) => (ending = it));
  while (ending === undefined && !isReady(site, id.pid)) {
    await pause(LOOK_MS);
    out.write(said());
  }
  out.write(said());
  process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop);
  if (ending !== undefined) throw new Exit(ending.code ?? 1);
}

const isReady = (site: Site, pid: number): boolean =>
  livingSupervisor(site)?.pid === pid && readStatus(site)?.state === 'ready';

const wordsOf = ({ separate, demo, workspace }: UpOptions & { demo: boolean }): readonly string[] => [
  ...['up', '--background', '--workspace', workspace],
  ...(separate ? ['--separate'] : []),
  ...(demo ? ['--demo'] : []),
];
