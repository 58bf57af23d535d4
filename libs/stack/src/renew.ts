import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sha256Of } from './cache';
import { fetchWithMaven } from './download';
import { lockFile } from './folders';
import type { Artefact, LockedProgram, StackLock } from './lock';
import { partsOf, repositoryPathOf } from './lock';
import { maven, mavenRepository } from './maven';

/** Programs that are one archive each; Kafka is a pom, because its jars are many. */
const ARCHIVES = {
  registry: {
    title: 'Apicurio Registry',
    version: '3.0.9',
    coordinates: 'io.apicurio:apicurio-registry-app:3.0.9:tar.gz:all',
  },
  redis: { title: 'Redis', version: '6.2', coordinates: 'com.github.codemonstur:embedded-redis:1.4.4' },
} as const;

/**
 * Resolves Kafka's jars afresh, and writes sizes and checksums of everything Maven got into the lock. Returns the file.
 * Whoever commits it vouches for those bytes.
 */
export async function renewLock(repository: string, cache: string): Promise<string> {
  const file = lockFile(repository);
  const jars = await resolved(join(dirname(file), 'kafka.pom.xml'), cache);
  const version = jars[0] === undefined ? '' : partsOf(jars[0]).version;
  const lock: StackLock = {
    kafka: await pinned(cache, { title: 'Kafka', version }, jars),
    registry: await pinned(cache, ARCHIVES.registry, [ARCHIVES.registry.coordinates]),
    redis: await pinned(cache, ARCHIVES.redis, [ARCHIVES.redis.coordinates]),
  };
  writeFileSync(file, `${JSON.stringify(lock, undefined, 2)}\n`);
  return file;
}

async function resolved(pom: string, cache: string): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tutti-lock-'));
  const list = join(folder, 'list.txt');
  try {
    await maven(cache, { pom, goal: 'list', arguments: ['-DincludeScope=runtime', `-DoutputFile=${list}`] });
    return coordinatesIn(readFileSync(list, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Coordinates in what `dependency:list` wrote: `group:artefact:type[:classifier]:version:scope` per line, in order. */
export function coordinatesIn(list: string): readonly string[] {
  return list.split('\n').flatMap((line) => {
    const parts = line.trim().split(/[\s]/)[0]?.split(':') ?? [];
    const scope = parts.at(-1) ?? '';
    if (parts.length < 5 || !['compile', 'runtime'].includes(scope)) return [];
    const [group, name, type, ...rest] = parts.slice(0, -1);
    const [classifier, version] = rest.length === 2 ? rest : [undefined, rest[0]];
    const kind = classifier === undefined ? (type === 'jar' ? '' : `:${type}`) : `:${type}:${classifier}`;
    return [`${group}:${name}:${version}${kind}`];
  });
}

async function pinned(
  cache: string,
  { title, version }: Pick<LockedProgram, 'title' | 'version'>,
  all: readonly string[],
): Promise<LockedProgram> {
  await fetchWithMaven(
    cache,
    all.map((coordinates) => ({ coordinates })),
  );
  const artefacts = all.map(async (coordinates): Promise<Artefact> => {
    const file = join(mavenRepository(cache), repositoryPathOf({ coordinates }));
    return { coordinates, sha256: await sha256Of(file), bytes: statSync(file).size };
  });
  return { title, version, artefacts: await Promise.all(artefacts) };
}
