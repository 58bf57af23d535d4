import type { Command } from 'commander';
import { Problem } from '@tutti/stack';
import type { ShownProfile } from '../data/profile-text';
import { profileText } from '../data/profile-text';
import type { ShownMembership } from '../data/why-text';
import { whyText } from '../data/why-text';
import { runningEndpoints } from '../data/running';
import { EXIT, Exit } from '../exit';
import type { HistoryFlags } from './history';
import { showHistory } from './history';

interface Flags extends HistoryFlags {
  readonly why?: string;
  readonly history?: boolean;
}

const EXAMPLES = `
Examples:
  ./tutti profile 0001                     a bare value is a userId
  ./tutti profile anonymousId:5f0c7a52     the profile of a browser that nobody has identified
  ./tutti profile 0001 --json | jq .segments
  ./tutti profile 0001 --why repeat_buyers     why it is in a segment, or is not
  ./tutti profile 0001 --history --limit 10    what changed, when, because of which event

Exits with 1 when no profile has the identifier.`;

/** `profile`: everything known of one person. */
export function addProfile(program: Command): void {
  program
    .command('profile')
    .argument('<identifier>', 'type:value; a bare value is a userId')
    .description('everything known of one person: identifiers, traits, events, segments, deliveries')
    .option('--why <segment>', 'the rule of a segment with the values it met')
    .option('--history', 'what changed, when, and because of what, across everything merged into it')
    .option('--limit <count>', 'with --history: so many changes, the newest (default 50, at most 1000)')
    .option('--json', 'as one JSON document')
    .addHelpText('after', EXAMPLES)
    .action((identifier: string, flags: Flags) =>
      flags.history === true ? showHistory(identifier, flags) : show(identifier, flags),
    );
}

async function show(identifier: string, { json, why }: Flags): Promise<void> {
  const path = `/v1/profiles/${encodeURIComponent(identifier)}`;
  const document = await ask(why === undefined ? path : `${path}/segments/${encodeURIComponent(why)}`);
  const text = why === undefined ? profileText(document as ShownProfile) : whyText(document as ShownMembership);
  process.stdout.write(`${json === true ? JSON.stringify(document, undefined, 2) : text}\n`);
}

async function ask(path: string): Promise<unknown> {
  const { apiUrl } = runningEndpoints();
  const response = await fetch(`${apiUrl}${path}`).catch((error: unknown) => {
    throw new Problem(`the api at ${apiUrl} does not answer (${String(error)}): ./tutti status tells how it is`);
  });
  const document: unknown = await response.json();
  if (response.ok) return document;
  process.stderr.write(`${(document as { readonly message: string }).message}\n`);
  throw new Exit(EXIT.failed);
}
