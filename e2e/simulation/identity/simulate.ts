import { chance } from '../../chance';
import { factsOf } from './checks/facts';
import { problemsIn } from './checks/index';
import { oracleProblems } from './checks/oracle';
import { replayProblems } from './checks/replayed';
import type { Pair } from './checks/settled';
import { separablePairs, unsettledPairs } from './checks/settled';
import { drawFrom } from './draw';
import { eventOf } from './events';
import type { Flaw } from './flaws';
import { noFlaw } from './flaws';
import type { Living } from './live';
import { begin, lifeOf, live } from './live';
import { planOf } from './plan';
import type { World } from './world';

const TWO_HOURS_MS = 2 * 60 * 60 * 1000;
const ROUNDS_MAX = 4;

/** What one seed came to. */
export interface Outcome {
  /** Everything that is not as promised; empty when all is well. */
  readonly problems: readonly string[];
  /** How much happened: to see that a simulation simulates. */
  readonly counts: Counts;
  readonly world: World;
}

/** How often what happened. */
export type Counts = Readonly<Record<(typeof COUNTED)[number], number>>;

/** What is counted. */
export const COUNTED = [
  'events',
  'commits',
  'merges',
  'refusals',
  'returns',
  'cuts',
  'erasures',
  'healed',
  'insisted',
] as const;

/** One history with everything that can be refused, undone and erased; checked when it has come to rest. */
export function simulateIdentity(seed: number, flaw: Flaw = noFlaw): Outcome {
  const isLoose = seed % 4 === 0;
  const plan = planOf(seed, { refusals: !isLoose });
  const living = begin(plan, lifeOf(seed, flaw));
  const problems: string[] = [];
  const tally = { healed: 0, insisted: 0 };
  try {
    live(living, plan.moves);
    problems.push(...restProblems(living, { isLoose, isReplayed: seed % 5 === 0, tally }));
  } catch (error) {
    problems.push(`stopped: ${(error as Error).stack ?? String(error)}`);
  }
  return { problems: [...new Set(problems)], counts: countsOf(living.world, tally), world: living.world };
}

interface Resting {
  readonly isLoose: boolean;
  readonly isReplayed: boolean;
  readonly tally: { healed: number; insisted: number };
}

function restProblems(living: Living, { isLoose, isReplayed, tally }: Resting): readonly string[] {
  const facts = factsOf(living.world);
  const first = [...problemsIn(facts), ...(isLoose ? oracleProblems(facts) : [])];
  if (first.length > 0) return first;
  const replay = isReplayed ? replayProblems(living.world) : [];
  const healed = isLoose ? unsettledPairs(facts).map(inWords) : healing(living, tally);
  return [...replay, ...healed, ...(isLoose ? [] : insisting(living, tally))];
}

/** A pair that got lost is asked for again by its next event, an hour later (design I6). */
function healing(living: Living, tally: Resting['tally']): readonly string[] {
  const pairs = unsettledPairs(factsOf(living.world));
  tally.healed += pairs.length;
  if (pairs.length === 0) return [];
  feedPairs(living, pairs);
  const facts = factsOf(living.world);
  return [...problemsIn(facts), ...unsettledPairs(facts).map(inWords)];
}

/** Whoever goes on to be named together is one profile in the end, unless the rules that hold now forbid it. */
function insisting(living: Living, tally: Resting['tally']): readonly string[] {
  const { limits } = living.world.plan.revisions.at(-1)!;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const pairs = separablePairs(factsOf(living.world), limits);
    if (pairs.length === 0) return round === 0 ? [] : problemsIn(factsOf(living.world));
    tally.insisted += 1;
    feedPairs(living, pairs);
  }
  return separablePairs(factsOf(living.world), limits).map((pair) => `still apart: ${inWords(pair)}`);
}

const inWords = ({ one, other }: Pair): string =>
  `unsettled: ${one.value} and ${other.value} were named together and nobody says why they are apart`;

function feedPairs(living: Living, pairs: readonly Pair[]): void {
  const { world } = living;
  const draw = drawFrom(chance(world.place));
  const at = world.now + TWO_HOURS_MS;
  const moves = pairs.map(({ one, other }, i) => {
    const event = eventOf({ number: world.place * 1_000 + i, entry: one, others: [other], at, draw });
    return { kind: 'event', at, event } as const;
  });
  live(living, moves);
}

function countsOf({ profileSteps, audit, identitySteps, commits }: World, tally: Resting['tally']): Counts {
  const records = profileSteps.flatMap(({ input }) => (input.kind === 'record' ? [input.value] : []));
  return {
    events: identitySteps.filter(({ input }) => input.kind === 'record' && input.value.event !== null).length,
    commits,
    merges: records.filter(({ adopted }) => adopted !== null).length,
    refusals: audit.filter(({ value }) => value.outcome === 'refused').length,
    returns: records.filter(({ return: back }) => back?.transfer.endsWith('<') === true).length,
    cuts: audit.filter(({ value }) => value.outcome === 'done' && ['undo_merge', 'split'].includes(value.action))
      .length,
    erasures: audit.filter(({ value }) => value.outcome === 'done' && value.action === 'erase').length,
    ...tally,
  };
}
