import { RE2JS } from 're2js';
import type { IdentifierRule, IdentifierRules } from '@tutti/core/workspace';
import type { JsonObject } from './json';
import { normalise } from './normalise';

/** The parts of an event that identifiers are read from. */
export interface Named {
  readonly userId: string | null;
  readonly anonymousId: string | null;
  readonly previousId: string | null;
  /** Traits of the person; a group's traits are the account's. */
  readonly traits: JsonObject;
  readonly context: JsonObject;
  readonly properties: JsonObject;
}

const PARTS = ['userId', 'anonymousId', 'previousId', 'traits', 'context', 'properties'] as const;

/** Where an identifier may stand, its path taken apart. */
export interface Place {
  readonly part: keyof Named;
  readonly names: readonly string[];
  /** Another place that has to hold `true`: its owner allows the use of the identifier. */
  readonly consent?: Place;
}

/** A compiled rule. */
export interface TypeReader extends Pick<IdentifierRule, 'type' | 'priority' | 'normalise'> {
  /** `external`: the list `context.externalIds`. */
  readonly places: readonly (Place | 'external')[];
  /** Whether the workspace says that this value, in normal form, identifies nobody. */
  readonly isBlocked: (normal: string) => boolean;
}

/** How identifiers are read from events under one revision; compiled once, used for each event. */
export interface IdentifierReader {
  /** Types with a rule of their own, strongest first. */
  readonly known: readonly TypeReader[];
  /** The same, and among them, where they belong, other types that an event names. */
  readonly knownAnd: (named: Iterable<string>) => readonly TypeReader[];
}

/** Compiles rules. Throws on a pattern or place that is none: those of a compiled workspace are sound. */
export function identifierReader(rules: IdentifierRules): IdentifierReader {
  const known = rules.known.map(typeReader);
  const other = typeReader({ ...rules.other, type: '' });
  const types = new Set(known.map(({ type }) => type));
  const userId = known.findIndex(({ type }) => type === 'userId');
  const isPeer = ({ priority }: TypeReader, i: number): boolean => i > userId && priority === other.priority;
  const peers = known.filter(isPeer);
  const weaker = known.filter((it, i) => i > userId && !isPeer(it, i));
  return {
    known,
    knownAnd: (named) => {
      const met = [...named].filter((type) => !types.has(type)).map((type) => ({ ...other, type }));
      if (met.length === 0) return known;
      return [...known.slice(0, userId + 1), ...[...peers, ...met].sort(byType), ...weaker];
    },
  };
}

const byType = (a: TypeReader, b: TypeReader): number => (a.type < b.type ? -1 : 1);

const typeReader = ({ type, priority, normalise, from, block, blockPatterns }: IdentifierRule): TypeReader => ({
  ...{ type, priority, normalise },
  places: from.map(placeOf),
  isBlocked: blocking({ normalise, block, blockPatterns }),
});

const EXTERNAL_IDS = 'context.externalIds';

/** An advertising id may be used where the device says that its owner allows it. */
const CONSENTS: ReadonlyMap<string, string> = new Map([
  ['context.device.advertisingId', 'context.device.adTrackingEnabled'],
]);

function placeOf(path: string): Place | 'external' {
  if (path === EXTERNAL_IDS) return 'external';
  const consent = CONSENTS.get(path);
  return { ...splitPath(path), ...(consent === undefined ? {} : { consent: splitPath(consent) }) };
}

function splitPath(path: string): Place {
  const [first, ...names] = path.split('.');
  const part = PARTS.find((it) => it === first);
  if (part === undefined) throw new Error(`reading identifiers from "${path}": an event has no such place`);
  return { part, names };
}

type Blocking = Pick<IdentifierRule, 'normalise' | 'block' | 'blockPatterns'>;

function blocking({ normalise: form, block, blockPatterns }: Blocking): TypeReader['isBlocked'] {
  const values = new Set(block.flatMap((value) => normalise(form, value) ?? []));
  if (blockPatterns.length === 0) return values.size === 0 ? () => false : (normal) => values.has(normal);
  const patterns = blockPatterns.map((pattern) => RE2JS.compile(pattern));
  return (normal) => values.has(normal) || patterns.some((pattern) => pattern.test(normal));
}
