import { namesIn, tellStory } from './identity/story';
import { simulateIdentity } from './identity/simulate';
import { simulate } from './simulate';

/** What one seed came to, in whatever is simulated. */
export interface Told {
  /** Everything that is not as promised; empty when all is well. */
  readonly problems: readonly string[];
  /** How much happened; summed up over many seeds. */
  readonly counts: Readonly<Record<string, number>>;
  /** What only one seed has to say, by name. */
  readonly details: Readonly<Record<string, string | number>>;
  /** What happened, line by line. */
  readonly story: () => readonly string[];
}

/** What can be simulated. */
export type Kind = 'system' | 'identity';

/** Runs the history of a seed. */
export const simulated: Readonly<Record<Kind, (seed: number) => Promise<Told>>> = {
  system: async (seed) => {
    const { problems, events, commits, sent, delivered, ticks, endings, digest, story } = await simulate(seed);
    const details = { delivered, ticks, ...endings, digest };
    return { problems, counts: { events, commits, sent }, details, story: () => story };
  },
  identity: async (seed) => {
    const { problems, counts, world } = simulateIdentity(seed);
    const named = namesIn(world);
    const details = { partitions: world.partitions };
    return { problems: problems.map(named), counts, details, story: () => tellStory(world) };
  },
};

/** How the program is told to simulate this kind. */
export const flagOf = (kind: Kind): string => (kind === 'system' ? '' : ` --${kind}`);
