import fc from 'fast-check';
import type { IdentifierKey } from '@tutti/contracts';
import { causedHeaders, numberHeaders, numberIn } from './headers';

const FROM = { topic: 'identity.in', partition: 1, offset: 7 };
const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

describe('the envelope of a caused record', () => {
  it('passes trace and mode on', () => {
    const headers = causedHeaders({ traceparent: TRACE, mode: 'backfill' }, FROM, 3);
    expect(headers).toMatchObject({ traceparent: TRACE, mode: 'backfill', cause: 'identity.in/1/7', revision: '3' });
  });

  it('stays small and ours whatever the headers of the cause are', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('traceparent', 'mode', 'x'), fc.string()), (cause) => {
        const { traceparent, mode, ...rest } = causedHeaders(cause, FROM, 3);
        expect([traceparent, mode]).toEqual([undefined, 'live']);
        expect(Object.keys(rest).sort()).toEqual(['cause', 'revision', 'version']);
      }),
    );
  });
});

describe('the number in an envelope', () => {
  const identifier = '0123456789abcdef0123456789abcdef' as IdentifierKey;

  it('is read as it was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999_999_999 }), fc.nat({ max: 1_000 }), (seq, incarnation) => {
        expect(numberIn(numberHeaders({ identifier, incarnation, seq }))).toEqual({ identifier, incarnation, seq });
      }),
    );
  });

  it.each([
    {},
    { seq: '1' },
    { identifier },
    { identifier, seq: '0' },
    { identifier, seq: '-1' },
    { identifier, seq: '1e3' },
    { identifier: 'ada', seq: '1' },
    { identifier: `${identifier}~0`, seq: '1' },
    { identifier: `${identifier}~`, seq: '1' },
  ])('is none in %j', (headers) => expect(numberIn(headers)).toBeUndefined());
});
