import { Book } from './book';

/** Ten events, one due every 100 ms from 1,000 on, all accepted. */
function acceptedBook(): Book {
  const book = new Book('run');
  for (let number = 0; number < 10; number++) book.accepted(book.next(1, 1_000 + number * 100), 1);
  return book;
}

describe('the book of a run', () => {
  it('counts as lost what was accepted and never came, as doubled what came twice', () => {
    const book = acceptedBook();
    for (const number of [0, 1, 2, 3, 4, 5, 6, 7, 7, 7]) book.arrived(number, 2_000);
    expect(book.result()).toMatchObject({ sent: 10, accepted: 10, delivered: 8, lost: 2, doubled: 1 });
    expect(book.pending).toBe(2);
  });

  it('neither misses nor loses an event that was never accepted', () => {
    const book = new Book('run');
    const first = book.next(2, 1_000);
    book.accepted(first, 1);
    book.arrived(first + 1, 1_500);
    expect(book.result()).toMatchObject({ sent: 2, accepted: 1, delivered: 0, lost: 1 });
  });

  it('settles an event that arrives before its own 200', () => {
    const book = new Book('run');
    const first = book.next(1, 1_000);
    book.arrived(first, 1_001);
    book.accepted(first, 1);
    expect(book.pending).toBe(0);
  });

  it('takes latency from when the event was due, so that a stall counts', () => {
    const book = acceptedBook();
    for (let number = 0; number < 10; number++) book.arrived(number, 3_000);
    const { max, p50 } = book.result().delivery;
    expect(max).toBeCloseTo(2_000, -1);
    expect(p50).toBeGreaterThan(1_400);
  });

  it('gives the rate from the first send to the last delivery', () => {
    const book = acceptedBook();
    for (let number = 0; number < 10; number++) book.arrived(number, 2_000 + number);
    expect(book.result().deliveredPerSecond).toBeCloseTo(10 / 1.009, 3);
  });

  it('tells the longest silence after a fault, and when everything was on time again', () => {
    const book = acceptedBook();
    for (const number of [0, 1, 2]) book.arrived(number, 1_010 + number * 100);
    for (const number of [3, 4, 5]) book.arrived(number, 3_800 + number);
    for (const number of [6, 7, 8, 9]) book.arrived(number, 2_000 + number);
    expect(book.outage(1_250)).toEqual({ pauseMs: 3_803 - 2_009, caughtUpMs: 3_805 - 1_250 });
  });
});
