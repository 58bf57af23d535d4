import fc from 'fast-check';
import type { IdentifierKey, SourceEvent } from '@tutti/contracts';
import type { Acceptance } from '.';
import { someRules } from '@tutti/testing';
import { acceptEvent, acceptSourceEvent, identifierReader } from '.';

const POSITION = 'tutti.source.shop.v1/2/17';

const circumstances = {
  ...{ source: 'shop', receivedAt: 1_000, acceptedAt: 2_000, timeRequired: false },
  hash: (text: string) => text as IdentifierKey,
  identifiers: identifierReader(someRules()),
};

const record: SourceEvent = {
  ...{ type: 'track', messageId: null, event: 'Ordered', name: null, userId: 'u1', anonymousId: null },
  ...{ groupId: null, previousId: null, timestamp: 500, sentAt: null },
  ...{ properties: '{"revenue":9.5}', traits: '{}', context: '{}', integrations: '{}' },
};

const accept = (value: SourceEvent): Acceptance => acceptSourceEvent(value, { ...circumstances, position: POSITION });

describe('a record of a source topic', () => {
  it('is accepted by the rules of a request', () => {
    const json = fc.oneof(
      fc.constant('{}'),
      fc.jsonValue().map((value) => JSON.stringify(value)),
    );
    const anyRecord = fc.record({
      ...{ type: fc.constantFrom('track', 'identify', 'page', 'screen', 'group', 'alias', 'unknown') },
      ...{ messageId: fc.option(fc.string()), event: fc.option(fc.string()), name: fc.option(fc.string()) },
      ...{ userId: fc.option(fc.string()), anonymousId: fc.option(fc.string()) },
      ...{ groupId: fc.option(fc.string()), previousId: fc.option(fc.string()) },
      ...{ timestamp: fc.option(fc.integer()), sentAt: fc.option(fc.integer()) },
      ...{ properties: json, traits: json, context: json, integrations: json },
    }) as fc.Arbitrary<SourceEvent>;
    fc.assert(
      fc.property(anyRecord, (value) => {
        const { properties, traits, context, integrations, ...rest } = value;
        const parsed = Object.entries({ properties, traits, context, integrations }).map(([k, v]) => [
          k,
          JSON.parse(v),
        ]);
        const request = { ...circumstances, bytesAtMost: Number.POSITIVE_INFINITY, newMessageId: () => POSITION };
        expect(accept(value)).toEqual(acceptEvent({ ...rest, ...Object.fromEntries(parsed) }, request));
      }),
    );
  });

  it('without an id gets its position as one, so that reading it again gives the same event', () => {
    expect(accept(record)).toMatchObject({ kind: 'accepted', event: { messageId: POSITION, eventTime: 500 } });
    expect(accept({ ...record, messageId: 'm1' })).toMatchObject({ event: { messageId: 'm1' } });
  });

  it('of a kind that is not known here is refused', () => {
    expect(accept({ ...record, type: 'unknown' })).toMatchObject({ kind: 'refused', violations: [{ field: 'type' }] });
  });

  it('whose texts are no JSON is refused, each of them named', () => {
    expect(accept({ ...record, properties: '{', context: '' })).toMatchObject({
      kind: 'refused',
      violations: [{ field: 'properties' }, { field: 'context' }],
    });
  });

  it('larger than an event may be is refused', () => {
    const properties = JSON.stringify({ text: 'x'.repeat(40_000) });
    expect(accept({ ...record, properties })).toMatchObject({ kind: 'refused', code: 'event-too-large' });
  });
});
