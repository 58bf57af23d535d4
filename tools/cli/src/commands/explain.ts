import type { IdentityExplanation } from '@tutti/core/explain';
import { explanationGraph, explanationText } from '@tutti/core/explain';
import type { Command } from 'commander';
import { askApi } from '../data/api-client';

interface Flags {
  readonly json?: boolean;
  readonly graph?: boolean;
}

const EXAMPLES = `
Examples:
  ./tutti identity explain 0001                        which events joined what, what was not joined and why
  ./tutti identity explain anonymousId:5f0c --graph    as a Mermaid graph, as GitHub shows it
  ./tutti identity explain profile:9f2c1f0e9d8b4a6c8e5d3b1a09f8e7d6 --json

Exits with 1 when nobody is known by the identifier.`;

/** `identity explain`: why certain identifiers are one profile, and others are not. */
export function addExplain(group: Command): void {
  group
    .command('explain')
    .argument('<identifier>', 'type:value; a bare value is a userId; profile:<id> is a profile')
    .description('why certain identifiers are one profile, and others are not')
    .option('--graph', 'as a Mermaid graph')
    .option('--json', 'as one JSON document')
    .addHelpText('after', EXAMPLES)
    .action((identifier: string, flags: Flags) => show(identifier, flags));
}

async function show(identifier: string, flags: Flags): Promise<void> {
  const answer = await askApi(`/v1/identity/${encodeURIComponent(identifier)}/explain`);
  process.stdout.write(`${shown(answer as IdentityExplanation, flags)}\n`);
}

function shown(explanation: IdentityExplanation, { json, graph }: Flags): string {
  if (json === true) return JSON.stringify(explanation, undefined, 2);
  return graph === true ? explanationGraph(explanation) : explanationText(explanation);
}
