import { parseArgs } from 'node:util';
import { FAULTS } from './faults';
import type { FaultRow } from './row';

/** What the command line asks for. */
export interface Asked {
  readonly rows: readonly FaultRow[];
  readonly seed: number;
  readonly eventsPerSecond: number;
  /** Undefined: each row once. */
  readonly soakMinutes: number | undefined;
  /** Undefined: no people, but users who stay who they are. */
  readonly identity: IdentityAsked | undefined;
  /** Folder for raw numbers, table and chart. */
  readonly out: string | undefined;
  readonly json: boolean;
  readonly list: boolean;
  readonly help: boolean;
}

/** People, and how many events of them. */
export interface IdentityAsked {
  readonly events: number;
  readonly people: number;
  readonly splits: boolean;
}

const EVENTS_PER_SECOND = 240;
/** Whoever waits for so many events does not want them slower than the machine allows. */
const PEOPLE_EVENTS_PER_SECOND = 2_000;

const options = {
  only: { type: 'string', multiple: true, default: [] as string[] },
  seed: { type: 'string' },
  rate: { type: 'string' },
  soak: { type: 'string' },
  identity: { type: 'boolean', default: false },
  events: { type: 'string', default: '200000' },
  people: { type: 'string', default: '20000' },
  splits: { type: 'boolean', default: false },
  out: { type: 'string' },
  json: { type: 'boolean', default: false },
  list: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Reads the command line, or says what is wrong with it. */
export function readArguments(args: readonly string[]): Asked | { readonly problem: string } {
  try {
    const { values } = parseArgs({ args: [...args], options });
    const names = values.only.flatMap((text) => text.split(','));
    return {
      rows: names.length === 0 ? FAULTS : rowsOf(names),
      seed: wholeNumber('--seed', values.seed) ?? Math.floor(Math.random() * 1_000_000),
      eventsPerSecond: aboveZero('--rate', values.rate ?? String(rateFor(values.identity))),
      soakMinutes: values.soak === undefined ? undefined : positive('--soak', values.soak),
      identity: values.identity ? identityIn(values) : undefined,
      ...{ out: values.out, json: values.json, list: values.list, help: values.help },
    };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

/** A name stands for itself and for everything that begins with it and a colon. */
function rowsOf(names: readonly string[]): readonly FaultRow[] {
  const isMeant = (row: FaultRow, name: string): boolean => row.name === name || row.name.startsWith(`${name}:`);
  const unknown = names.filter((name) => !FAULTS.some((row) => isMeant(row, name)));
  if (unknown.length > 0) throw new Error(`no fault ${unknown.join(', ')}; --list shows all there are`);
  return FAULTS.filter((row) => names.some((name) => isMeant(row, name)));
}

function wholeNumber(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new Error(`${flag} takes a whole number, not "${text}"`);
  return Number(text);
}

const rateFor = (isIdentity: boolean): number => (isIdentity ? PEOPLE_EVENTS_PER_SECOND : EVENTS_PER_SECOND);

const identityIn = ({
  events,
  people,
  splits,
}: Record<'events' | 'people', string> & { readonly splits: boolean }) => ({
  events: aboveZero('--events', events),
  people: aboveZero('--people', people),
  splits,
});

function aboveZero(flag: string, text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`${flag} takes a whole number above 0, not "${text}"`);
  return Number(text);
}

function positive(flag: string, text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new Error(`${flag} takes a number of minutes above 0, not "${text}"`);
  return number;
}
