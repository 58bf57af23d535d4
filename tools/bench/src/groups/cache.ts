import { pause } from '@tutti/stack';
import type { Bench } from '../bench';
import { askRedis } from '../redis';
import type { Values } from '../values';
import { inLab } from './parts';

const REBUILT_PROFILES = 200_000;
const PROFILES = 4_000;
const BATCH = 500;
const LOOK_MS = 200;
const ALL_MS_MAX = 60_000;
/** Stages that keep states of their own, as they stand in the names of the keys. */
const STAGES = ['identity', 'profile-compute', 'segment-evaluator', 'sink'] as const;

/** Redis loses everything; profile-compute notices with its next input and replays its state topic. */
export const measureRebuild = (bench: Bench): Promise<Values> =>
  inLab(bench, async (lab) => {
    await lab.ask('prepare', undefined);
    await lab.ask('fill', { profiles: REBUILT_PROFILES });
    await askRedis(bench.installation.status.redisUrl, 'FLUSHALL');
    const seconds = await lab.ask('rebuilt', undefined);
    return { rate: REBUILT_PROFILES / seconds, seconds };
  });

/** What Redis holds for a person of ten traits and two identifiers, when all stages have seen them. */
export async function measureRedis({ installation }: Bench): Promise<Values> {
  const { redisUrl } = await installation.look();
  const before = await sizes(redisUrl);
  const run = Date.now().toString(36);
  for (let first = 0; first < PROFILES; first += BATCH) {
    await installation.post('batch', { batch: Array.from({ length: BATCH }, (_, i) => identify(run, first + i)) });
  }
  const expected = entriesOf(before, 'sink') + PROFILES;
  let after = await sizes(redisUrl);
  for (const end = Date.now() + ALL_MS_MAX; entriesOf(after, 'sink') < expected; after = await sizes(redisUrl)) {
    if (Date.now() > end)
      throw new Error(`the sink has not kept ${PROFILES} more states after ${ALL_MS_MAX / 1_000} s`);
    await pause(LOOK_MS);
  }
  const grown = STAGES.map((stage) => [stage, (bytesOf(after, stage) - bytesOf(before, stage)) / PROFILES] as const);
  const profile = grown.find(([stage]) => stage === 'profile-compute')?.[1] ?? 0;
  const all = grown.reduce((sum, [, bytes]) => sum + bytes, 0);
  return { profile, all, ...Object.fromEntries(grown.map(([stage, bytes]) => [`bytes.${stage}`, bytes])) };
}

interface Size {
  readonly entries: number;
  readonly bytes: number;
}

type Sizes = ReadonlyMap<string, Size>;

/** Entries and memory of all hashes of states, by stage. */
async function sizes(url: string): Promise<Sizes> {
  const found = new Map<string, Size>();
  for (const key of await askRedis(url, 'KEYS *}:s')) {
    const stage = STAGES.find((name) => key.includes(`:${name}.`));
    if (stage === undefined) continue;
    const { entries, bytes } = found.get(stage) ?? { entries: 0, bytes: 0 };
    const [more, memory] = [await askRedis(url, `HLEN ${key}`), await askRedis(url, `MEMORY USAGE ${key} SAMPLES 0`)];
    found.set(stage, { entries: entries + Number(more), bytes: bytes + Number(memory) });
  }
  return found;
}

const entriesOf = (all: Sizes, stage: string): number => all.get(stage)?.entries ?? 0;
const bytesOf = (all: Sizes, stage: string): number => all.get(stage)?.bytes ?? 0;

function identify(run: string, number: number): object {
  const traits = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`trait${i}`, `value ${number + i}`]));
  const ids = { userId: `${run}-${number}`, anonymousId: `${run}-a-${number}` };
  return { type: 'identify', messageId: `${run}-i-${number}`, ...ids, traits };
}
