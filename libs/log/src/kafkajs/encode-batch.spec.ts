import fc from 'fast-check';
import Decoder from 'kafkajs/src/protocol/decoder';
import decodeBatch from 'kafkajs/src/protocol/recordBatch/v0/decoder';
import type { NewRecord } from '../ports';
import { recordsIn, refuseDamaged } from './decode-batch';
import { encodeBatch, sizeMax } from './encode-batch';

const bytes = fc.uint8Array({ maxLength: 300 }).map((octets) => Buffer.from(octets));
// kafkajs takes what every object inherits for another header of that name.
const headerName = fc.string({ minLength: 1, maxLength: 9 }).filter((name) => !(name in {}));
const record: fc.Arbitrary<NewRecord> = fc.record({
  topic: fc.constant('t'),
  partition: fc.constant(0),
  key: fc.option(fc.string({ unit: 'binary', maxLength: 200 })),
  value: fc.option(bytes),
  headers: fc.dictionary(headerName, fc.string({ unit: 'binary', maxLength: 150 })),
});
const records = fc.array(record, { minLength: 1, maxLength: 80 });
const AT = 1_763_800_000_123;
const IDENTITY = { producerId: '9007199254740993', producerEpoch: 7, sequence: 2 ** 31 - 2, transactional: true };
const NOBODY = { producerId: '-1', producerEpoch: -1, sequence: -1, transactional: false };

describe('a batch of records', () => {
  it('is read as it was written', () => {
    const law = fc.property(records, (written) => {
      const batch = encodeBatch(written, NOBODY, AT);
      refuseDamaged(batch);
      const read = recordsIn(batch);
      expect(read).toEqual(
        written.map(({ key, value, headers }, offset) => ({ offset, timestamp: AT, key, value, headers })),
      );
    });
    fc.assert(law, { numRuns: 200 });
  });

  it('is read by kafkajs as it was written', async () => {
    const law = fc.asyncProperty(records, async (written) => {
      const read = await decodeBatch(new Decoder(encodeBatch(written, IDENTITY, AT)));
      expect(read).toMatchObject({ producerId: '9007199254740993', producerEpoch: 7, inTransaction: true });
      expect(read.firstSequence).toBe(2 ** 31 - 2);
      expect(read.records.map(({ key, value, headers }) => [key?.toString() ?? null, value, textsOf(headers)])).toEqual(
        written.map(({ key, value, headers }) => [key, value, headers]),
      );
    });
    await fc.assert(law, { numRuns: 100 });
  });

  const textsOf = (headers: object): object =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

  it('takes no more than it was said to', () => {
    const law = fc.property(record, (one) => {
      expect(encodeBatch([one], NOBODY, AT).length).toBeLessThanOrEqual(61 + sizeMax(one));
    });
    fc.assert(law);
  });

  it('is refused when one bit of it has turned', () => {
    const law = fc.property(records, fc.nat(), (written, n) => {
      const batch = Buffer.from(encodeBatch(written, IDENTITY, AT));
      const at = 21 + (n % (batch.length - 21));
      batch[at]! ^= 1 << (n % 8);
      expect(() => refuseDamaged(batch)).toThrow('damaged on its way');
    });
    fc.assert(law, { numRuns: 50 });
  });

  it('keeps nothing of the answer it came in alive', () => {
    const batch = encodeBatch(
      [{ topic: 't', partition: 0, key: 'k', value: Buffer.alloc(10_000), headers: {} }],
      NOBODY,
      AT,
    );
    expect(recordsIn(batch)[0]?.value?.buffer).not.toBe(batch.buffer);
  });
});
