import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Problem } from './problem';

/** A Java that can run the stack. */
export interface Java {
  readonly command: string;
  /** As `java -version` prints it, such as `17.0.15`. */
  readonly version: string;
}

/** Kafka 4 and the registry are compiled for this version. */
export const JAVA_MIN = 17;

const REMEDY = `install a Java runtime ${JAVA_MIN} or newer (Debian: apt install default-jre-headless), or set JAVA_HOME`;

/** The Java of `JAVA_HOME`, else of the PATH; a problem when there is none or it is too old. */
export function findJava(environment: Readonly<Record<string, string | undefined>>): Java {
  const home = environment['JAVA_HOME'];
  const command = home === undefined || home === '' ? 'java' : join(home, 'bin', 'java');
  const { error, stderr, stdout } = spawnSync(command, ['-version'], { encoding: 'utf8', timeout: 20_000 });
  if (error !== undefined) {
    throw new Problem(`no Java (looked for ${command}): Kafka and the registry run on it; ${REMEDY}`, { cause: error });
  }
  const version = versionIn(`${stderr}${stdout}`);
  if (version === undefined) throw new Problem(`${command} -version says nothing that looks like a version; ${REMEDY}`);
  if (majorOf(version) < JAVA_MIN) throw new Problem(`${command} is Java ${version}, which is too old: ${REMEDY}`);
  return { command, version };
}

/** The version in the output of `java -version`. */
export const versionIn = (output: string): string | undefined => /version "([^"]+)"/.exec(output)?.[1];

/** 8 for `1.8.0_292`, 17 for `17.0.15`, 26 for `26-ea`. */
export function majorOf(version: string): number {
  const [first, second] = version.split(/[.\-+_]/);
  return Number(first === '1' ? second : first);
}
