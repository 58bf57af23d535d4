import { LogError } from '../ports';

/** How long one request may take, in milliseconds. */
export const REQUEST_MS_MAX = 8_000;
/** How long callers are kept waiting for a log that cannot be reached. */
const PATIENCE_MS_MAX = 30_000;
const PAUSE_MS_MIN = 20;
const PAUSE_MS_MAX = 1_000;

/** The broker did not do it, and says that it may do it later or elsewhere. */
const LATER = new Set([
  'CONCURRENT_TRANSACTIONS',
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'GROUP_LOAD_IN_PROGRESS',
  'LEADER_NOT_AVAILABLE',
  'NOT_COORDINATOR_FOR_GROUP',
]);

/** Somewhere else, or not at the moment: worth asking again for requests that may be repeated. */
const PASSING = new Set([
  ...LATER,
  'BROKER_NOT_AVAILABLE',
  'FENCED_LEADER_EPOCH',
  'KAFKA_STORAGE_ERROR',
  'NETWORK_EXCEPTION',
  'NOT_CONTROLLER',
  'NOT_LEADER_FOR_PARTITION',
  'OFFSET_NOT_AVAILABLE',
  'REPLICA_NOT_AVAILABLE',
  'REQUEST_TIMED_OUT',
  'UNKNOWN_LEADER_EPOCH',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'UNSTABLE_OFFSET_COMMIT',
]);

/** The broker will never do it: the same request would be refused again, and a new connection changes nothing. */
const FINAL = new Set([
  'CLUSTER_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'INVALID_RECORD',
  'INVALID_REQUIRED_ACKS',
  'INVALID_TIMESTAMP',
  'INVALID_TOPIC_EXCEPTION',
  'INVALID_TRANSACTION_TIMEOUT',
  'MESSAGE_TOO_LARGE',
  'POLICY_VIOLATION',
  'RECORD_LIST_TOO_LARGE',
  'TOPIC_AUTHORIZATION_FAILED',
  'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
  'UNSUPPORTED_COMPRESSION_TYPE',
  'UNSUPPORTED_FOR_MESSAGE_FORMAT',
  'UNSUPPORTED_VERSION',
]);

/** The connections that were to be used have been given up meanwhile; nothing was sent. */
export class GivenUpError extends Error {
  override readonly name = 'GivenUpError';
}

const CONNECTION_TROUBLE = new Set([
  'KafkaJSConnectionError',
  'KafkaJSConnectionClosedError',
  'KafkaJSRequestTimeoutError',
  'KafkaJSLockTimeout',
]);

/** Kafka's name of the refusal; undefined when the answer was no refusal (a time-out, a lost connection, a bug). */
export function refusalOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  // Newer than kafkajs: PRODUCER_FENCED.
  if (error.message.endsWith('error code 90')) return 'PRODUCER_FENCED';
  return 'type' in error && typeof error.type === 'string' ? error.type : undefined;
}

/** Nothing was done, and the same request may succeed later: safe to repeat whatever it was. */
export const isRefusedForNow = (error: unknown): boolean => LATER.has(refusalOf(error) ?? '');

/** A newer owner of the transactional id exists, or the coordinator has ended our transaction for being too slow. */
export const isFenced = (error: unknown): boolean =>
  ['INVALID_PRODUCER_EPOCH', 'PRODUCER_FENCED'].includes(refusalOf(error) ?? '');

/** Refused for good: nothing was done, and nothing will be until somebody changes the records or the broker. */
export const isFinal = (error: unknown): boolean =>
  FINAL.has(refusalOf(error instanceof LogError ? error.cause : error) ?? '');

/** May go away by itself. What was asked may have been done, so only for requests that may be repeated. */
export const isPassing = (error: unknown): boolean =>
  PASSING.has(refusalOf(error) ?? '') || (error instanceof Error && CONNECTION_TROUBLE.has(error.name));

/** The error as this port tells it. */
export function logError(doing: string, error: unknown): LogError {
  if (error instanceof LogError) return error;
  const text = `${doing}: ${error instanceof Error ? error.message : String(error)}`;
  if (refusalOf(error) === 'UNKNOWN_TOPIC_OR_PARTITION') return new LogError('no-topic', text, { cause: error });
  return new LogError(isPassing(error) ? 'unavailable' : 'fatal', text, { cause: error });
}

/** How to repeat. `again`: may this error go away? `paused`: rejects or resolves to end a pause early. */
export interface Patience {
  readonly doing: string;
  readonly again: (error: unknown) => boolean;
  readonly msMax?: number;
  readonly pauseMs?: { readonly first: number; readonly max: number };
  readonly pause?: (ms: number) => Promise<void>;
}

/** Repeats what is safe to repeat, with growing pauses; rejects with `LogError` when it cannot help or has waited enough. */
export async function patiently<Answer>(patience: Patience, ask: () => Promise<Answer>): Promise<Answer> {
  const { first, max } = patience.pauseMs ?? { first: PAUSE_MS_MIN, max: PAUSE_MS_MAX };
  const until = Date.now() + (patience.msMax ?? PATIENCE_MS_MAX);
  for (let pauseMs = first; ; pauseMs = Math.min(2 * pauseMs, max)) {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof LogError || !patience.again(error) || Date.now() + pauseMs > until) {
        throw logError(patience.doing, error);
      }
    }
    await (patience.pause ?? pauseFor)(pauseMs);
  }
}

const pauseFor = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
