import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Problem } from './problem';

type Environment = Readonly<Record<string, string | undefined>>;

const LOCAL = join('deploy', 'local');
const SETTINGS = join(LOCAL, 'kafka.properties');

/** Folder of the repository: `TUTTI_ROOT` (set by `./tutti`), else the nearest one upwards that has a local stack. */
export function repositoryFolder(environment: Environment): string {
  const start = resolve(environment['TUTTI_ROOT'] ?? process.cwd());
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, SETTINGS))) return folder;
    if (folder === dirname(folder))
      throw new Problem(`no Tutti repository in ${start} or above: run ./tutti of a clone`);
  }
}

/** The pinned artefacts of the local stack. */
export const lockFile = (repository: string): string => join(repository, LOCAL, 'stack.lock.json');

/** Settings of the local broker that do not depend on ports and folders. */
export const brokerSettingsFile = (repository: string): string => join(repository, SETTINGS);

/** What is downloaded once for all clones: `TUTTI_CACHE`, else `$XDG_CACHE_HOME/tutti`, else `~/.cache/tutti`. */
export function cacheFolder(environment: Environment): string {
  const { TUTTI_CACHE: own, XDG_CACHE_HOME: shared } = environment;
  if (own !== undefined && own !== '') return resolve(own);
  return join(shared !== undefined && shared !== '' ? shared : join(homedir(), '.cache'), 'tutti');
}

/** What one installation keeps: `TUTTI_DATA`, else `.tutti` in the repository. */
export function dataFolder(environment: Environment): string {
  const own = environment['TUTTI_DATA'];
  return own !== undefined && own !== '' ? resolve(own) : join(repositoryFolder(environment), '.tutti');
}
