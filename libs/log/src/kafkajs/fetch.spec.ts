import { crc32c } from '@node-rs/crc32';
import { AT } from './batch-layout';
import { batchOf, decodeFetch } from './fetch';

describe('the answer to a fetch', () => {
  it('moves the reader past a batch that compaction has emptied', async () => {
    const answer = await decodeFetch(payload({ batches: [emptyBatch({ first: 5, last: 8 })] }));
    expect(batchOf(answer, 5)).toEqual({ records: [], nextOffset: 9, start: 2, end: 20 });
  });

  it('never moves the reader back', async () => {
    const answer = await decodeFetch(payload({ batches: [emptyBatch({ first: 0, last: 3 })] }));
    expect(batchOf(answer, 7).nextOffset).toBe(7);
  });

  it('stays where it is when there is nothing', async () => {
    expect(batchOf(await decodeFetch(payload({ batches: [] })), 7)).toMatchObject({ records: [], nextOffset: 7 });
  });

  it('leaves a batch for the next read when the answer ends inside it', async () => {
    const whole = emptyBatch({ first: 0, last: 3 });
    const cut = Buffer.concat([emptyBatch({ first: 4, last: 4 }), Buffer.alloc(30)]);
    cut.writeInt32BE(cut.length, 8);
    const answer = await decodeFetch(payload({ batches: [whole, cut] }));
    expect(batchOf(answer, 0).nextOffset).toBe(4);
  });

  it('is rejected with what the broker says against it', async () => {
    await expect(decodeFetch(payload({ batches: [], errorCode: 1 }))).rejects.toMatchObject({
      type: 'OFFSET_OUT_OF_RANGE',
    });
  });
});

/** A stored batch without records, as the protocol lays it out. */
function emptyBatch({ first, last }: { readonly first: number; readonly last: number }): Buffer {
  const batch = Buffer.alloc(61);
  batch.writeBigInt64BE(BigInt(first), 0);
  batch.writeInt32BE(batch.length - 12, 8);
  batch.writeInt8(2, 16); // layout version
  batch.writeInt32BE(last - first, 23);
  batch.writeBigInt64BE(7n, 43); // producer
  batch.writeUInt32BE(crc32c(batch.subarray(AT.attributes)), AT.crc);
  return batch;
}

function payload({
  batches,
  errorCode = 0,
}: {
  readonly batches: readonly Buffer[];
  readonly errorCode?: number;
}): Buffer {
  const records = Buffer.concat(batches);
  const topic = Buffer.from('t');
  return Buffer.concat([
    ...[int32(0), int16(0), int32(0)], // throttle, error, session
    ...[int32(1), int16(topic.length), topic],
    ...[int32(1), int32(3), int16(errorCode)],
    ...[int64(20), int64(20), int64(2)], // high watermark, last stable, start
    ...[int32(0), int32(-1)], // aborted transactions, preferred replica
    ...[int32(records.length), records],
  ]);
}

const int16 = (value: number): Buffer => sized(2, (buffer) => buffer.writeInt16BE(value));
const int32 = (value: number): Buffer => sized(4, (buffer) => buffer.writeInt32BE(value));
const int64 = (value: number): Buffer => sized(8, (buffer) => buffer.writeBigInt64BE(BigInt(value)));

function sized(bytes: number, write: (buffer: Buffer) => void): Buffer {
  const buffer = Buffer.alloc(bytes);
  write(buffer);
  return buffer;
}
