import { pause } from '@tutti/stack';
import type { Bench } from '../bench';
import { newRun } from '../bench';
import type { Child } from '../child';
import { now } from '../clock';
import type { LabCalls } from '../lab/lab';
import type { Seen } from '../lab/witness';
import { quantilesOf } from '../load/quantiles';
import type { Values } from '../values';
import { labIn } from './parts';
import { targetOf } from './throughput';

const WARM_UP_SECONDS = 30;
/** At least so long: one event in a hundred is one that counts here. */
const SECONDS_MIN = 60;
const PER_SECOND = 500;
/** A merge of which nothing was read so long after the last event is never read. */
const SILENCE_MS_MAX = 20_000;
const LOOK_MS = 100;

/**
 * Single calls on a schedule, 1 % of which merge two profiles: from when each of these was due to reading the update of
 * the survivor that shows the identifiers of both.
 */
export async function measureMerges(bench: Bench): Promise<Values> {
  const { installation, generator, seconds } = bench;
  await installation.look();
  const reader = labIn(bench, PREFIX);
  const plan = (length: number) => ({
    ...{ ...targetOf(bench), run: newRun(), seconds: length, perSecond: PER_SECOND, crowd: true },
  });
  try {
    await generator.ask('open', plan(WARM_UP_SECONDS));
    await reader.ask('witness', undefined);
    const { lost } = await generator.ask('open', plan(Math.max(seconds, SECONDS_MIN)));
    const merging = await generator.ask('merging', undefined);
    const seen = await allSeen(
      reader,
      merging.map(({ device }) => device),
    );
    const waits = merging.flatMap(({ device, due }) => (seen[device] === undefined ? [] : [seen[device] - due]));
    return { ...quantilesOf(waits), merges: merging.length, unseen: merging.length - waits.length, lost };
  } finally {
    reader.stop();
  }
}

/** What was read when everybody was seen, or nobody more will be. */
async function allSeen(reader: Child<LabCalls>, devices: readonly string[]): Promise<Seen> {
  for (const end = now() + SILENCE_MS_MAX; ; await pause(LOOK_MS)) {
    const seen = await reader.ask('seen', undefined);
    if (now() > end || devices.every((device) => seen[device] !== undefined)) return seen;
  }
}

/** That of the topics of an installation which is not told otherwise. */
const PREFIX = 'tutti';
