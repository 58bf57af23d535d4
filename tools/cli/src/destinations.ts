import type { Checks } from '@tutti/core/workspace';
import { DESTINATIONS } from '@tutti/destinations';

type Ask = NonNullable<Checks['destinationProblems']>;

/** What is wrong with the settings of destination instances, in the words of the destinations themselves. */
export const destinationProblems: Ask = (instances) =>
  instances.flatMap(({ instance, destination, settings }) => {
    const known = DESTINATIONS.get(destination);
    if (known === undefined) return [unknownDestination(instance, destination)];
    return known.problems(settings).map(({ field, reason }) => ({
      instance,
      path: ['settings', ...(field === '' ? [] : field.split('.'))],
      message: field === '' ? reason : `${field}: ${reason}`,
      remedy: `it takes ${Object.keys(known.config.shape).join(', ')}`,
    }));
  });

const unknownDestination = (instance: string, destination: string): ReturnType<Ask>[number] => ({
  instance,
  path: ['destination'],
  message: `there is no destination "${destination}"`,
  remedy: `there are ${[...DESTINATIONS.keys()].join(', ')}`,
});
