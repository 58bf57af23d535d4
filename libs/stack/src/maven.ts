import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { codeOf, Problem } from './problem';

const PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.9.0';

/** One run of the user's own Maven; the settings and mirrors of the user hold. */
export interface MavenRun {
  readonly pom: string;
  readonly goal: 'copy' | 'list';
  readonly arguments: readonly string[];
}

/** Maven's local repository inside the cache: nothing outside the cache is written. */
export const mavenRepository = (cache: string): string => join(cache, 'maven');

/** Runs a goal of the dependency plugin and returns its output; a failure is a problem with Maven's own words. */
export function maven(cache: string, { pom, goal, arguments: more }: MavenRun): Promise<string> {
  const options = ['-B', '-ntp', '-f', pom, `-Dmaven.repo.local=${mavenRepository(cache)}`, '-Dstyle.color=never'];
  return new Promise((resolve, reject) => {
    const child = spawn('mvn', [...options, ...more, `${PLUGIN}:${goal}`], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk: Buffer): void => void (output += chunk.toString());
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (cause) => reject(codeOf(cause) === 'ENOENT' ? noMaven(cause) : cause));
    child.on('close', (code) => (code === 0 ? resolve(output) : reject(mavenFailed(output))));
  });
}

/** A problem when there is no Maven; asked before anything is announced. */
export function requireMaven(): void {
  const { error } = spawnSync('mvn', ['--version'], { stdio: 'ignore' });
  if (error !== undefined) throw noMaven(error);
}

const noMaven = (cause: Error): Problem =>
  new Problem(
    'no Maven (looked for mvn on the PATH): it downloads Kafka, the registry and Redis once; install it ' +
      '(Debian: apt install maven), or give TUTTI_BROKERS, TUTTI_REGISTRY_URL and TUTTI_REDIS_URL',
    { cause },
  );

function mavenFailed(output: string): Problem {
  const words = errorLines(output);
  return new Problem(
    `Maven could not download the local stack:\n${words.map((line) => `  ${line}\n`).join('')}` +
      'Check the network and the mirrors in your Maven settings, then run the command again: it goes on where it stopped',
  );
}

/** The lines in which Maven says why, without its advice on how to run Maven. */
export function errorLines(output: string): readonly string[] {
  const lines = output.split('\n').map((line) => line.trim());
  const errors = lines.filter((line) => line.startsWith('[ERROR]')).map((line) => line.slice('[ERROR]'.length).trim());
  const told = errors.filter((line) => line !== '' && !/^(->|To see|Re-run|For more information|\[Help)/.test(line));
  return (told.length > 0 ? told : lines.filter((line) => line !== '')).slice(-4);
}
