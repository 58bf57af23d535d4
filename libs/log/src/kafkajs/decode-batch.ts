import { crc32c } from '@node-rs/crc32';
import type { Headers, LogRecord } from '../ports';
import { LogError } from '../ports';
import { APPEND_TIME, AT } from './batch-layout';

/** Throws `unavailable` when the bytes are not those that the producer wrote: read again, they may be. Nothing else notices it. */
export function refuseDamaged(batch: Buffer): void {
  if (crc32c(batch.subarray(AT.attributes)) === batch.readUInt32BE(AT.crc)) return;
  const offset = batch.readBigInt64BE(AT.firstOffset);
  throw new LogError('unavailable', `the batch at offset ${offset} was damaged on its way: its CRC differs`);
}

/**
 * The records of an unpacked batch. Values are copies: a slice of the answer, kept somewhere, would keep the whole answer
 * in memory. Throws where a length leads out of the batch.
 */
export function recordsIn(batch: Buffer): readonly LogRecord[] {
  const cursor = new Cursor(batch, AT.records);
  const firstOffset = Number(batch.readBigInt64BE(AT.firstOffset));
  const [first, max] = [batch.readBigInt64BE(AT.firstTimestamp), batch.readBigInt64BE(AT.maxTimestamp)].map(Number);
  const appendTime = (batch.readInt16BE(AT.attributes) & APPEND_TIME) === 0 ? undefined : max;
  const records: LogRecord[] = [];
  for (let left = batch.readInt32BE(AT.count); left > 0; left--) {
    cursor.varint(); // length
    cursor.skip(1); // attributes
    const delta = cursor.varint();
    const offset = firstOffset + cursor.varint();
    const [key, value] = [cursor.text(), cursor.bytes()];
    records.push({ offset, timestamp: appendTime ?? first! + delta, key, value, headers: headersAt(cursor) });
  }
  return records;
}

function headersAt(cursor: Cursor): Headers {
  const headers: Record<string, string> = {};
  for (let left = cursor.varint(); left > 0; left--) headers[cursor.text() ?? ''] = cursor.text() ?? '';
  return headers;
}

class Cursor {
  constructor(
    private readonly buffer: Buffer,
    private at: number,
  ) {}

  /** Seven bits a byte, lowest first, then zigzag; up to 64 bits, exact as far as a number is. */
  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = this.buffer[this.at++];
      if (byte === undefined) throw this.#outside();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
  }

  skip(length: number): void {
    this.at += length;
  }

  text(): string | null {
    const length = this.varint();
    return length < 0 ? null : this.buffer.toString('utf8', ...this.#range(length));
  }

  bytes(): Buffer | null {
    const length = this.varint();
    if (length < 0) return null;
    const copy = Buffer.allocUnsafe(length);
    this.buffer.copy(copy, 0, ...this.#range(length));
    return copy;
  }

  #range(length: number): readonly [number, number] {
    const start = this.at;
    this.at += length;
    if (this.at > this.buffer.length) throw this.#outside();
    return [start, this.at];
  }

  #outside(): Error {
    return new Error(`a record leads out of the batch at offset ${this.buffer.readBigInt64BE(AT.firstOffset)}`);
  }
}
