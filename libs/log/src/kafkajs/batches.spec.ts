import { gzipSync } from 'node:zlib';
import { crc32c } from '@node-rs/crc32';
import { compressFrameSync } from 'lz4-napi';
import { compressSync } from 'snappy';
import { AT } from './batch-layout';
import { decodeBatches } from './batches';
import { batchOf as readable } from './fetch';
// Forty records in a batch of each codec, as kafka-clients 4.1.1 writes them.
import fromJava from './java-batches.json';
import { UNPACKED_BYTES_MAX } from './unpack';
import { unlz4 } from './unpack-lz4';
import { unsnappy } from './unpack-snappy';
import { unzstd, unzstdInScript } from './unpack-zstd';

const GZIP = 1;
/** 10,000 zeros in a window of 1 KiB: `zstd --zstd=wlog=10 --no-check`. */
const ZEROS = 'KLUv/QAATAAAEAAAAQD7K4AFAiAAAAIgAAACIAAAAiAAAAIgAAACIAAAAiAAAAIgAACDGAAA';
const forty = Array.from({ length: 40 }, (_, n) => [`k${n}`, `value of record ${n}`]);

describe('packed batches', () => {
  it.each(Object.entries(fromJava))('of the Java client are read, packed with %s', async (_, base64) => {
    const [batch] = await decodeBatches(Buffer.from(base64, 'base64'));
    expect(batch?.records.map(({ key, value }) => [String(key), String(value)])).toEqual(forty);
    expect(batch).toMatchObject({ firstOffset: 0, lastOffset: 39, transactional: false, marker: undefined });
  });

  const bytes = Buffer.from('what is said twice, is said twice. '.repeat(9_000));
  const ofJava = (base64: string): Buffer => Buffer.from(base64, 'base64').subarray(AT.records);
  it.each([
    ['snappy in one block', unsnappy, compressSync(bytes)],
    ['snappy in framed blocks', unsnappy, ofJava(fromJava.snappy)],
    ['lz4', unlz4, compressFrameSync(bytes)],
    ['zstd', unzstd, ofJava(fromJava.zstd)],
    ['zstd where Node has none', unzstdInScript, ofJava(fromJava.zstd)],
    ['zstd of a small window', unzstdInScript, Buffer.from(ZEROS, 'base64')],
  ])('are not unpacked beyond a limit: %s', (_, unpack, packed) => {
    const { length } = unpack(packed, UNPACKED_BYTES_MAX);
    expect(length).toBeGreaterThan(packed.length);
    expect(() => unpack(packed, length - 1)).toThrow(`more than ${length - 1} bytes in one batch`);
  });

  it('are refused before a window larger than the limit is taken, whatever is in it', () => {
    const gibibyte = Buffer.from('28b52ffd00a009000061', 'hex');
    expect(() => unzstdInScript(gibibyte, UNPACKED_BYTES_MAX)).toThrow('bytes in one batch');
  });

  it('that hold too much are told as one record without key, and the batch after them is read', async () => {
    const bomb = batchOf({ first: 5, count: 3, records: gzipSync(Buffer.alloc(UNPACKED_BYTES_MAX + 1)) });
    const crowd = batchOf({ first: 8, count: 900_000, records: gzipSync(Buffer.alloc(10)) });
    const good = batchOf({ first: 900_008, count: 1, records: gzipSync(recordOf(10)) });
    const batches = await decodeBatches(Buffer.concat([bomb, crowd, good]));
    expect(batches.map(({ records: [record] }) => [record?.offset, record?.key])).toEqual([
      [7, null],
      [900_007, null],
      [900_008, null],
    ]);
    const [size, count, value] = batches.map(({ records: [record] }) => String(record?.value));
    expect(size).toBe(
      'unreadable batch, offsets 5 to 7: more than 16777216 bytes in one batch; send batches that unpack to less',
    );
    expect(count).toContain('900000 records in one batch; at most 200000');
    expect(value).toHaveLength(10);
  });

  it('are left for the next read when those before them hold much', async () => {
    const large = gzipSync(recordOf(15 * 1024 * 1024));
    const answer = Array.from({ length: 8 }, (_, n) => batchOf({ first: n, count: 1, records: large }));
    expect((await decodeBatches(Buffer.concat(answer))).at(-1)?.lastOffset).toBe(4);
  });

  it('may hold 150,000 records (H25)', async () => {
    const packed = gzipSync(Buffer.concat(new Array<Buffer>(150_000).fill(recordOf(1))));
    const batches = await decodeBatches(batchOf({ first: 0, count: 150_000, records: packed }));
    const { records, nextOffset } = readable({ start: 0, end: 150_000, aborted: [], batches }, 0);
    expect([records.length, nextOffset]).toEqual([150_000, 150_000]);
  });

  it('that are broken are an error, not a loss', async () => {
    const broken = batchOf({ first: 0, count: 1, records: Buffer.from('no gzip') });
    await expect(decodeBatches(broken)).rejects.toThrow('incorrect header check');
  });
});

interface Sketch {
  readonly first: number;
  readonly count: number;
  readonly records: Buffer;
}

/** A stored batch, packed with gzip. */
function batchOf({ first, count, records: packed }: Sketch): Buffer {
  const batch = Buffer.concat([Buffer.alloc(AT.records), packed]);
  batch.writeBigInt64BE(BigInt(first), 0);
  batch.writeInt32BE(batch.length - AT.counted, AT.length);
  batch.writeInt16BE(GZIP, AT.attributes);
  batch.writeInt32BE(count - 1, AT.lastDelta);
  batch.writeInt32BE(count, AT.count);
  batch.writeUInt32BE(crc32c(batch.subarray(AT.attributes)), AT.crc);
  return batch;
}

/** One record without key and with that many zeros as its value. */
function recordOf(valueBytes: number): Buffer {
  const attributesAndDeltas = Buffer.alloc(3);
  const noHeaders = Buffer.alloc(1);
  const value = [varint(valueBytes), Buffer.alloc(valueBytes)];
  const body = Buffer.concat([attributesAndDeltas, varint(-1), ...value, noHeaders]);
  return Buffer.concat([varint(body.length), body]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80);
  return Buffer.from([...bytes, rest]);
}
