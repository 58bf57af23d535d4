import type { Event, Unit } from '@tutti/contracts';
import { countersOf, mergeCounters } from './counters';
import { mergeTraits, traitsOf } from './traits';

/** The fold of one event alone; `position` is topic/partition/offset of the record that brought it. */
export const unitOf = (event: Event, position: string): Unit => ({
  firstSeen: event.eventTime,
  lastSeen: event.eventTime,
  traits: traitsOf(event, position),
  events: countersOf(event),
});

/** Several folds (at least one) as one. Commutative and associative: how events interleave makes no difference. */
export function mergeUnits(units: readonly Unit[]): Unit {
  const [only] = units;
  if (only !== undefined && units.length === 1) return only;
  return {
    firstSeen: Math.min(...units.map(({ firstSeen }) => firstSeen)),
    lastSeen: Math.max(...units.map(({ lastSeen }) => lastSeen)),
    traits: mergeTraits(units.map(({ traits }) => traits)),
    events: mergeCounters(units.map(({ events }) => events)),
  };
}
