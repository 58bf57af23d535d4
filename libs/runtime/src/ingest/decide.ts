import type { Acceptance, BatchDefaults, CallType, Refused } from '@tutti/core/ingest';
import { acceptBatch, parseBatch } from '@tutti/core/ingest';
import type { Violation } from '@tutti/core/stage';
import type { Source } from '@tutti/core/workspace';
import type { Headers, NewRecord } from '@tutti/log';
import type { Mode } from '../headers';
import { originHeaders } from '../headers';
import type { Answer } from './answer';
import { batchAnswer, fault, singleAnswer } from './answer';
import type { IngestDeps } from './deps';
import { deadLetterRecord, eventRecord } from './records';

/** A route: one call, or a batch of any. */
export type Call =
  { readonly kind: 'single'; readonly type: CallType } | { readonly kind: 'batch'; readonly mode: Mode };

/** What of an HTTP request matters here. */
export interface Received {
  readonly call: Call;
  readonly raw: Buffer;
  readonly encoding: string | undefined;
  readonly authorization: string | undefined;
  readonly traceparent: string | undefined;
  readonly ip: string;
}

/** What a body asks for: events, or nothing that could be accepted because of faults of the body itself. */
export interface Asked {
  readonly events: readonly unknown[];
  readonly defaults?: BatchDefaults | undefined;
  readonly faults: readonly Violation[];
}

/** Reads the body of a call as what it asks for. */
export function askedOf(call: Call, json: unknown): Asked {
  if (call.kind === 'single') return { events: [json], faults: [] };
  const batch = parseBatch(json);
  return batch.kind === 'batch' ? { ...batch, faults: [] } : { events: [json], faults: batch.violations };
}

/** A request whose source is known. */
export interface Deciding {
  readonly received: Received;
  readonly source: Source;
  readonly asked: Asked;
  readonly bytes: Buffer;
}

/** Accepts or refuses each event: the records to write, and what to answer once they are written. */
export function decide(deps: IngestDeps, deciding: Deciding): { records: readonly NewRecord[]; answer: Answer } {
  const { asked, bytes, received } = deciding;
  if (asked.faults.length > 0) return refuseWhole(deps, deciding);
  const single = received.call.kind === 'single';
  const headers = headersOf(deps, deciding);
  const outcomes = outcomesOf(deps, deciding);
  const records = outcomes.map((outcome, i) =>
    outcome.kind === 'accepted'
      ? eventRecord(deps, outcome.event, headers)
      : letterOf(deps, deciding, { ...outcome, bytes: single ? bytes : jsonBytes(asked.events[i], bytes) }),
  );
  const [first] = outcomes;
  return { records, answer: single && first !== undefined ? singleAnswer(first) : batchAnswer(outcomes) };
}

/** A batch whose own fields are wrong says nothing reliable about its events. */
function refuseWhole(deps: IngestDeps, deciding: Deciding): { records: readonly NewRecord[]; answer: Answer } {
  const { asked, bytes } = deciding;
  const letter = { code: 'invalid-batch', violations: asked.faults, messageId: undefined, bytes } as const;
  const answer = fault('invalid-batch', 'The batch was not accepted; it is kept as a dead letter.', asked.faults);
  return { records: [letterOf(deps, deciding, letter)], answer };
}

function outcomesOf(deps: IngestDeps, { received, source, asked, bytes }: Deciding): readonly Acceptance[] {
  const { call, ip } = received;
  const now = deps.clock();
  return acceptBatch(asked.events, {
    type: call.kind === 'single' ? call.type : undefined,
    defaults: asked.defaults,
    source: source.name,
    receivedAt: now,
    acceptedAt: now,
    timeRequired: modeOf(call) === 'backfill',
    bytesAtMost: bytes.length,
    ip,
    identifiers: deps.identifiers(),
    hash: deps.hash,
    newMessageId: deps.newId,
  });
}

function headersOf({ revision }: IngestDeps, { received: { call, traceparent } }: Deciding): Headers {
  const headers = originHeaders(modeOf(call), revision());
  return traceparent !== undefined && TRACEPARENT.test(traceparent) ? { ...headers, traceparent } : headers;
}

const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

const modeOf = (call: Call): Mode => (call.kind === 'batch' ? call.mode : 'live');

type Letter = Pick<Refused, 'violations' | 'messageId'> & { readonly code: string; readonly bytes: Buffer };

/** Redriving needs to know through which source and as which call the event came: the headers say so. */
function letterOf(deps: IngestDeps, deciding: Deciding, { messageId, ...letter }: Letter): NewRecord {
  const { received, source } = deciding;
  const call = received.call.kind === 'single' ? received.call.type : 'batch';
  const headers = { ...headersOf(deps, deciding), source: source.name, call };
  const { code, violations, bytes } = letter;
  const nowhere = { topic: 'http', partition: -1, offset: -1, key: messageId ?? '' };
  return deadLetterRecord(
    deps,
    { code, violations, bytes, ...nowhere, at: deps.clock() },
    { id: messageId ?? deps.newId(), headers },
  );
}

/** The event's own JSON; what is nested too deep to be written alone is kept with the batch around it. */
function jsonBytes(event: unknown, batch: Buffer): Buffer {
  try {
    return Buffer.from(JSON.stringify(event));
  } catch {
    return batch;
  }
}
