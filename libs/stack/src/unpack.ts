import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { artefactFile } from './cache';
import { readIfThere, writeWhole } from './files';
import type { Artefact, LockedProgram } from './lock';
import { fileNameOf } from './lock';
import { Problem } from './problem';
import { fileInZip } from './zip';

/** The registry's runnable jar, unpacked from its archive when it is not there yet or was tampered with. */
export function unpackRegistry(cache: string, { artefacts, version }: LockedProgram): string {
  const folder = unpacked(cache, onlyOf(artefacts), (archive, into) => {
    const { status, stderr } = spawnSync('tar', ['-xzf', archive, '-C', into], { encoding: 'utf8' });
    if (status !== 0) throw new Problem(`unpacking ${archive} with tar failed: ${stderr || 'no tar on the PATH'}`);
  });
  return join(folder, `apicurio-registry-app-${version}-runner.jar`);
}

/** The Redis server for this system from the jar that carries one; a problem where it has none. */
export function unpackRedis(cache: string, { artefacts }: LockedProgram): string {
  const name = redisFor(process.platform, process.arch);
  if (name === undefined) {
    throw new Problem(
      `no redis-server 6.2 or newer on the PATH, and none to download for ${process.platform} on ${process.arch}: ` +
        'install Redis, or give TUTTI_REDIS_URL',
    );
  }
  const folder = unpacked(cache, onlyOf(artefacts), (archive, into) => {
    const server = fileInZip(archive, name);
    if (server === undefined) throw new Problem(`${archive} holds no ${name}: run ./tutti generate --stack-lock`);
    writeFileSync(join(into, 'redis-server'), server);
    chmodSync(join(into, 'redis-server'), 0o755);
  });
  return join(folder, 'redis-server');
}

/** File inside the jar with the server of a system, as Node names systems. */
export function redisFor(platform: string, architecture: string): string | undefined {
  const known: Readonly<Record<string, string>> = {
    'linux x64': 'redis-server-6.2.6-v5-linux-amd64',
    'linux ia32': 'redis-server-6.2.7-linux-386',
    'linux arm64': 'redis-server-6.2.7-linux-arm64',
    'darwin x64': 'redis-server-6.2.6-v5-darwin-amd64',
    'darwin arm64': 'redis-server-6.2.6-v5-darwin-arm64',
  };
  return known[`${platform} ${architecture}`];
}

function onlyOf(artefacts: readonly Artefact[]): Artefact {
  const [artefact] = artefacts;
  if (artefact === undefined) throw new Problem('the stack lock names no archive: run ./tutti generate --stack-lock');
  return artefact;
}

/** A folder made from one archive: whole or not there at all, and made anew when a file in it was touched since. */
function unpacked(cache: string, artefact: Artefact, unpack: (archive: string, into: string) => void): string {
  const folder = join(cache, 'unpacked', `${fileNameOf(artefact)}-${artefact.sha256.slice(0, 12)}`);
  const seal = `${folder}.seal`;
  if (readIfThere(seal) === fingerprintOf(folder)) return folder;
  const draft = `${folder}.${process.pid}.draft`;
  mkdirSync(draft, { recursive: true });
  unpack(artefactFile(cache, artefact), draft);
  rmSync(folder, { recursive: true, force: true });
  renameSync(draft, folder);
  writeWhole(seal, fingerprintOf(folder));
  return folder;
}

/** Names, sizes and times of everything in a folder. */
function fingerprintOf(folder: string): string {
  const hash = createHash('sha256');
  const walk = (path: string): void => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory() === true)
      readdirSync(path)
        .sort()
        .forEach((name) => walk(join(path, name)));
    else hash.update(`${path.slice(folder.length)} ${stat?.size} ${stat?.mtimeMs}\n`);
  };
  walk(folder);
  return hash.digest('hex');
}
