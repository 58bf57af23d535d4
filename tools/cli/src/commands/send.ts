import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { Problem } from '@tutti/stack';
import type { SendFlags } from '../data/event-flags';
import { eventOf } from '../data/event-flags';
import type { Answer } from '../data/ingest-client';
import { post } from '../data/ingest-client';
import { runningEndpoints } from '../data/running';
import { EXIT, Exit, Misuse } from '../exit';

interface Flags extends Omit<SendFlags, 'type'> {
  readonly file?: string;
  readonly json?: boolean;
}

/** A person is waiting: after a second or two they want to know. */
const TRIES_MAX = 3;

const EXAMPLES = `
Examples:
  ./tutti send track --user 0001 --event "Order Completed" --property revenue=19.99 --property quantity=1
  ./tutti send identify --user 0001 --trait email=ada@example.com --trait plan=pro
  ./tutti send --file events.json          one Segment call, or a list of them, with their types; - reads standard input

Exits with 1 when ingest refused the event; its answer says which field and why.`;

const collect = (value: string, list: readonly string[] = []): readonly string[] => [...list, value];

/** `send`: one event, or those of a file, through ingest as any source app would. */
export function addSend(program: Command): void {
  program
    .command('send')
    .argument('[type]', 'track, identify, page, screen, group or alias', 'track')
    .description('send an event, or the events of a file, through ingest')
    .option('-u, --user <id>', 'userId')
    .option('-a, --anonymous <id>', 'anonymousId')
    .option('-e, --event <name>', 'what happened (track)')
    .option('--name <name>', 'name of the page or screen')
    .option('--group <id>', 'groupId (group)')
    .option('--previous <id>', 'previousId (alias)')
    .option('--message-id <id>', 'messageId; a repeat of it is dropped')
    .option('--timestamp <time>', 'when it happened, ISO 8601')
    .option('-p, --property <name=value>', 'a property; repeat for more', collect)
    .option('-t, --trait <name=value>', 'a trait; repeat for more', collect)
    .option('-f, --file <file>', 'a Segment call or a list of them as JSON')
    .option('--json', "ingest's answer as JSON")
    .addHelpText('after', EXAMPLES)
    .action((type: string, flags: Flags) => send(type, flags));
}

async function send(type: string, { file, json, ...flags }: Flags): Promise<void> {
  const body = file === undefined ? eventFrom(type, flags) : { batch: eventsIn(file) };
  const endpoints = runningEndpoints();
  const answer = await post(
    { ...endpoints, triesMax: TRIES_MAX },
    'batch',
    'batch' in body ? body : { batch: [body] },
  ).catch((error: unknown) => {
    throw new Problem(
      `ingest at ${endpoints.ingestUrl} does not answer (${String(error)}): ./tutti status tells how it is`,
    );
  });
  process.stdout.write(json === true ? `${JSON.stringify(answer.body)}\n` : `${textOf(answer)}\n`);
  if (answer.status !== 200) throw new Exit(EXIT.failed);
}

function eventFrom(type: string, flags: Omit<Flags, 'file' | 'json'>): Readonly<Record<string, unknown>> {
  try {
    return eventOf({ ...flags, type });
  } catch (error) {
    throw new Misuse((error as Error).message);
  }
}

function eventsIn(file: string): readonly unknown[] {
  try {
    const content: unknown = JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8'));
    return Array.isArray(content) ? content : [content];
  } catch (error) {
    throw new Problem(`reading events from ${file}: ${(error as Error).message}`);
  }
}

function textOf({ status, body }: Answer): string {
  const { rejected = [] } = body as { readonly rejected?: readonly Rejected[] };
  const refused = rejected.map(({ index, field, reason }) => `event ${index + 1} refused: ${field}: ${reason}`);
  if (status === 200) return ['accepted', ...refused].join('\n');
  return refused.length > 0 ? refused.join('\n') : `refused with ${status}: ${JSON.stringify(body)}`;
}

interface Rejected {
  readonly index: number;
  readonly field: string;
  readonly reason: string;
}
