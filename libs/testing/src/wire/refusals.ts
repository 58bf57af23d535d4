import type { ApiName, ErrorName } from './apis';
import { ERROR_CODES } from './apis';
import { array, Cursor, int16, int32, int64, string } from './bytes';
import type { RequestHeader } from './frames';
import { answerOf } from './frames';

/** Builds the body of an answer that refuses; `cursor` stands at the body of the request. */
type Refuse = (error: Buffer, cursor: Cursor) => Buffer;

interface Refusal {
  /** The versions whose answer is laid out like this. */
  readonly versions: readonly [from: number, to: number];
  readonly refuse: Refuse;
}

const THROTTLE = int32(0);
const NOTHING = int64(-1);

const REFUSALS: Partial<Record<ApiName, Refusal>> = {
  Produce: { versions: [5, 8], refuse: refuseProduce },
  Fetch: { versions: [11, 11], refuse: refuseFetch },
  FindCoordinator: {
    versions: [1, 2],
    refuse: (error) => Buffer.concat([THROTTLE, error, string(null), int32(-1), string(''), int32(-1)]),
  },
  Heartbeat: { versions: [1, 3], refuse: plainly },
  InitProducerId: { versions: [0, 1], refuse: (error) => Buffer.concat([plainly(error), NOTHING, int16(-1)]) },
  AddPartitionsToTxn: { versions: [0, 2], refuse: refuseAddPartitions },
  AddOffsetsToTxn: { versions: [0, 2], refuse: plainly },
  EndTxn: { versions: [0, 2], refuse: plainly },
};

/** A request, and what the broker is to say to it. */
export interface Refused {
  readonly header: RequestHeader;
  readonly request: Buffer;
  readonly error: ErrorName;
}

/** The answer to a request that the broker is said to have refused. Throws for requests it does not know the answer of. */
export function refusalTo(api: ApiName, { header, request, error }: Refused): Buffer {
  const refusal = REFUSALS[api];
  const { version, correlationId, bodyAt } = header;
  if (refusal === undefined || version < refusal.versions[0] || version > refusal.versions[1]) {
    throw new Error(`refusing ${api} version ${version}: the layout of its answer is not known here; see refusals.ts`);
  }
  const body = refusal.refuse(int16(ERROR_CODES[error]), new Cursor(request, bodyAt));
  return answerOf(correlationId, body);
}

/** Whether a rule can refuse requests of that name. */
export const isRefusable = (api: ApiName): boolean => REFUSALS[api] !== undefined;

function plainly(error: Buffer): Buffer {
  return Buffer.concat([THROTTLE, error]);
}

function refuseProduce(error: Buffer, cursor: Cursor): Buffer {
  cursor.string(); // transactional id
  cursor.skip(6); // acks, time-out
  const topics = perPartition(cursor, (partition) => {
    cursor.skipBytes(); // records
    return [int32(partition), error, NOTHING, NOTHING, NOTHING]; // offset, append time, log start
  });
  return Buffer.concat([topics, THROTTLE]);
}

function refuseFetch(error: Buffer, cursor: Cursor): Buffer {
  cursor.skip(25); // replica, waits and sizes, isolation, session
  const topics = perPartition(cursor, (partition) => {
    cursor.skip(24); // leader epoch, offsets, size
    // High watermark, last stable offset, log start, aborted transactions, preferred replica, records.
    return [int32(partition), error, NOTHING, NOTHING, NOTHING, int32(0), int32(-1), int32(0)];
  });
  return Buffer.concat([THROTTLE, int16(0), int32(0), topics]);
}

function refuseAddPartitions(error: Buffer, cursor: Cursor): Buffer {
  cursor.string(); // transactional id
  cursor.skip(10); // producer id and epoch
  return Buffer.concat([THROTTLE, perPartition(cursor, (partition) => [int32(partition), error])]);
}

/** Topics and partitions of the request, each partition with what `answer` says. */
const perPartition = (cursor: Cursor, answer: (partition: number) => readonly Buffer[]): Buffer =>
  array(
    cursor.array(() => {
      const topic = string(cursor.string());
      const partitions = cursor.array(() => Buffer.concat(answer(cursor.int32())));
      return Buffer.concat([topic, array(partitions)]);
    }),
  );
