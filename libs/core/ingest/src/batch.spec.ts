import type { Event, IdentifierKey } from '@tutti/contracts';
import type { Circumstances } from '.';
import { someRules } from '@tutti/testing';
import { acceptBatch, acceptEvent, BATCH_EVENTS_MAX, identifierReader, parseBatch } from '.';

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

describe('accepting a batch', () => {
  const defaultsOf = (body: object): Circumstances => {
    const batch = parseBatch({ batch: [track], ...body });
    if (batch.kind === 'refused') throw new Error(JSON.stringify(batch.violations));
    return { ...circumstances, defaults: batch.defaults };
  };

  it('puts its context and integrations under each event; the event’s own word wins', () => {
    const event = accepted(
      { ...track, context: { locale: 'de' }, integrations: { Webhook: true } },
      defaultsOf({ context: { locale: 'en', app: { name: 'shop' } }, integrations: { All: false, Webhook: false } }),
    );
    expect(event.context).toBe('{"app":{"name":"shop"},"locale":"de"}');
    expect(event.integrations).toBe('{"All":false,"Webhook":true}');
  });

  it('corrects the times of its events by its own sentAt', () => {
    const { defaults } = defaultsOf({ sentAt: RECEIVED_AT + 5_000 });
    const event = accepted({ ...track, timestamp: RECEIVED_AT - 1_000 }, defaults && { defaults });
    expect(event).toMatchObject({ sentAt: RECEIVED_AT + 5_000, timestamp: RECEIVED_AT - 6_000 });
  });

  it.each([
    ['no list', { batch: {} }, 'batch'],
    ['an empty list', { batch: [] }, 'batch'],
    ['too many to list', { batch: Array.from({ length: 5_001 }, () => 0) }, 'batch'],
    ['a context for all that is no object', { batch: [track], context: 1 }, 'context'],
    ['a context for all that is too large', { batch: [track], context: { text: 'x'.repeat(9_000) } }, 'context'],
    ['a sentAt for all that is none', { batch: [track], sentAt: 'now' }, 'sentAt'],
    ['not even an object', 7, 'batch'],
  ])('refuses a body with %s', (_, body, name) => {
    expect(parseBatch(body)).toMatchObject({ kind: 'refused', violations: [{ field: name }] });
  });

  it('refuses the events after the 2,500th, and only those', () => {
    const outcomes = acceptBatch(
      Array.from({ length: BATCH_EVENTS_MAX + 1 }, () => track),
      circumstances,
    );
    expect(outcomes.findIndex(({ kind }) => kind === 'refused')).toBe(BATCH_EVENTS_MAX);
    expect(outcomes.at(-1)).toMatchObject({ kind: 'refused', code: 'batch-full' });
  });
});
