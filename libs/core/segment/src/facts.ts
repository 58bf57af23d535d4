import type { EventCounter, Snapshot, TraitValue } from '@tutti/contracts';
import { EventFacts } from './language';

/** A longer list or larger object inside a trait is not read by rules, so that loops over data stay short. */
const ELEMENTS_MAX = 256;
const DEPTH_MAX = 32;

/** Stands where a value is too large to be read: CEL has no such type, so whatever touches it becomes unknown. */
const TOO_LARGE = Symbol('too large for a rule');

/** What a rule can see of one snapshot, under the names the rule uses. */
export interface Facts {
  readonly traits: ReadonlyMap<string, unknown>;
  readonly events: ReadonlyMap<string, EventFacts>;
  readonly firstSeen: Date;
  readonly lastSeen: Date;
  readonly identifiers: readonly string[];
}

/** The facts of a snapshot, each part converted once and only if some rule asks for it. */
export function toFacts(snapshot: Snapshot): Facts {
  let traits: ReadonlyMap<string, unknown> | undefined;
  let events: ReadonlyMap<string, EventFacts> | undefined;
  let identifiers: readonly string[] | undefined;
  return {
    get traits() {
      return (traits ??= traitFacts(snapshot.traits));
    },
    get events() {
      return (events ??= eventFacts(snapshot.events));
    },
    get identifiers() {
      return (identifiers ??= [...new Set(snapshot.identifiers.map(({ type }) => type))]);
    },
    get firstSeen() {
      return new Date(snapshot.firstSeen);
    },
    get lastSeen() {
      return new Date(snapshot.lastSeen);
    },
  };
}

function traitFacts(traits: Readonly<Record<string, TraitValue>>): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(traits).map(([name, { value }]) => [name, readable(JSON.parse(value), 0)]));
}

function eventFacts(events: Readonly<Record<string, EventCounter>>): ReadonlyMap<string, EventFacts> {
  return new Map(Object.entries(events).map(([name, counter]) => [name, new EventFacts(counter)]));
}

/** JSON as CEL reads it: objects become maps, so that a key such as `constructor` is a key like any other. */
function readable(json: unknown, depth: number): unknown {
  if (typeof json !== 'object' || json === null) return json;
  const entries = Object.entries(json);
  if (entries.length > ELEMENTS_MAX || depth === DEPTH_MAX) return TOO_LARGE;
  if (Array.isArray(json)) return json.map((element) => readable(element, depth + 1));
  return new Map(entries.map(([key, value]) => [key, readable(value, depth + 1)]));
}
