import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import type { Event, IdentifierKey } from '@tutti/contracts';
import { codecs, identityIn } from '@tutti/contracts';
import type { Acceptance, Circumstances } from '.';
import { someRules } from '@tutti/testing';
import { acceptBatch, acceptEvent, CALL_TYPES, EVENT_BYTES_MAX, identifierReader } from '.';

const hash = (text: string): IdentifierKey =>
  createHmac('sha256', 'a secret').update(text).digest('hex').slice(0, 32) as IdentifierKey;

const RECEIVED_AT = Date.UTC(2024, 4, 1, 12);

const circumstances: Circumstances = {
  source: 'web',
  receivedAt: RECEIVED_AT,
  acceptedAt: RECEIVED_AT,
  timeRequired: false,
  bytesAtMost: Number.POSITIVE_INFINITY,
  hash,
  ...{ newMessageId: () => 'made here', identifiers: identifierReader(someRules()) },
};

const accept = (raw: unknown, more: Partial<Circumstances> = {}): Acceptance =>
  acceptEvent(raw, { ...circumstances, ...more });

function accepted(raw: unknown, more: Partial<Circumstances> = {}): Event {
  const acceptance = accept(raw, more);
  if (acceptance.kind === 'refused') throw new Error(JSON.stringify(acceptance.violations));
  return acceptance.event;
}

const faults = (raw: unknown, more: Partial<Circumstances> = {}): string[] => {
  const acceptance = accept(raw, more);
  return acceptance.kind === 'accepted' ? [] : acceptance.violations.map(({ field, reason }) => `${field}: ${reason}`);
};

/** JSON that resembles events: known fields with values of any type. */
const anyValue = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom('null', '0', '', 'Ada@Example.com ', '+49 30 901820', '2024-05-01T11:00:00Z', -1, 42, '\ud800'),
);
const field = fc.option(anyValue, { nil: undefined, freq: 3 });
const context = fc.record({ traits: field, device: field, externalIds: field, direct: field }, { requiredKeys: [] });
const eventLike = fc
  .record(
    {
      ...{
        type: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...CALL_TYPES) }, { weight: 1, arbitrary: anyValue }),
      },
      ...{ messageId: field, event: field, name: field, category: field },
      ...{ userId: field, anonymousId: field, groupId: field, previousId: field },
      ...{ timestamp: field, originalTimestamp: field, sentAt: field },
      ...{ properties: field, traits: field, integrations: field, context: fc.oneof(context, field) },
    },
    { requiredKeys: [] },
  )
  .map((raw): unknown => JSON.parse(JSON.stringify(raw)));

const track = { type: 'track', event: 'Ordered', userId: 'u1' };

describe('accepting an event', () => {
  it('never throws, and decides about every event of a batch in its order', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(eventLike, fc.jsonValue()), { maxLength: 20 }), (events) => {
        const outcomes = acceptBatch(events, circumstances);
        expect(outcomes.length).toBe(events.length);
        outcomes.forEach((outcome, i) => {
          expect(outcome).toEqual(accept(events[i]));
          if (outcome.kind === 'refused') expect(outcome.violations.length).toBeGreaterThan(0);
        });
      }),
      { numRuns: 1_000 },
    );
  });

  it('makes events that the topic can hold, without loss', () => {
    fc.assert(
      fc.property(eventLike, (raw) => {
        const outcome = accept(raw);
        if (outcome.kind === 'refused') return;
        const value = identityIn.event(outcome.event);
        expect(codecs['identity.in'].problems(value)).toEqual([]);
        const { event } = codecs['identity.in'].decode(codecs['identity.in'].encode(value));
        expect(event).toMatchObject(outcome.event);
      }),
      { numRuns: 1_000 },
    );
  });

  it('does not change what it is given, nor depend on the order of fields', () => {
    const reversed = (value: unknown): unknown =>
      typeof value !== 'object' || value === null || Array.isArray(value)
        ? value
        : Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, inner]) => [key, reversed(inner)]),
          );
    fc.assert(
      fc.property(eventLike, (raw) => {
        const before = JSON.stringify(raw);
        const outcome = accept(raw);
        expect(JSON.stringify(raw)).toBe(before);
        if (outcome.kind === 'accepted') expect(accept(reversed(raw))).toEqual(outcome);
      }),
    );
  });

  it('belongs to an identifier that is on it and is no placeholder', () => {
    fc.assert(
      fc.property(eventLike, (raw) => {
        const outcome = accept(raw);
        if (outcome.kind === 'refused') return;
        const { entry, others } = outcome.event;
        const keys = [entry, ...others].map(({ key }) => key);
        expect(new Set(keys).size).toBe(keys.length);
        for (const { type, value, key } of [entry, ...others]) {
          expect(key).toBe(hash(`${type}\u0000${value}`));
          expect(value).not.toMatch(/^(|null|undefined|anonymous|-1|[0-]+)$/i);
        }
      }),
    );
  });

  it.each([
    ['an event without anybody', { type: 'track', event: 'Ordered' }, 'userId: userId or anonymousId is required'],
    ['a track without event', { type: 'track', userId: 'u1' }, 'event: is required in track'],
    ['a track with a blank event', { ...track, event: ' ' }, 'event: is required in track'],
    ['an event that is no text', { ...track, event: 7 }, 'event: must be a string'],
    ['a group without groupId', { type: 'group', userId: 'u1' }, 'groupId: is required in group'],
    ['an alias without previousId', { type: 'alias', userId: 'u1' }, 'previousId: is required in alias'],
    ['an alias without userId', { type: 'alias', previousId: 'a', anonymousId: 'b' }, 'userId: is required in alias'],
    ['a call that does not exist', { ...track, type: 'merge' }, 'type: must be one of track, identify'],
    ['no call at all', { userId: 'u1' }, 'type: must be one of'],
    ['a list', [track], ': must be a JSON object'],
    ['null', null, ': must be a JSON object'],
    ['a long messageId', { ...track, messageId: 'm'.repeat(101) }, 'messageId: is longer than 100 characters'],
    ['a long userId', { ...track, userId: 'u'.repeat(257) }, 'userId: is longer than 256 characters'],
    ['a userId that is an object', { ...track, userId: {} }, 'userId: must be a string'],
    ['a number too large to be exact', { ...track, userId: 2 ** 60 }, 'userId: is no exact number'],
    ['half a character', { ...track, userId: 'u\ud800' }, 'userId: holds half a character'],
    ['properties that are a list', { ...track, properties: [] }, 'properties: must be a JSON object'],
    ['a context that is a text', { ...track, context: 'x' }, 'context: must be a JSON object'],
    ['a time that is none', { ...track, timestamp: 'yesterday' }, 'timestamp: must be an ISO-8601 time'],
    ['a sentAt that is none', { ...track, sentAt: '2024-02-31' }, 'sentAt: must be an ISO-8601 time'],
    [
      'external ids that are no list',
      { ...track, context: { externalIds: {} } },
      'context.externalIds: must be a list',
    ],
    [
      'an external id without id',
      { ...track, context: { externalIds: [{ type: 'crm' }] } },
      'context.externalIds.0.id',
    ],
    [
      'an external id without type',
      { ...track, context: { externalIds: [{ id: 'x' }] } },
      'context.externalIds.0.type',
    ],
  ])('refuses %s and names the field', (_, raw, fault) => {
    expect(faults(raw).join('\n')).toContain(fault);
  });

  it('tells everything that is wrong at once', () => {
    const raw = { type: 'track', messageId: 'm'.repeat(101), timestamp: 'soon', properties: 1 };
    expect(faults(raw).map((fault) => fault.split(':')[0])).toEqual([
      'event',
      'properties',
      'messageId',
      'timestamp',
      'userId',
    ]);
  });

  it('refuses what is nested too deep, also where no engine could write it', () => {
    const deep = (levels: number): unknown => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);
    expect(faults({ ...track, properties: deep(31) })).toEqual([]);
    expect(faults({ ...track, properties: deep(32) })[0]).toContain('is nested deeper than 32 levels');
    expect(faults({ ...track, properties: deep(50_000) })[0]).toContain('properties.a.a');
  });

  it('refuses numbers that JSON can spell and nobody can keep', () => {
    expect(faults(JSON.parse('{"type":"track","event":"x","userId":"u","properties":{"n":1e999}}'))).toEqual([
      'properties.n: is a number too large to keep',
    ]);
  });

  it('keeps 32 KB and refuses more, in bytes', () => {
    const event = (letter: string, bytes: number): object => {
      const empty = { ...track, properties: { text: '' } };
      const room = bytes - Buffer.byteLength(JSON.stringify(empty));
      return { ...track, properties: { text: letter.repeat(Math.floor(room / Buffer.byteLength(letter))) } };
    };
    for (const letter of ['a', 'é', '€', '😀']) {
      expect(accept(event(letter, EVENT_BYTES_MAX)).kind).toBe('accepted');
      expect(accept(event(letter, EVENT_BYTES_MAX + 8))).toMatchObject({ kind: 'refused', code: 'event-too-large' });
    }
  });

  it('refuses an event with more than 10,000 properties', () => {
    const many = Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`p${i}`, 1]));
    expect(faults({ ...track, properties: many })).toEqual(['properties: holds more than 10000 properties']);
  });

  it('survives half characters in free text', () => {
    const event = accepted({ ...track, event: 'a\ud800b', properties: { '\udfff': '\ud800' } });
    expect(event.name).toBe('a\ufffdb');
    expect(JSON.parse(event.properties)).toEqual({ '\udfff': '\ud800' });
  });

  it('takes a call from its path, whatever the body says', () => {
    expect(accepted({ type: 'track', userId: 'u1', traits: { plan: 'pro' } }, { type: 'identify' }).type).toBe(
      'identify',
    );
  });

  it('gives an id to an event without one, and keeps the sender’s', () => {
    expect(accepted(track).messageId).toBe('made here');
    expect(accepted({ ...track, messageId: '' }).messageId).toBe('made here');
    expect(accepted({ ...track, messageId: 'm1' }).messageId).toBe('m1');
  });

  it('spells equal values equally', () => {
    const one = accepted({ ...track, properties: { b: 1, a: { d: 2, c: [1.0] } } });
    expect(one.properties).toBe('{"a":{"c":[1],"d":2},"b":1}');
  });

  it('keeps a property named __proto__ as any other', () => {
    const raw: unknown = JSON.parse(
      '{"type":"track","event":"x","userId":"u","properties":{"__proto__":{"userId":"v"}}}',
    );
    expect(accepted(raw).properties).toBe('{"__proto__":{"userId":"v"}}');
  });

  it('counts the category of a page among its properties', () => {
    expect(accepted({ type: 'page', name: 'Home', category: 'Docs', userId: 'u1' })).toMatchObject({
      name: 'Home',
      properties: '{"category":"Docs"}',
    });
  });

  it('records the caller’s address only where it is asked to', () => {
    const ip = '192.0.2.7';
    expect(accepted(track, { ip }).context).toBe('{}');
    expect(accepted({ ...track, context: { direct: true } }, { ip }).context).toBe('{"direct":true,"ip":"192.0.2.7"}');
    expect(accepted({ ...track, context: { direct: true, ip: '::1' } }, { ip }).context).toContain('::1');
  });
});
