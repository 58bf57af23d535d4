import { codecs } from '@tutti/contracts';
import { deadLetterOf } from './dead-letter';

const refusal = { stage: 's', code: 'c', topic: 't', partition: 0, at: 0 };

describe('a dead letter', () => {
  it('holds the bytes of a record as they were', () => {
    const value = Buffer.alloc(2 * 1024 * 1024, 7);
    const violations = [{ field: 'value', reason: 'is wrong' }];
    const letter = deadLetterOf({ ...refusal, violations, record: { key: 'k', value, offset: 5 } });
    const { bytes, ...rest } = letter;
    expect(rest).toEqual({ ...refusal, violations, key: 'k', offset: 5 });
    expect(value.equals(bytes)).toBe(true);
  });

  it('fits its topic whatever the record was, and says what was cut', () => {
    const record = { key: 'k'.repeat(15_000_000), value: Buffer.alloc(15_000_000), offset: 5 };
    const violations = [{ field: 'value', reason: 'r'.repeat(1_000_000) }];
    const letter = deadLetterOf({ ...refusal, violations, record });
    expect(codecs['dead-letters'].encode(letter).length).toBeLessThan(9 * 1024 * 1024);
    expect(letter.violations.slice(1)).toEqual([
      { field: 'bytes', reason: 'is cut here: the first 8388608 of 15000000 are kept' },
      { field: 'key', reason: 'is cut here: the first 512 of 15000000 are kept' },
    ]);
  });
});
