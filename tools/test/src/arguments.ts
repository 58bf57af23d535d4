import { parseArgs } from 'node:util';
import type { Phase } from './phase';

/** What the command line asks for. */
export interface Asked {
  readonly phases: readonly Phase[];
  readonly names: readonly string[];
  readonly json: boolean;
  readonly help: boolean;
}

/** Reads the command line, or says what is wrong with it. */
export function readArguments(args: readonly string[], all: readonly Phase[]): Asked | { readonly problem: string } {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const unknown = values.only.filter((name) => !all.some((phase) => phase.name === name));
    if (unknown.length > 0) return { problem: `no phase ${unknown.join(', ')}; there are ${namesOf(all)}` };
    const phases = all.filter(({ name, byName }) =>
      values.only.length > 0 ? values.only.includes(name) : byName || positionals.length === 0,
    );
    return { phases, names: positionals, json: values.json, help: values.help };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

const options = {
  only: { type: 'string', multiple: true, default: [] as string[] },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

function namesOf(phases: readonly Phase[]): string {
  return phases.map(({ name }) => name).join(', ');
}
