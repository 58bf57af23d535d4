import type { Command } from 'commander';
import { Problem } from '@tutti/stack';
import type { ShownProfile } from '../data/profile-text';
import { profileText } from '../data/profile-text';
import { runningEndpoints } from '../data/running';
import { EXIT, Exit } from '../exit';

const EXAMPLES = `
Examples:
  ./tutti profile 0001                     a bare value is a userId
  ./tutti profile anonymousId:5f0c7a52     the profile of a browser that nobody has identified
  ./tutti profile 0001 --json | jq .segments

Exits with 1 when no profile has the identifier.`;

/** `profile`: everything known of one person. */
export function addProfile(program: Command): void {
  program
    .command('profile')
    .argument('<identifier>', 'type:value; a bare value is a userId')
    .description('everything known of one person: identifiers, traits, events, segments, deliveries')
    .option('--json', 'as one JSON document')
    .addHelpText('after', EXAMPLES)
    .action((identifier: string, { json }: { readonly json?: boolean }) => show(identifier, json === true));
}

async function show(identifier: string, json: boolean): Promise<void> {
  const { apiUrl } = runningEndpoints();
  const url = `${apiUrl}/v1/profiles/${encodeURIComponent(identifier)}`;
  const response = await fetch(url).catch((error: unknown) => {
    throw new Problem(`the api at ${apiUrl} does not answer (${String(error)}): ./tutti status tells how it is`);
  });
  const document: unknown = await response.json();
  if (!response.ok) {
    process.stderr.write(`${(document as { readonly message: string }).message}\n`);
    throw new Exit(EXIT.failed);
  }
  process.stdout.write(`${json ? JSON.stringify(document, undefined, 2) : profileText(document as ShownProfile)}\n`);
}
