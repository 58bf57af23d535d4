import { crc32c } from '@node-rs/crc32';
import type { NewRecord } from '../ports';
import { AT, MAGIC, TRANSACTIONAL } from './batch-layout';

/** As whom and in which transaction a batch is written; `sequence` numbers its first record, -1 for none. */
export interface BatchIdentity {
  readonly producerId: string;
  readonly producerEpoch: number;
  readonly sequence: number;
  readonly transactional: boolean;
}

/** Lengths and deltas of one record: five varints of at most five bytes, and its attributes. */
const RECORD_FIXED_BYTES_MAX = 26;
const HEADER_FIXED_BYTES_MAX = 10;

/**
 * Records as one uncompressed batch, version 2 (Kafka protocol, "Record Batch"). One buffer, written once: kafkajs takes
 * several for every field, which costs more than everything else between a step and the wire.
 */
export function encodeBatch(records: readonly NewRecord[], identity: BatchIdentity, at: number): Buffer {
  const size = records.reduce((sum, record) => sum + sizeMax(record), AT.records);
  const buffer = Buffer.allocUnsafe(size);
  let end = AT.records;
  records.forEach((record, delta) => (end = writeRecord(buffer, end, { record, delta })));
  writeHead(buffer, { identity, at, count: records.length, end });
  return buffer.subarray(0, end);
}

/** Bytes of a record in a batch, at most: a character takes three at most, and asking for each would cost more. */
export function sizeMax({ key, value, headers }: NewRecord): number {
  let size = RECORD_FIXED_BYTES_MAX + 3 * (key?.length ?? 0) + (value?.length ?? 0);
  for (const name in headers) size += HEADER_FIXED_BYTES_MAX + 3 * (name.length + headers[name]!.length);
  return size;
}

interface Head {
  readonly identity: BatchIdentity;
  readonly at: number;
  readonly count: number;
  readonly end: number;
}

function writeHead(buffer: Buffer, { identity, at, count, end }: Head): void {
  const { producerId, producerEpoch, sequence, transactional } = identity;
  buffer.writeBigInt64BE(0n, AT.firstOffset);
  buffer.writeInt32BE(end - AT.counted, AT.length);
  buffer.writeInt32BE(0, AT.leaderEpoch);
  buffer.writeInt8(MAGIC, AT.magic);
  buffer.writeInt16BE(transactional ? TRANSACTIONAL : 0, AT.attributes);
  buffer.writeInt32BE(count - 1, AT.lastDelta);
  buffer.writeBigInt64BE(BigInt(at), AT.firstTimestamp);
  buffer.writeBigInt64BE(BigInt(at), AT.maxTimestamp);
  buffer.writeBigInt64BE(BigInt(producerId), AT.producerId);
  buffer.writeInt16BE(producerEpoch, AT.producerEpoch);
  buffer.writeInt32BE(sequence, AT.sequence);
  buffer.writeInt32BE(count, AT.count);
  buffer.writeUInt32BE(crc32c(buffer.subarray(AT.attributes, end)), AT.crc);
}

/** A record begins with its own length, which is known when it is written: its body is then moved behind that. */
function writeRecord(
  buffer: Buffer,
  start: number,
  { record, delta }: { readonly record: NewRecord; readonly delta: number },
): number {
  const body = start + 5;
  buffer[body] = 0; // attributes
  buffer[body + 1] = 0; // later than the batch's first timestamp
  let end = writeVarint(buffer, body + 2, delta);
  end = writeText(buffer, end, record.key);
  end = writeBytes(buffer, end, record.value);
  end = writeHeaders(buffer, end, record.headers);
  const at = writeVarint(buffer, start, end - body);
  buffer.copyWithin(at, body, end);
  return at + end - body;
}

function writeHeaders(buffer: Buffer, start: number, headers: NewRecord['headers']): number {
  const names = Object.keys(headers);
  let end = writeVarint(buffer, start, names.length);
  for (const name of names) end = writeText(buffer, writeText(buffer, end, name), headers[name]!);
  return end;
}

function writeText(buffer: Buffer, start: number, text: string | null): number {
  if (text === null) return writeVarint(buffer, start, -1);
  const length = Buffer.byteLength(text);
  const at = writeVarint(buffer, start, length);
  buffer.write(text, at, length);
  return at + length;
}

function writeBytes(buffer: Buffer, start: number, bytes: Buffer | null): number {
  if (bytes === null) return writeVarint(buffer, start, -1);
  const at = writeVarint(buffer, start, bytes.length);
  buffer.set(bytes, at);
  return at + bytes.length;
}

/** Zigzag, then seven bits a byte, lowest first. */
function writeVarint(buffer: Buffer, start: number, value: number): number {
  let rest = ((value << 1) ^ (value >> 31)) >>> 0;
  let at = start;
  for (; rest > 0x7f; rest >>>= 7) buffer[at++] = (rest & 0x7f) | 0x80;
  buffer[at++] = rest;
  return at;
}
