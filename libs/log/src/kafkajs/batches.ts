import type { LogRecord } from '../ports';
import { AT, CONTROL, TRANSACTIONAL } from './batch-layout';
import type { BatchBounds } from './committed';
import { recordsIn, refuseDamaged } from './decode-batch';
import { unpacked, UnpackedTooLargeError } from './unpack';

/** A batch as stored, its records unpacked. */
export interface StoredBatch extends BatchBounds {
  readonly records: readonly LogRecord[];
}

/** Batches of one answer are read until they hold so much; the others are left for the next read. */
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;
/** Size of a record in memory beside its bytes, about. */
const RECORD_OVERHEAD_BYTES = 512;
const ABORT = '\u0000\u0000';

/**
 * The whole batches at the beginning of an answer, at least one. One that holds more than the limits of `unpacked` stands
 * as a single record at its last offset, whose value says so: like any other value that is no event, it is refused with
 * its position, and the partition goes on.
 */
export async function decodeBatches(bytes: Buffer | null): Promise<readonly StoredBatch[]> {
  const batches: StoredBatch[] = [];
  let heldBytes = 0;
  for (const slice of slicesOf(bytes ?? Buffer.alloc(0))) {
    refuseDamaged(slice);
    const plain = await unpackedOr(slice);
    const batch = Buffer.isBuffer(plain) ? storedBatch(plain) : unreadable(slice, plain);
    batches.push(batch);
    heldBytes += (Buffer.isBuffer(plain) ? plain.length : 0) + batch.records.length * RECORD_OVERHEAD_BYTES;
    if (heldBytes > ANSWER_BYTES_MAX) break;
  }
  return batches;
}

/** An answer ends where its size limit fell, mostly inside a batch. */
function* slicesOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at + AT.records <= bytes.length;) {
    const end = at + AT.counted + bytes.readInt32BE(at + AT.length);
    if (end > bytes.length) return;
    yield bytes.subarray(at, end);
    at = end;
  }
}

async function unpackedOr(batch: Buffer): Promise<Buffer | UnpackedTooLargeError> {
  try {
    return await unpacked(batch);
  } catch (error) {
    if (error instanceof UnpackedTooLargeError) return error;
    throw error;
  }
}

function storedBatch(plain: Buffer): StoredBatch {
  const records = recordsIn(plain);
  const isMarker = (plain.readInt16BE(AT.attributes) & CONTROL) !== 0;
  return { ...boundsOf(plain), marker: isMarker ? markerOf(records) : undefined, records };
}

function boundsOf(batch: Buffer): Omit<BatchBounds, 'marker'> {
  const firstOffset = Number(batch.readBigInt64BE(AT.firstOffset));
  return {
    producerId: String(batch.readBigInt64BE(AT.producerId)),
    firstOffset,
    lastOffset: firstOffset + batch.readInt32BE(AT.lastDelta),
    transactional: (batch.readInt16BE(AT.attributes) & TRANSACTIONAL) !== 0,
  };
}

/** A marker's key is its layout version and its type, two bytes each. */
const markerOf = ([record]: readonly LogRecord[]): 'commit' | 'abort' =>
  record?.key?.slice(2) === ABORT ? 'abort' : 'commit';

function unreadable(batch: Buffer, { message }: UnpackedTooLargeError): StoredBatch {
  const bounds = boundsOf(batch);
  const { firstOffset, lastOffset: offset } = bounds;
  const value = Buffer.from(
    `unreadable batch, offsets ${firstOffset} to ${offset}: ${message}; send batches that unpack to less`,
  );
  const timestamp = Number(batch.readBigInt64BE(AT.maxTimestamp));
  return { ...bounds, marker: undefined, records: [{ offset, timestamp, key: null, value, headers: {} }] };
}
