import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** One story: what happened, step by step, and what has to be seen of it. Its form is in README.md. */
export interface Scenario {
  readonly title: string;
  readonly steps: readonly Step[];
}

/** What happens next, or what has to be so by now. */
export type Step =
  | { readonly kind: 'event'; readonly event: unknown; readonly source: string; readonly comesTo: string }
  | { readonly kind: 'command'; readonly command: Order; readonly comesTo: string }
  | { readonly kind: 'config'; readonly config: object }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'expect'; readonly expected: Expected };

/** What an operator asks for. */
export interface Order {
  readonly action: Action;
  readonly identifiers: readonly string[];
  readonly other: string | undefined;
  readonly why: string;
}

const ACTIONS = ['merge', 'undo_merge', 'split', 'allow_link', 'erase'] as const;

type Action = (typeof ACTIONS)[number];

/** What has to be seen; what is not said is not looked at. */
export interface Expected {
  /** Every profile there is. */
  readonly profiles?: readonly ExpectedProfile[];
  /** Every link that was refused so far: identifier, identifier, code. */
  readonly refused?: readonly (readonly [string, string, string])[];
  /** Types of the identifiers that were blocked on the last event. */
  readonly blocked?: readonly string[];
  /** Identifier to lines of its explanation. */
  readonly says?: Readonly<Record<string, readonly string[]>>;
}

/** A profile as a scenario sees it. */
export interface ExpectedProfile {
  readonly is: readonly string[];
  readonly traits?: Readonly<Record<string, unknown>>;
  /** Name of the event to its count. */
  readonly events?: Readonly<Record<string, number>>;
  /** The identifier whose profile this was from the beginning: a merge that is undone gives its id back. */
  readonly beganWith?: string;
}

/** The scenarios of a file; throws where it has another form. */
export const scenariosIn = (file: string): readonly Scenario[] =>
  (parse(readFileSync(file, 'utf8')) as readonly Written[]).map(({ title, steps, ...others }) => {
    if (Object.keys(others).length > 0 || !Array.isArray(steps)) throw new Error(`reading "${title}" of ${file}`);
    return { title, steps: steps.flatMap((step) => stepsOf(step, `"${title}" of ${file}`)) };
  });

interface Written {
  readonly title: string;
  readonly steps: readonly Readonly<Record<string, unknown>>[];
}

/** A step that says `times` stands for as many, the first with 1 for each #, the next with 2. */
function stepsOf({ times = 1, ...step }: Readonly<Record<string, unknown>>, where: string): readonly Step[] {
  const numbered = (i: number): unknown => JSON.parse(JSON.stringify(step).replaceAll('#', String(i + 1)));
  return Array.from({ length: times as number }, (_, i) =>
    stepOf(times === 1 ? step : (numbered(i) as typeof step), where),
  );
}

function stepOf(step: Readonly<Record<string, unknown>>, where: string): Step {
  const { event, source = 'web', command, 'comes to': comesTo = 'done', config, wait, expect, ...others } = step;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new Error(`reading ${where}: a step has no "${unknown}"`);
  if (event !== undefined) return { kind: 'event', event, source: source as string, comesTo: comesTo as string };
  if (command !== undefined)
    return { kind: 'command', command: orderOf(command as object), comesTo: comesTo as string };
  if (config !== undefined) return { kind: 'config', config: config as object };
  if (wait !== undefined) return { kind: 'wait', ms: msOf(wait as string) };
  if (expect !== undefined) return { kind: 'expect', expected: expect as Expected };
  throw new Error(`reading ${where}: a step needs event, command, config, wait or expect`);
}

function orderOf(command: object): Order {
  const {
    with: other,
    why = 'it is in the scenario',
    ...rest
  } = command as Readonly<Record<string, string | string[]>>;
  const [[name, who] = [], more] = Object.entries(rest);
  const action = ACTIONS.find((it) => it === name?.replace('-', '_'));
  if (action === undefined || more !== undefined) throw new Error(`reading a command: there is no "${name}"`);
  return { action, identifiers: [who ?? []].flat(), other: other as string | undefined, why: why as string };
}

const UNITS_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

function msOf(wait: string): number {
  const [, count, unit = ''] = /^(\d+)([mhd])$/.exec(wait) ?? [];
  if (count === undefined) throw new Error(`reading wait: "${wait}" is not like 30m, 2h or 8d`);
  return Number(count) * UNITS_MS[unit]!;
}
