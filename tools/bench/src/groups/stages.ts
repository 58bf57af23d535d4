import type { Bench } from '../bench';
import type { Child } from '../child';
import type { LabCalls } from '../lab/lab';
import { newPrefix } from '../lab/lab';
import type { Feeding } from '../lab/sent';
import type { Values } from '../values';
import { costs, labIn } from './parts';

const WARM_UP_EVENTS = 20_000;
const EVENTS = 80_000;
const GROWTH_EVENTS = 40_000;
const SIZES = { '10k': 10_000, '100k': 100_000, '1M': 1_000_000 };
const BAD_EVENTS_FIRST = 200_000;
const BAD_EVENTS_REST = 800_000;

/** Identity and profile-compute as they are, with everything they do, for people of whom one event in a hundred merges. */
export const measureStages = (bench: Bench): Promise<Values> =>
  inStages(bench, async (stages) => {
    await stages.step({ events: WARM_UP_EVENTS, who: 'crowd' });
    return stages.step({ events: EVENTS, who: 'crowd' });
  });

/** The same for people who are known, among ever more of them. */
export async function measureGrowth(bench: Bench): Promise<Values> {
  let all: Values = {};
  for (const [name, people] of Object.entries(SIZES)) {
    const values = await inStages(bench, async (stages) => {
      await stages.feeder.ask('fill', { profiles: people });
      // The first events find a cache that has to be filled from the log.
      await stages.step({ events: WARM_UP_EVENTS, who: 'known', people });
      return stages.step({ events: GROWTH_EVENTS, who: 'known', people });
    });
    all = { ...all, ...Object.fromEntries(Object.entries(values).map(([id, value]) => [`${name}.${id}`, value])) };
  }
  return { ...all, ofSmallest: (100 * (all['1M.cpu'] ?? 0)) / (all['10k.cpu'] ?? 0) };
}

/** A million events that share an e-mail or a user id, with memory after the first part and after all of it. */
export const measureBadInput = (bench: Bench): Promise<Values> =>
  inStages(bench, async (stages) => {
    const first = await stages.step({ events: BAD_EVENTS_FIRST, who: 'shared' });
    const rest = await stages.step({ events: BAD_EVENTS_REST, who: 'shared' });
    const peaks = Object.entries(first).filter(([id]) => id.startsWith('memory.'));
    const early = Object.fromEntries(peaks.map(([id, value]) => [`first.${id}`, value]));
    return { ...rest, ...early, ...(await stages.feeder.ask('hot', undefined)) };
  });

/** A process for each stage, and one that feeds them while they rest. */
interface Stages {
  readonly feeder: Child<LabCalls>;
  /** Feeds, then steps all of it. */
  readonly step: (feeding: Feeding) => Promise<Values>;
}

async function inStages(bench: Bench, work: (stages: Stages) => Promise<Values>): Promise<Values> {
  const prefix = newPrefix();
  const [feeder, identity, profiles] = [labIn(bench, prefix), labIn(bench, prefix), labIn(bench, prefix)];
  const step = async (feeding: Feeding): Promise<Values> => {
    const ends = await feeder.ask('feed', feeding);
    // Identity last: what it has not stepped yet when it is ready is what is measured.
    await profiles.ask('run', 'profile-compute');
    await identity.ask('run', 'identity');
    const labs = { identity, 'profile-compute': profiles };
    const values = await costs(bench, labs, () => feeder.ask('stepped', ends));
    await Promise.all([profiles.ask('rest', undefined), identity.ask('rest', undefined)]);
    return values;
  };
  try {
    await feeder.ask('prepare', undefined);
    return await work({ feeder, step });
  } finally {
    for (const lab of [feeder, identity, profiles]) lab.stop();
  }
}
