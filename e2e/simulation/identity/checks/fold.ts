import type { Event, EventCounter, Unit } from '@tutti/contracts';
import type { Revision } from '../revisions';

/** What can be seen of some events, folded one by one, by the words of design I9 and I11. */
export interface Seen {
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly events: Readonly<Record<string, EventCounter>>;
  readonly traits: Readonly<Record<string, string>>;
}

interface Value {
  readonly value: string;
  readonly time: number;
  readonly messageId: string;
  readonly source: string;
}

/** The fold of whole events, for one revision's rules of traits. */
export function seenOf(events: readonly Event[], rules: Revision['traits']): Seen {
  const counters: Record<string, EventCounter> = {};
  const values = new Map<string, Value[]>();
  for (const event of events) {
    count(counters, event);
    for (const [name, value] of Object.entries(JSON.parse(event.traits) as Record<string, unknown>)) {
      const { eventTime: time, messageId, source } = event;
      values.set(name, [...(values.get(name) ?? []), { value: JSON.stringify(value), time, messageId, source }]);
    }
  }
  const shown = [...values].map(([name, all]) => [name, shownOf(all, rules.get(name))] as const);
  const times = events.map(({ eventTime }) => eventTime);
  return {
    ...{ firstSeen: Math.min(...times), lastSeen: Math.max(...times), events: sorted(counters) },
    traits: sorted(Object.fromEntries(shown.filter(([, value]) => value !== 'null'))),
  };
}

function count(counters: Record<string, EventCounter>, { type, name, eventTime, properties }: Event): void {
  const known = type === 'track' ? name! : type;
  const {
    count: times,
    first,
    last,
    revenueMicros,
  } = counters[known] ?? {
    ...{ count: 0, first: Infinity, last: -Infinity, revenueMicros: 0 },
  };
  const { revenue = 0 } = JSON.parse(properties) as { readonly revenue?: number };
  counters[known] = {
    count: times + 1,
    first: Math.min(first, eventTime),
    last: Math.max(last, eventTime),
    revenueMicros: revenueMicros + revenue * 1_000_000,
  };
}

/** The newest value of the first source that the rule lists and that gave any; of all others where it lets them count. */
function shownOf(values: readonly Value[], rule: { sources: readonly string[]; others: boolean } | undefined): string {
  for (const source of rule?.sources ?? []) {
    const given = values.filter((it) => it.source === source);
    if (given.length > 0) return newest(given);
  }
  const rest = values.filter(({ source }) => rule?.sources.includes(source) !== true);
  return (rule?.others ?? true) && rest.length > 0 ? newest(rest) : 'null';
}

const newest = (values: readonly Value[]): string => values.reduce((best, it) => (isAfter(it, best) ? it : best)).value;

const isAfter = (one: Value, other: Value): boolean =>
  one.time === other.time ? one.messageId > other.messageId : one.time > other.time;

/** What the units of one sub-state say together, to be compared with the events that it should hold. */
export function countedIn(
  units: Readonly<Record<string, Unit>>,
): Omit<Seen, 'traits'> & { readonly messages: readonly string[] } {
  const all = Object.values(units);
  const counters: Record<string, EventCounter> = {};
  for (const { events } of all) {
    for (const [name, one] of Object.entries(events)) {
      const known = counters[name] ?? { count: 0, first: Infinity, last: -Infinity, revenueMicros: 0 };
      counters[name] = {
        count: known.count + one.count,
        first: Math.min(known.first, one.first),
        last: Math.max(known.last, one.last),
        revenueMicros: known.revenueMicros + one.revenueMicros,
      };
    }
  }
  return {
    firstSeen: Math.min(...all.map(({ firstSeen }) => firstSeen)),
    lastSeen: Math.max(...all.map(({ lastSeen }) => lastSeen)),
    events: sorted(counters),
    messages: all.flatMap(({ traits }) => Object.values(traits).flatMap((it) => it.map(({ messageId }) => messageId))),
  };
}

const sorted = <Value>(record: Readonly<Record<string, Value>>): Record<string, Value> =>
  Object.fromEntries(Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1)));
