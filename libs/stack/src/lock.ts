import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Problem } from './problem';

/** The programs of the local stack. */
export type Program = 'kafka' | 'registry' | 'redis';

/** One file of a Maven repository, pinned: what it is, how large, and the SHA-256 of its bytes. */
export interface Artefact {
  /** `group:artefact:version`, or `group:artefact:version:type:classifier`. */
  readonly coordinates: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** One program with all its files, in class path order. */
export interface LockedProgram {
  readonly title: string;
  readonly version: string;
  readonly artefacts: readonly Artefact[];
}

/** The pinned local stack. */
export type StackLock = Readonly<Record<Program, LockedProgram>>;

/** Reads `stack.lock.json`; a damaged one is a problem with a remedy. */
export function readLock(file: string): StackLock {
  try {
    return parseLock(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new Problem(`${file} cannot be read: restore it from Git, or renew it with ./tutti generate --stack-lock`, {
      cause,
    });
  }
}

/** Name of the artefact's file, as Maven names it. */
export function fileNameOf({ coordinates }: Pick<Artefact, 'coordinates'>): string {
  const { name, version, type, classifier } = partsOf(coordinates);
  return `${name}-${version}${classifier === undefined ? '' : `-${classifier}`}.${type}`;
}

/** Path of the artefact below the root of any Maven repository. */
export function repositoryPathOf(artefact: Pick<Artefact, 'coordinates'>): string {
  const { group, name, version } = partsOf(artefact.coordinates);
  return `${group.replaceAll('.', '/')}/${name}/${version}/${fileNameOf(artefact)}`;
}

/** Coordinates, taken apart. */
export interface Coordinates {
  readonly group: string;
  readonly name: string;
  readonly version: string;
  readonly type: string;
  readonly classifier: string | undefined;
}

/** Takes coordinates apart; the type is `jar` unless said. */
export function partsOf(coordinates: string): Coordinates {
  const [group, name, version, type = 'jar', classifier] = coordinates.split(':');
  if (group === undefined || name === undefined || version === undefined) {
    throw new Problem(`"${coordinates}" is not group:artefact:version`);
  }
  return { group, name, version, type, classifier };
}

function parseLock(json: unknown): StackLock {
  const programs = recordOf(json);
  return {
    kafka: parseProgram(programs['kafka']),
    registry: parseProgram(programs['registry']),
    redis: parseProgram(programs['redis']),
  };
}

function parseProgram(json: unknown): LockedProgram {
  const { title, version, artefacts } = recordOf(json);
  if (!Array.isArray(artefacts) || artefacts.length === 0) throw new Error('a program without artefacts');
  return { title: textOf(title), version: textOf(version), artefacts: artefacts.map(parseArtefact) };
}

function parseArtefact(json: unknown): Artefact {
  const { coordinates, sha256, bytes } = recordOf(json);
  const artefact = { coordinates: textOf(coordinates), sha256: textOf(sha256), bytes: Number(bytes) };
  const file = fileNameOf(artefact);
  if (file !== basename(file) || !/^[0-9a-f]{64}$/.test(artefact.sha256) || !(artefact.bytes > 0)) {
    throw new Error(`${artefact.coordinates} is not a pinned artefact`);
  }
  return artefact;
}

function recordOf(json: unknown): Readonly<Record<string, unknown>> {
  if (typeof json !== 'object' || json === null) throw new Error('an object was expected');
  return { ...json };
}

function textOf(json: unknown): string {
  if (typeof json !== 'string' || json === '') throw new Error('a text was expected');
  return json;
}
