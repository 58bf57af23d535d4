import * as zlib from 'node:zlib';
import { AT, CODEC_MASK } from './batch-layout';

/** What one batch may hold once unpacked: as much as one record of the largest topics. More is a mistake or an attack. */
export const UNPACKED_BYTES_MAX = 16 * 1024 * 1024;
/** A record takes seven bytes of a batch, but half a kilobyte once read. */
const RECORDS_MAX = 200_000;

/** The batch holds more than a reader can take in. */
export class UnpackedTooLargeError extends Error {
  override readonly name = 'UnpackedTooLargeError';
}

/** Unpacks to at most `bytesMax` bytes, or throws. */
export type Unpack = (packed: Buffer, bytesMax: number) => Buffer;

/** By the number in a batch's attributes. Loaded when a first batch needs one: two of them are native. */
const CODECS: Readonly<Record<number, () => Promise<Unpack>>> = {
  1: async () => gunzip,
  2: async () => (await import('./unpack-snappy')).unsnappy,
  3: async () => (await import('./unpack-lz4')).unlz4,
  4: async () => (await import('./unpack-zstd')).unzstd,
};

/** The same batch without compression. Throws `UnpackedTooLargeError` above the limits, before it takes the memory. */
export async function unpacked(batch: Buffer): Promise<Buffer> {
  const attributes = batch.readInt16BE(AT.attributes);
  const codec = attributes & CODEC_MASK;
  if (codec === 0) return batch;
  const count = batch.readInt32BE(AT.count);
  if (count > RECORDS_MAX) throw new UnpackedTooLargeError(`${count} records in one batch; at most ${RECORDS_MAX}`);
  const load = CODECS[codec];
  if (load === undefined)
    throw new Error(`a batch is packed with codec ${codec}, which Kafka had not when this was written`);
  const unpack = await load();
  const records = unpack(batch.subarray(AT.records), UNPACKED_BYTES_MAX);
  const plain = Buffer.concat([batch.subarray(0, AT.records), records]);
  plain.writeInt32BE(plain.length - AT.counted, AT.length);
  plain.writeInt16BE(attributes & ~CODEC_MASK, AT.attributes);
  return plain;
}

/** Throws unless what a packed batch says about its size, or has grown to, is within the limit. */
export function refuseAbove(bytesMax: number, bytes: number): void {
  if (bytes > bytesMax) throw new UnpackedTooLargeError(`more than ${bytesMax} bytes in one batch`);
}

function gunzip(packed: Buffer, bytesMax: number): Buffer {
  return limited(bytesMax, () => zlib.gunzipSync(packed, { maxOutputLength: bytesMax }));
}

/** What Node's own decompressors throw at their limit is that error here. */
export function limited(bytesMax: number, unpack: () => Buffer): Buffer {
  try {
    return unpack();
  } catch (error) {
    if (isAtLimit(error)) refuseAbove(bytesMax, Infinity);
    throw error;
  }
}

const isAtLimit = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
