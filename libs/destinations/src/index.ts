import { consoleDestination } from './console';
import type { Destination } from './kit';
import { webhook } from './webhook';

export * from './console';
export * from './document';
export * from './flaw';
export * from './kit';
export * from './request';
export * from './webhook';

/** Every destination, by slug. */
export const DESTINATIONS: ReadonlyMap<string, Destination> = new Map(
  [webhook, consoleDestination].map((destination) => [destination.slug, destination]),
);
