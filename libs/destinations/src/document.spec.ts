import type { Event, IdentityChange } from '@tutti/contracts';
import { eventOf, updateOf } from '@tutti/testing';
import { eventText, identityText, traitChangeText, visibleJson } from './index';

const AT = Date.UTC(2024, 0, 2);

describe('a profile as plain JSON', () => {
  it('has times as texts, traits as values and sums as numbers', () => {
    const { profile } = updateOf({ id: 'ann', version: 7, city: '"Graz"' });
    const events = { 'Order Completed': { count: 3, first: AT, last: AT + 1000, revenueMicros: 12_340_000 } };
    expect(visibleJson({ ...profile, events })).toEqual({
      id: 'ann',
      version: 7,
      createdAt: '2024-01-01T00:00:00.000Z',
      firstSeen: '2024-01-01T00:00:00.000Z',
      lastSeen: '2024-01-01T00:00:07.000Z',
      identifiers: [{ type: 'userId', value: 'ann' }],
      traits: { city: 'Graz' },
      events: {
        'Order Completed': {
          count: 3,
          first: '2024-01-02T00:00:00.000Z',
          last: '2024-01-02T00:00:01.000Z',
          revenue: 12.34,
        },
      },
    });
  });
});

describe('a changed trait', () => {
  it('tells absent from null', () => {
    expect(traitChangeText({ trait: 'city', from: null, to: 'null' })).toBe('{"trait":"city","to":null}');
    expect(traitChangeText({ trait: 'city', from: '"Graz"', to: null })).toBe('{"trait":"city","from":"Graz"}');
  });
});

describe('what changed in who a profile is', () => {
  it('names the other profile, the identifiers and what is behind it, and is JSON whatever its texts hold', () => {
    const [strange, at] = ['"\\\n\u2028{}', AT];
    const absorbed = { ...updateOf({ version: 1, absorbed: strange }).identity!, kind: 'absorbed' } as const;
    const told = (change: IdentityChange): unknown => JSON.parse(identityText(change));
    expect(told({ ...absorbed, cause: { messageId: strange, command: null, at } })).toEqual({
      ...{ kind: 'absorbed', other: strange, cause: { messageId: strange } },
      identifiers: [{ type: 'userId', value: strange }],
    });
    expect(told({ ...absorbed, cause: { messageId: null, command: 'c1', at } })).toMatchObject({
      cause: { command: 'c1' },
    });
    expect(told({ kind: 'erased', other: null, identifiers: [], cause: null })).toEqual({
      kind: 'erased',
      identifiers: [],
    });
  });
});

describe('an event', () => {
  const told = (event: Event): Readonly<Record<string, unknown>> =>
    JSON.parse(eventText(event)) as Readonly<Record<string, unknown>>;

  it('is told in the words of its call, without what it does not have', () => {
    const track = told(eventOf('ann', 'm1', AT));
    expect(track).toMatchObject({
      type: 'track',
      event: 'Order Completed',
      userId: 'ann',
      properties: { revenue: 1.5 },
    });
    expect(Object.keys(track)).not.toContain('anonymousId');
    const page = told({ ...eventOf('ann', 'm2', AT), type: 'page', name: 'Home' });
    expect([page['name'], page['event']]).toEqual(['Home', undefined]);
  });

  it('is JSON whatever its texts hold', () => {
    const strange = '"\\\n\u2028\ud800{}';
    const event = { ...eventOf(strange, strange, AT), name: strange, groupId: strange, source: strange, sentAt: AT };
    expect(told(event)).toMatchObject({
      ...{ messageId: strange, userId: strange, groupId: strange, source: strange, event: strange },
      sentAt: new Date(AT).toISOString(),
    });
  });
});
