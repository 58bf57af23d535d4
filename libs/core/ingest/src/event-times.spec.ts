import fc from 'fast-check';
import type { Event, IdentifierKey } from '@tutti/contracts';
import type { Acceptance, Circumstances } from '.';
import { someRules } from '@tutti/testing';
import { acceptEvent, identifierReader } from '.';

const RECEIVED_AT = Date.UTC(2024, 4, 1, 12);

const circumstances: Circumstances = {
  ...{ source: 'web', receivedAt: RECEIVED_AT, acceptedAt: RECEIVED_AT, timeRequired: false, bytesAtMost: 0 },
  ...{
    hash: (text) => text as IdentifierKey,
    newMessageId: () => 'made here',
    identifiers: identifierReader(someRules()),
  },
};

function accepted(raw: unknown, more: Partial<Circumstances> = {}): Event {
  const acceptance = acceptEvent(raw, { ...circumstances, ...more });
  if (acceptance.kind === 'refused') throw new Error(JSON.stringify(acceptance.violations));
  return acceptance.event;
}

const track = { type: 'track', event: 'Ordered', userId: 'u1' };

describe('the times of an event', () => {
  const times = fc.record({
    original: fc.option(fc.integer({ min: 0, max: RECEIVED_AT * 2 }), { nil: undefined }),
    sentAt: fc.option(fc.integer({ min: 0, max: RECEIVED_AT * 2 }), { nil: undefined }),
    delay: fc.integer({ min: 0, max: 10_000 }),
  });

  it('follow one rule: received − (sent − original), never later than accepted', () => {
    fc.assert(
      fc.property(times, ({ original, sentAt, delay }) => {
        const raw = { ...track, timestamp: original ?? null, sentAt: sentAt ?? null };
        const event = accepted(raw, { acceptedAt: RECEIVED_AT + delay });
        const expected =
          original === undefined ? RECEIVED_AT : sentAt === undefined ? original : RECEIVED_AT - (sentAt - original);
        expect(event).toMatchObject({
          originalTimestamp: original ?? null,
          sentAt: sentAt ?? null,
          receivedAt: RECEIVED_AT,
          acceptedAt: RECEIVED_AT + delay,
          timestamp: expected,
          eventTime: Math.min(expected, RECEIVED_AT + delay),
        });
      }),
    );
  });

  it('do not depend on how wrong the sender’s clock is', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 1e8 }), (skew, age) => {
        const event = accepted({ ...track, timestamp: RECEIVED_AT + skew - age, sentAt: RECEIVED_AT + skew });
        expect(event.timestamp).toBe(RECEIVED_AT - age);
      }),
    );
  });

  it('must be named by an import', () => {
    const imported = (timestamp?: string): Acceptance =>
      acceptEvent({ ...track, timestamp }, { ...circumstances, timeRequired: true });
    const reason = 'is required: an import has to say when it happened';
    expect(imported()).toMatchObject({ violations: [{ field: 'timestamp', reason }] });
    expect(imported('then')).toMatchObject({ violations: [{ field: 'timestamp' }] });
    expect(imported('1997-01-12').kind).toBe('accepted');
  });

  it('prefer originalTimestamp to timestamp', () => {
    expect(accepted({ ...track, originalTimestamp: 1_000, timestamp: 2_000 }).originalTimestamp).toBe(1_000);
  });
});
