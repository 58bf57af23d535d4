import { LogError } from '@tutti/log';
import type { NewRecord } from '@tutti/log';
import type { Answer } from './answer';
import { bodyTooLarge, fault, tooFast, unavailable, wrongWriteKey } from './answer';
import { readBody } from './body';
import type { Received } from './decide';
import { askedOf, decide } from './decide';
import type { IngestDeps } from './deps';
import type { Gatherer } from './gatherer';
import type { rateLimit } from './rate';
import { sourceOf, writeKeyOf } from './write-key';

/** What the flow of a request needs beside the rules. */
export interface Receiving extends IngestDeps {
  readonly gatherer: Gatherer;
  readonly waitOf: ReturnType<typeof rateLimit>;
}

/** One request, from its bytes to its answer. Nothing is answered 200 before it is in the log. */
export async function receive(deps: Receiving, received: Received): Promise<Answer> {
  const body = await readBody(received.raw, received.encoding);
  if (body.kind === 'too-large') return bodyTooLarge();
  if (body.kind === 'unknown-encoding') return unknownEncoding(body.encoding);
  if (body.kind === 'malformed') return malformed(body.reason);
  const writeKey = writeKeyOf(received.authorization, body.json);
  const source = writeKey === undefined ? undefined : sourceOf(deps.sources(), writeKey);
  if (source === undefined) return wrongWriteKey(writeKey);
  const asked = askedOf(received.call, body.json);
  const waitMs = deps.waitOf(source, asked.events.length, deps.clock());
  if (waitMs > 0) return tooFast(waitMs);
  const answered = decide(deps, { received, source, asked, bytes: body.bytes });
  return (await written(deps, answered.records)) ? answered.answer : unavailable();
}

async function written({ gatherer, logger }: Receiving, records: readonly NewRecord[]): Promise<boolean> {
  try {
    await gatherer.append(records);
    return true;
  } catch (error) {
    if (!(error instanceof LogError)) throw error;
    logger.warn({ reason: error.message, code: error.code }, 'events were not written for certain');
    return false;
  }
}

const unknownEncoding = (encoding: string): Answer =>
  fault('unknown-encoding', `The body is packed as ${encoding.slice(0, 40)}: send it plain or as gzip.`);

const malformed = (reason: string): Answer =>
  fault('malformed-json', `The body ${reason}: send one JSON object.`, [{ field: 'body', reason }]);
