import { mkdirSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import type { Endpoints } from '@tutti/stack';
import { answers, isFree, Problem } from '@tutti/stack';
import type { Ports } from '../settings';
import { PORTS } from '../settings';
import type { Site } from '../site';

const BYTES_MIN = 1024 ** 3;

/** Refuses to start where something is in the way; one sentence for each reason. */
export async function preflight(site: Site): Promise<void> {
  await spaceFor(site);
  const taken = await takenPorts(site);
  const unreachable = await unreachableOf(site.given);
  const problems = [...taken, ...unreachable];
  if (problems.length > 0) throw new Problem(problems.join('\n'));
}

async function spaceFor({ cache, data }: Site): Promise<void> {
  for (const folder of [cache, data]) {
    mkdirSync(folder, { recursive: true });
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize < BYTES_MIN) {
      const free = Math.floor((bavail * bsize) / 1024 ** 2);
      throw new Problem(
        `only ${free} MB are free in ${folder}, and 1 GB is needed: make room, or move it (TUTTI_CACHE, TUTTI_DATA)`,
      );
    }
  }
}

/** Ports that this site's own processes will listen on. */
export function portsNeeded({ given }: Pick<Site, 'given'>): readonly (keyof Ports)[] {
  return [
    ...(['ingest', 'api'] as const),
    ...(given.brokers === undefined ? (['kafka', 'controller'] as const) : []),
    ...(given.registryUrl === undefined ? (['registry'] as const) : []),
    ...(given.redisUrl === undefined ? (['redis'] as const) : []),
  ];
}

async function takenPorts(site: Site): Promise<readonly string[]> {
  const needed = portsNeeded(site);
  const settings = PORTS.filter(({ name }) => needed.includes(name));
  const free = await Promise.all(settings.map(({ name }) => isFree(site.ports[name])));
  return settings
    .filter((_, index) => free[index] === false)
    .map(
      ({ name, title, flag, variable }) =>
        `port ${site.ports[name]} for ${title} is taken by another program: end it, or choose another port with ${flag} or ${variable}`,
    );
}

async function unreachableOf({ brokers, registryUrl, redisUrl }: Partial<Endpoints>): Promise<readonly string[]> {
  const wanted = [
    ...(brokers?.split(',').map((broker) => ({ what: `tcp://${broker}`, variable: 'TUTTI_BROKERS', standard: 9092 })) ??
      []),
    ...(registryUrl === undefined ? [] : [{ what: registryUrl, variable: 'TUTTI_REGISTRY_URL', standard: 80 }]),
    ...(redisUrl === undefined ? [] : [{ what: redisUrl, variable: 'TUTTI_REDIS_URL', standard: 6379 }]),
  ];
  const problems = await Promise.all(wanted.map(problemOf));
  return problems.filter((problem) => problem !== undefined);
}

interface Wanted {
  readonly what: string;
  readonly variable: string;
  readonly standard: number;
}

async function problemOf({ what, variable, standard }: Wanted): Promise<string | undefined> {
  const url = URL.parse?.(what) ?? (URL.canParse(what) ? new URL(what) : undefined);
  if (url === null || url === undefined) return `${variable} is no address: "${what}"`;
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : standard) : Number(url.port);
  if (await answers(port, url.hostname)) return undefined;
  return `nothing answers at ${url.hostname}:${port} (${variable}): start it, or unset ${variable} to have a local one`;
}
