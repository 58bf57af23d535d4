import type { Said } from './evidence';

/** An event as Avro has it, as far as it is looked at. */
export interface RawEvent {
  readonly messageId: string;
  readonly type: string;
  readonly name: string | null;
  readonly entry: { readonly type: string; readonly value: string; readonly key: string };
  readonly others: readonly { readonly key: string }[];
  readonly properties: string;
  readonly traits: string;
  readonly context: string;
  readonly eventTime: number;
  readonly acceptedAt: number;
}

const NAME_CHARACTERS_MAX = 200;
const TRAIT_CHARACTERS_MAX = 2_048;
const REVENUE_MAX = 1e9;
/** Ingest stops at 32, and a profile refuses more than 256. */
const LEVELS_MAX = 300;
const SURROGATE = /\p{Surrogate}/u;

/** What a profile has to make of an event, by the words of the documentation. `once` keeps a text that comes again once. */
export const saidIn = (event: RawEvent, once: (text: string) => string): Said => ({
  messageId: once(event.messageId),
  at: event.acceptedAt,
  time: event.eventTime,
  name: once(nameOf(event)),
  micros: microsOf(event),
  traits: traitsOf(event),
});

/** A track call counts under its event's name, every other under its type; names that cannot be kept under ''. */
function nameOf({ type, name }: RawEvent): string {
  if (type !== 'track') return type;
  return name !== null && isKeepable(name) ? name : '';
}

function microsOf({ properties }: RawEvent): number {
  const { revenue } = objectIn(properties);
  const amount = typeof revenue === 'number' || typeof revenue === 'string' ? Number(revenue) : 0;
  return Math.abs(amount) <= REVENUE_MAX ? Math.round(amount * 1e6) + 0 : 0;
}

/** Traits of the person: those of an identify call go before those of its context. */
function traitsOf({ type, traits, context }: RawEvent): readonly (readonly [string, string])[] {
  const { traits: inContext } = objectIn(context);
  const given = { ...(isObject(inContext) ? inContext : {}), ...(type === 'identify' ? objectIn(traits) : {}) };
  return Object.entries(given)
    .map(([name, value]) => [name, canonical(value)] as const)
    .filter(([name, value]) => isKeepable(name) && value.length <= TRAIT_CHARACTERS_MAX);
}

const isKeepable = (name: string): boolean =>
  name.length <= NAME_CHARACTERS_MAX && name !== '__proto__' && !SURROGATE.test(name);

/** JSON with names in order; nothing for what is nested so deep that it cannot be kept. */
function canonical(value: unknown, levels = LEVELS_MAX): string {
  if (levels === 0) return '';
  if (Array.isArray(value)) return `[${value.map((it) => canonical(it, levels - 1)).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name], levels - 1)}`).join(',')}}`;
}

/** What is no JSON says nothing; its event has to be a dead letter. */
function objectIn(json: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
