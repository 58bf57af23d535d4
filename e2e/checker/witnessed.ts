import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Answered, Delivery } from './evidence';

/**
 * Events that ingest answered with 200, one JSON object a line: `{"messageId", "entry"?}`, where `entry` is the
 * identifier they enter by, as type:value.
 */
export const readAnswered = (file: string): Promise<readonly Answered[]> => readLines<Answered>(file);

interface Message {
  readonly version: number;
  readonly profile: { readonly id: string };
  readonly events?: readonly { readonly messageId: string }[];
}

interface Arrival {
  readonly instance: string;
  readonly acknowledged?: boolean;
  readonly body: Message | { readonly batch: readonly Message[] };
}

/**
 * Requests that came in at the destinations, in order, one JSON object a line: `{"instance", "body", "acknowledged"?}`,
 * where `acknowledged: false` says that it was not answered with success.
 */
export async function readDeliveries(file: string): Promise<readonly Delivery[]> {
  return (await readLines<Arrival>(file)).flatMap(({ instance, body, acknowledged = true }) =>
    deliveriesIn(instance, body, acknowledged),
  );
}

/** The changes in one body of a webhook. */
export function deliveriesIn(instance: string, body: Arrival['body'], acknowledged: boolean): readonly Delivery[] {
  const messages = 'batch' in body ? body.batch : [body];
  return messages.map(({ version, profile, events = [] }) => ({
    ...{ instance, profile: profile.id, version, acknowledged },
    messageIds: events.map(({ messageId }) => messageId),
  }));
}

async function readLines<Line>(file: string): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    if (line.trim() !== '') lines.push(JSON.parse(line) as Line);
  }
  return lines;
}
