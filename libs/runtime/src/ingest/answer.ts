import type { Acceptance, Refused } from '@tutti/core/ingest';
import type { Violation } from '@tutti/core/stage';
import { BODY_BYTES_MAX } from './body';

/** What a request is answered with. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
}

/** Body of every answer that is no success. */
export interface Fault {
  /** Closed list; see the OpenAPI document. */
  readonly code: FaultCode;
  /** What was wrong and what to do. */
  readonly message: string;
  readonly violations: readonly Violation[];
  /** In the answer to a batch: every event of it. */
  readonly rejected?: readonly Rejected[];
}

/** Why a request was not accepted, with the status it is answered with. */
export const FAULTS = {
  'malformed-json': 400,
  'invalid-event': 400,
  'event-too-large': 400,
  'invalid-batch': 400,
  'nothing-accepted': 400,
  'bad-request': 400,
  'wrong-write-key': 401,
  'no-such-source': 404,
  'body-too-large': 413,
  'unknown-encoding': 415,
  'too-fast': 429,
  failed: 500,
  unavailable: 503,
} as const;

/** One of them. */
export type FaultCode = keyof typeof FAULTS;

/** An event of a batch that was not accepted, and the first thing that is wrong with it. */
export interface Rejected extends Violation {
  readonly index: number;
  readonly messageId: string | null;
}

/** Any answer that is no success. */
export const fault = (code: FaultCode, message: string, violations: readonly Violation[] = []): Answer => ({
  status: FAULTS[code],
  headers: {},
  body: { code, message, violations } satisfies Fault,
});

/** The answer to a single call. */
export function singleAnswer(outcome: Acceptance): Answer {
  if (outcome.kind === 'accepted') return { status: 200, headers: {}, body: { success: true } };
  const code = outcome.code === 'batch-full' ? 'invalid-event' : outcome.code;
  return fault(code, 'The event was not accepted; it is kept as a dead letter.', outcome.violations);
}

/** The answer to a batch: what was refused is listed; it is a success as long as anything was accepted. */
export function batchAnswer(outcomes: readonly Acceptance[]): Answer {
  const rejected = outcomes.flatMap((outcome, index) =>
    outcome.kind === 'refused' ? [rejectedOf(outcome, index)] : [],
  );
  if (rejected.length < outcomes.length) return { status: 200, headers: {}, body: { success: true, rejected } };
  const violations = rejected.map(({ index, field, reason }) => ({ field: join(`batch.${index}`, field), reason }));
  const { status, headers, body } = fault(
    'nothing-accepted',
    'No event of the batch was accepted; they are kept as dead letters.',
    violations,
  );
  return { status, headers, body: { ...body, rejected } };
}

/** No source is known by the key, or there is none. */
export const wrongWriteKey = (given: string | undefined): Answer =>
  fault(
    'wrong-write-key',
    given === undefined
      ? 'The request has no write key: send it as the user of Basic authorization, as a bearer token, or as writeKey in the body.'
      : 'The write key belongs to no source of this workspace: copy it from the configuration of the source.',
    [{ field: 'writeKey', reason: given === undefined ? 'is missing' : 'is unknown' }],
  );

/** Larger than allowed, packed or unpacked. */
export const bodyTooLarge = (): Answer =>
  fault('body-too-large', `The body is larger than ${BODY_BYTES_MAX} bytes: send fewer events per request.`);

/** The source sends more than its rate. `waitMs`: when it may try again. */
export const tooFast = (waitMs: number): Answer => {
  const seconds = String(Math.max(1, Math.ceil(waitMs / 1_000)));
  const { status, body } = fault(
    'too-fast',
    `The source sends more events than its rate allows: try again in ${seconds} s.`,
  );
  return { status, headers: { 'retry-after': seconds, 'x-ratelimit-reset': seconds }, body };
};

const UNAVAILABLE_RETRY_S = 2;

/** The log is away, or did not confirm: what was written is unknown, and sending again is harmless. */
export const unavailable = (): Answer => ({
  ...fault(
    'unavailable',
    'The events could not be written for certain: send the request again, with the same messageIds.',
  ),
  headers: { 'retry-after': String(UNAVAILABLE_RETRY_S) },
});

function rejectedOf({ messageId, violations }: Refused, index: number): Rejected {
  const { field = '', reason = '' } = violations[0] ?? {};
  return { index, messageId: messageId ?? null, field, reason };
}

const join = (path: string, field: string): string => (field === '' ? path : `${path}.${field}`);
