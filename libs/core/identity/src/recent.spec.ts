import fc from 'fast-check';
import { entryOf, isRepeat, remember } from './recent';

const DAY_MS = 24 * 60 * 60 * 1000;
const NOW_MS = Date.UTC(2024, 0, 1);

const remembered = (messageIds: readonly string[]): Uint8Array =>
  messageIds.reduce<Uint8Array>((recent, id) => remember(recent, entryOf(id, NOW_MS)), new Uint8Array(0));

describe('what an identifier remembers', () => {
  it('is 12 bytes an event: 8 of the hash of its message id, then seconds, highest byte first', () => {
    const hashOfM1 = 'ca0df2c95aa144c1';
    expect(Buffer.from(entryOf('m1', 0x0102_0304_000 + 999)).toString('hex')).toBe(`${hashOfM1}0420d0f6`);
  });

  it('is a message only when all 8 bytes of its hash agree', () => {
    fc.assert(
      fc.property(fc.nat(63), (bit) => {
        const similar = entryOf('m1', NOW_MS);
        similar[bit >> 3]! ^= 1 << (bit & 7);
        expect(isRepeat(remembered(['m0', 'm1']), similar)).toBe(false);
      }),
    );
    expect(isRepeat(remembered(['m0', 'm1']), entryOf('m1', NOW_MS))).toBe(true);
  });

  it('is the last 256 messages', () => {
    const ids = Array.from({ length: 300 }, (_, i) => `m${i}`);
    const recent = remembered(ids);
    expect(recent).toHaveLength(256 * 12);
    expect(ids.filter((id) => isRepeat(recent, entryOf(id, NOW_MS)))).toEqual(ids.slice(44));
  });

  it('is never so much that it holds what is older than 7 days', () => {
    const recent = [0, 1, 7.5, 8].reduce<Uint8Array>(
      (known, day) => remember(known, entryOf(`${day}`, NOW_MS + day * DAY_MS)),
      new Uint8Array(0),
    );
    expect(recent).toHaveLength(3 * 12);
  });

  it('can be read out of the middle of a larger buffer, as decoded states are', () => {
    const recent = remembered(['m1', 'm2']);
    const larger = new Uint8Array([7, 7, 7, ...recent, 7]);
    const inside = larger.subarray(3, 3 + recent.length);
    expect(isRepeat(inside, entryOf('m2', NOW_MS))).toBe(true);
    expect(remember(inside, entryOf('m3', NOW_MS))).toEqual(remember(recent, entryOf('m3', NOW_MS)));
  });
});
