import { join } from 'node:path';
import type { Endpoints } from '@tutti/stack';
import { cacheFolder, dataFolder, givenEndpoints, repositoryFolder } from '@tutti/stack';
import type { Ports } from './settings';
import { portsFrom } from './settings';

/** One installation on this machine: its folders, ports and what is given to it. */
export interface Site {
  readonly repository: string;
  readonly cache: string;
  readonly data: string;
  readonly ports: Ports;
  readonly given: Partial<Endpoints>;
  /** First part of every topic. */
  readonly prefix: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Reads the environment, with flags such as `kafkaPort` before it. */
export function siteOf(flags: Readonly<Record<string, string | undefined>> = {}): Site {
  const environment = process.env;
  return {
    repository: repositoryFolder(environment),
    cache: cacheFolder(environment),
    data: dataFolder(environment),
    ports: portsFrom(flags, environment),
    given: givenEndpoints(environment),
    prefix: environment['TUTTI_PREFIX'] || 'tutti',
    environment,
  };
}

/** The folder of the workspace: named, else given in the environment, else that of the repository. */
export const workspaceFolder = ({ environment, repository }: Site, named: string | undefined): string =>
  named ?? (environment['TUTTI_WORKSPACE'] || join(repository, 'workspace'));

type InData = Pick<Site, 'data'>;

/** What a process prints. */
export const logFile = ({ data }: InData, name: string): string => join(data, 'logs', `${name}.log`);

/** Who supervises this installation; there is one at a time. */
export const supervisorFile = ({ data }: InData): string => join(data, 'run', 'supervisor.json');

/** What the supervisor says of itself: starting, ready or failed, with addresses. */
export const statusFile = ({ data }: InData): string => join(data, 'run', 'status.json');

/** One record per supervised process. */
export const processFolder = ({ data }: InData): string => join(data, 'run', 'processes');

/** A file here with the name of a process says that it should stay stopped. */
export const stoppedFolder = ({ data }: InData): string => join(data, 'run', 'stopped');
