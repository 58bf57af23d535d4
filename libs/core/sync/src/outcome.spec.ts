import fc from 'fast-check';
import { BACKOFF_MS, delayMs, outcomeOf } from './index';

const AT = Date.UTC(2024, 4, 1, 12, 0, 0);
const kindOf = (status: number): string => outcomeOf({ status, headers: {} }, AT).kind;
const afterMs = (retryAfter: string): number | undefined => {
  const outcome = outcomeOf({ status: 429, headers: { 'retry-after': retryAfter } }, AT);
  return outcome.kind === 'retry' ? outcome.afterMs : undefined;
};

describe('an HTTP answer', () => {
  it('is delivered with any 2xx', () => {
    expect([200, 201, 202, 204, 299].map(kindOf)).toEqual(Array(5).fill('delivered'));
  });

  it('is worth another try when the trouble is temporary', () => {
    expect([408, 423, 425, 429, 500, 502, 503, 504, 520].map(kindOf)).toEqual(Array(9).fill('retry'));
  });

  it('is rejected when it will never be accepted: other 4xx, redirects, gone, not implemented', () => {
    expect([301, 302, 400, 401, 404, 409, 410, 422, 501].map(kindOf)).toEqual(Array(9).fill('rejected'));
    expect(outcomeOf({ status: 410, headers: {} }, AT)).toMatchObject({ code: 'http-410' });
  });

  it('says when to come back, in seconds or as a date', () => {
    expect(afterMs('1')).toBe(1000);
    expect(afterMs('0')).toBe(0);
    expect(afterMs('Wed, 01 May 2024 12:00:30 GMT')).toBe(30_000);
    expect(afterMs('Wed, 01 May 2024 11:59:00 GMT')).toBe(0);
    expect(['soon', '', '-5', '1.5', '2024-05-01', 'x GMT'].map(afterMs)).toEqual(Array(6).fill(undefined));
  });
});

describe('the wait before the next attempt', () => {
  const waits = fc.record({
    attempt: fc.integer({ min: 1, max: 10_000 }),
    random01: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    afterMs: fc.integer({ min: 0, max: BACKOFF_MS.retryAfter }),
  });

  it('is never shorter than the destination asked for, and at most a minute longer', () => {
    fc.assert(
      fc.property(waits, (wait) => {
        const delay = delayMs(wait) - wait.afterMs;
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThan(BACKOFF_MS.cap);
        expect(delay).toBeLessThan(BACKOFF_MS.base * 2 ** (wait.attempt - 1));
      }),
    );
  });

  it('is jittered over the whole range, which doubles with each attempt', () => {
    expect([1, 2, 3, 9, 10, 50].map((attempt) => delayMs({ attempt, random01: 0 }))).toEqual(Array(6).fill(0));
    const most = [1, 2, 3, 9, 10, 50].map((attempt) => delayMs({ attempt, random01: 1 - 2 ** -53 }));
    expect(most).toEqual([199, 399, 799, 51_199, 59_999, 59_999]);
  });

  it('is a day at most, however long the destination asked for', () => {
    expect(delayMs({ attempt: 1, random01: 0, afterMs: 1e12 })).toBe(BACKOFF_MS.retryAfter);
  });
});
