import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { adopt, inspect } from './cache';
import { claim, writeWhole } from './files';
import type { Artefact, Program, StackLock } from './lock';
import { fileNameOf, repositoryPathOf } from './lock';
import { maven, mavenRepository, requireMaven } from './maven';
import { pomOf } from './pom';
import { Problem } from './problem';
import { isAlive } from './process-id';

/** What is told while the cache is completed. */
export interface DownloadListener {
  /** A file had other bytes than the lock says; it will be downloaded again. */
  damaged: (file: string) => void;
  /** Another process downloads into the same cache. */
  waiting: (pid: number) => void;
  /** Once per program that lacks something, with the bytes to come. */
  started: (program: Program, bytes: number) => void;
  progress: (program: Program, bytes: number) => void;
  finished: () => void;
}

/** What to complete, and where. */
export interface Wanted {
  readonly cache: string;
  readonly lock: StackLock;
  readonly programs: readonly Program[];
}

const POLL_MS = 150;

/** Downloads what the cache lacks of these programs, and verifies it. Killed half-way, the next call goes on. */
export async function complete(wanted: Wanted, listener: DownloadListener): Promise<void> {
  const { cache, lock, programs } = wanted;
  const artefacts = programs.flatMap((program) => lock[program].artefacts);
  const { missing, damaged } = await inspect(cache, artefacts);
  damaged.forEach((file) => listener.damaged(file));
  if (missing.length === 0) return;
  const turn = join(cache, 'download.json');
  await takeTurn(turn, listener);
  try {
    await download(wanted, (await inspect(cache, artefacts)).missing, listener);
  } finally {
    rmSync(turn, { force: true });
  }
}

async function takeTurn(file: string, listener: DownloadListener): Promise<void> {
  for (let holder = claim(file); holder !== undefined; holder = claim(file)) {
    listener.waiting(holder.pid);
    while (isAlive(holder)) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function download(wanted: Wanted, missing: readonly Artefact[], listener: DownloadListener): Promise<void> {
  if (missing.length === 0) return;
  const { cache } = wanted;
  requireMaven();
  const watch = watchGrowth(wanted, missing, listener);
  try {
    await fetchWithMaven(cache, missing);
  } finally {
    watch.stop();
  }
  for (const artefact of missing) await adoptOrRefuse(cache, artefact);
  listener.finished();
}

/** Has Maven put exactly these files into its repository in the cache. */
export async function fetchWithMaven(
  cache: string,
  artefacts: readonly Pick<Artefact, 'coordinates'>[],
): Promise<void> {
  const folder = join(cache, 'maven-project');
  const pom = join(folder, 'pom.xml');
  writeWhole(pom, pomOf(artefacts, join(folder, 'copies')));
  try {
    await maven(cache, { pom, goal: 'copy', arguments: [] });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function adoptOrRefuse(cache: string, artefact: Artefact): Promise<void> {
  const downloaded = join(mavenRepository(cache), repositoryPathOf(artefact));
  if (await adopt(cache, artefact, downloaded)) return;
  rmSync(dirname(downloaded), { recursive: true, force: true });
  throw new Problem(
    `${fileNameOf(artefact)} as your Maven got it is not the pinned file (its SHA-256 should begin with ` +
      `${artefact.sha256.slice(0, 12)}): run the command again; if it stays so, the repository behind your Maven ` +
      'settings serves another file',
  );
}

/** Tells the bytes on disk of each program's missing files, a few times a second. */
function watchGrowth(wanted: Wanted, missing: readonly Artefact[], listener: DownloadListener): { stop: () => void } {
  const repository = mavenRepository(wanted.cache);
  const programs = wanted.programs
    .map((program) => ({ program, files: wanted.lock[program].artefacts.filter((it) => missing.includes(it)) }))
    .filter(({ files }) => files.length > 0);
  for (const { program, files } of programs) listener.started(program, sum(files.map(({ bytes }) => bytes)));
  const tell = (): void =>
    programs.forEach(({ program, files }) =>
      listener.progress(program, sum(files.map((it) => Math.min(it.bytes, bytesSoFar(repository, it))))),
    );
  mkdirSync(repository, { recursive: true });
  const timer = setInterval(tell, POLL_MS);
  return {
    stop: () => {
      clearInterval(timer);
      tell();
    },
  };
}

/** Maven writes beside the file's place, under a name that begins with the file's, and renames at the end. */
function bytesSoFar(repository: string, artefact: Artefact): number {
  const file = join(repository, repositoryPathOf(artefact));
  try {
    const names = readdirSync(dirname(file)).filter(
      (name) => name.startsWith(basename(file)) && !/\.(sha1|md5)/.test(name),
    );
    return Math.max(0, ...names.map((name) => statSync(join(dirname(file), name)).size));
  } catch {
    return 0;
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
