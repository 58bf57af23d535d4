import { lastLines, readable } from './log-lines';
import { megabytes, seconds, table } from './words';

test('durations and sizes are as exact as a person wants them', () => {
  expect([90, 9_940, 61_000, 600_000].map(seconds)).toEqual(['0.1 s', '9.9 s', '61 s', '10 min']);
  expect([1, 39 * 1024 ** 2].map(megabytes)).toEqual(['1 MB', '39 MB']);
});

test('columns of a table are aligned, without blanks at the ends of lines', () => {
  expect(
    table([
      ['a', 'b'],
      ['long', ''],
    ]),
  ).toBe('a     b\nlong');
});

describe('a log line', () => {
  test('of ours is told as a sentence with its facts', () => {
    const line = JSON.stringify({ level: 40, time: 0, msg: 'batch was slow', partition: 3, service: 'identity' });
    expect(readable(line)).toBe('00:00:00.000 warn batch was slow partition=3 service=identity');
  });

  test('of others is told as it is', () => {
    for (const line of ['[main] WARN kafka', '{not json', '']) expect(readable(line)).toBe(line);
  });
});

test('the last lines do not count the end of the last one', () => {
  expect(lastLines('a\nb\nc\n', 2)).toEqual(['b', 'c']);
  expect(lastLines('a\nb', 5)).toEqual(['a', 'b']);
  expect(lastLines('a\n', 0)).toEqual([]);
});
