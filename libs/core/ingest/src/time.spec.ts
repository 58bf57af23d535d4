import fc from 'fast-check';
import { parseTime } from '.';

const MOMENT = Date.UTC(2024, 1, 29, 13, 5, 9, 120);

describe('reading a time', () => {
  it('reads back every moment as it is written', () => {
    fc.assert(
      fc.property(
        fc.date({
          min: new Date('1000-01-01T00:00:00Z'),
          max: new Date('9999-12-31T23:59:59.999Z'),
          noInvalidDate: true,
        }),
        (date) => {
          expect(parseTime(date.toISOString())).toBe(date.getTime());
          expect(parseTime(date.getTime())).toBe(date.getTime());
        },
      ),
    );
  });

  it.each([
    '2024-02-29T13:05:09.120Z',
    '2024-02-29T13:05:09.12Z',
    '2024-02-29t13:05:09,1204z',
    '2024-02-29 13:05:09.120',
    '2024-02-29T13:05:09.120',
    '2024-02-29T14:35:09.120+01:30',
    '2024-02-29T05:05:09.120-0800',
    '2024-02-29T05:05:09.120 -08',
  ])('understands %s', (text) => expect(parseTime(text)).toBe(MOMENT));

  it('takes a day for its beginning', () => expect(parseTime('1997-01-12')).toBe(Date.UTC(1997, 0, 12)));

  it.each([
    ...[
      '',
      'now',
      '2024',
      '2024-13-01',
      '2023-02-29',
      '2024-04-31',
      '2024-01-00',
      '2024-01-01T24:00',
      '2024-01-01T10:60',
    ],
    ...['2024-01-01T10:00:60Z', '2024-01-01T10:00+25:00', '0001-01-01T00:00:00Z', 'May 1, 2024', '1714560000000'],
    ...[Number.NaN, Number.POSITIVE_INFINITY, 1e16, -1e16, true, {}, [], null],
  ])('does not guess what %j means', (value) => expect(parseTime(value)).toBeUndefined());

  it('never answers outside the years it promises', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.string(), fc.maxSafeInteger()), (value) => {
        const time = parseTime(value);
        if (time === undefined) return;
        expect(Number.isSafeInteger(time)).toBe(true);
        expect(new Date(time).getUTCFullYear()).toBeGreaterThanOrEqual(1000);
      }),
    );
  });
});
