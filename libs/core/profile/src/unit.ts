import type { Event, Unit } from '@tutti/contracts';
import { countersOf, mergeCounters } from './counters';
import { jsonOf } from './json';
import { cappedTraits, mergeTraits } from './registers';
import { traitsOf } from './traits';

/**
 * The fold of one event alone; `position` is topic/partition/offset of the record that brought it. Throws at an event
 * that has `problemsOf`.
 */
export function unitOf(event: Event, position: string): Unit {
  for (const field of UNREAD) jsonOf(event, field);
  const { eventTime } = event;
  const traits = cappedTraits({ traits: traitsOf(event, position), longest: {} });
  return { firstSeen: eventTime, lastSeen: eventTime, ...traits, events: countersOf(event) };
}

/** The event is passed on as well: what may be left unread here has to be JSON for those who come after. */
const UNREAD = ['traits', 'integrations'] as const;

/**
 * Several folds (at least one) as one. Commutative and associative: how events interleave makes no difference. What comes
 * out takes at most 16 KB, a little more where message ids and names of sources are long.
 */
export function mergeUnits(units: readonly Unit[]): Unit {
  const [only] = units;
  if (only !== undefined && units.length === 1) return only;
  return {
    firstSeen: Math.min(...units.map(({ firstSeen }) => firstSeen)),
    lastSeen: Math.max(...units.map(({ lastSeen }) => lastSeen)),
    ...mergeTraits(units),
    events: mergeCounters(units.map(({ events }) => events)),
  };
}
