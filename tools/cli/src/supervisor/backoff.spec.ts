import fc from 'fast-check';
import { afterEnd, CALM } from './backoff';

const lives = fc.array(fc.nat({ max: 60_000 }), { minLength: 1, maxLength: 40 });
const after = (ranMs: readonly number[]) => ranMs.reduce(afterEnd, CALM);

test('the wait before the next start never exceeds ten seconds and is never nothing', () => {
  fc.assert(
    fc.property(lives, (ranMs) => {
      const { waitMs } = after(ranMs);
      expect(waitMs).toBeGreaterThanOrEqual(200);
      expect(waitMs).toBeLessThanOrEqual(10_000);
    }),
  );
});

test('a process that ran for half a minute is started again at once, whatever was before', () => {
  fc.assert(fc.property(lives, (ranMs) => expect(after([...ranMs, 30_000])).toEqual({ failures: 1, waitMs: 200 })));
});

test('each end in a row doubles the wait', () => {
  expect([1, 2, 3, 4].map((times) => after(Array<number>(times).fill(5)).waitMs)).toEqual([200, 400, 800, 1_600]);
});
