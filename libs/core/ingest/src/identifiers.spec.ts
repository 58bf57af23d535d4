import fc from 'fast-check';
import type { Event, IdentifierKey } from '@tutti/contracts';
import { someRules } from '@tutti/testing';
import { acceptEvent, identifierReader } from '.';

const identify = (raw: object): Event => {
  const outcome = acceptEvent(
    { type: 'identify', ...raw },
    {
      ...{ source: 'web', receivedAt: 0, acceptedAt: 0, timeRequired: false, bytesAtMost: 0 },
      ...{
        hash: (text: string) => text as IdentifierKey,
        newMessageId: () => 'm',
        identifiers: identifierReader(someRules()),
      },
    },
  );
  if (outcome.kind === 'refused') throw new Error(JSON.stringify(outcome.violations));
  return outcome.event;
};

const named = (raw: object): string[] => {
  const { entry, others } = identify(raw);
  return [entry, ...others].map(({ type, value }) => `${type}:${value}`);
};

const everything = {
  userId: 'u1',
  anonymousId: 'a1',
  traits: { email: 'Ada@Example.com', phone: '+49 30 901820' },
  context: {
    device: { id: 'd1', advertisingId: 'ad1', adTrackingEnabled: true },
    externalIds: [
      { id: 'z', type: 'crm', collection: 'users', encoding: 'none' },
      { id: '7', type: 'billing', collection: 'users', encoding: 'none' },
    ],
  },
};

describe('the identifiers of an event', () => {
  it('stand in one order: user, external ids, e-mail, phone, device, advertising, anonymous', () => {
    expect(named(everything)).toEqual([
      ...['userId:u1', 'billing:7', 'crm:z', 'email:ada@example.com', 'phone:+4930901820'],
      ...['device:d1', 'advertising:ad1', 'anonymousId:a1'],
    ]);
  });

  it('make the strongest one that is there the entry', () => {
    const { userId: _, ...rest } = everything;
    expect(named(rest)[0]).toBe('billing:7');
    expect(named({ traits: { email: 'ada@example.com' } })).toEqual(['email:ada@example.com']);
  });

  it('do not depend on the order in which external ids are sent', () => {
    const externalIds = fc.array(
      fc.record({ type: fc.constantFrom('crm', 'billing', 'email'), id: fc.constantFrom('1', '2', 'a@b.io') }),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(externalIds, (ids) => {
        fc.pre(ids.some(({ type, id }) => type !== 'email' || id === 'a@b.io'));
        expect(named({ context: { externalIds: [...ids].reverse() } })).toEqual(
          named({ context: { externalIds: ids } }),
        );
      }),
    );
  });

  it('read the id so far of an alias as an anonymous id', () => {
    expect(named({ type: 'alias', userId: 'u1', previousId: 'a1' })).toEqual(['userId:u1', 'anonymousId:a1']);
    expect(named({ type: 'alias', userId: 'u1', previousId: 'a1', anonymousId: 'a1' })).toHaveLength(2);
  });

  it.each([
    ['userId', { userId: 'x' }, 'userId:x'],
    ['traits.email', { traits: { email: 'a@b.io' } }, 'email:a@b.io'],
    ['context.traits.email', { type: 'page', context: { traits: { email: 'a@b.io' } } }, 'email:a@b.io'],
    ['anonymousId', { anonymousId: 'x' }, 'anonymousId:x'],
    ['context.device.id', { context: { device: { id: 'x', type: 'ios' } } }, 'device:x'],
    ['a custom external id', { context: { externalIds: [{ id: 'x', type: 'braze_id' }] } }, 'braze_id:x'],
  ])('are promoted from %s', (_place, raw, expected) => expect(named(raw)).toEqual([expected]));

  it.each(['', '-', '000', '0-0', '-1', 'null', 'anonymous'])('are dropped as %j, and stay in the payload', (value) => {
    const event = identify({ userId: value, traits: { email: value }, anonymousId: 'a1' });
    expect([event.entry.type, event.userId, event.blocked]).toEqual(['anonymousId', value, ['userId', 'email']]);
    expect(event.traits).toBe(JSON.stringify({ email: value }));
  });

  it('take a whole number for the text that spells it', () => {
    const event = identify({ userId: 42 });
    expect(event.userId).toBe('42');
    expect(event.entry).toEqual(identify({ userId: '42' }).entry);
  });

  it('keep values as received beside the normalised ones', () => {
    const event = identify({ userId: ' u1 ' });
    expect([event.userId, event.entry.value]).toEqual([' u1 ', 'u1']);
  });

  it.each([
    'null',
    'NULL',
    'undefined',
    '0',
    '0000',
    '00000000-0000-0000-0000-000000000000',
    'Anonymous',
    '-1',
    '',
    '  ',
  ])('never are the placeholder %j', (placeholder) => {
    const event = identify({ userId: placeholder, anonymousId: 'a1' });
    expect(event.entry).toMatchObject({ type: 'anonymousId', value: 'a1' });
    expect(event.blocked).toEqual(['userId']);
  });

  it('block placeholders of every type', () => {
    const event = identify({
      ...{ userId: 'u1', anonymousId: '0', traits: { email: 'null', phone: '0000' } },
      context: { device: { id: '00000000-0000' }, externalIds: [{ id: 'undefined', type: 'crm' }] },
    });
    expect(event.blocked).toEqual(['crm', 'email', 'phone', 'device', 'anonymousId']);
    expect(event.others).toEqual([]);
  });

  it('refuse an event on which only placeholders stand', () => {
    expect(() => identify({ userId: '0', anonymousId: 'null' })).toThrow('blocked value (userId, anonymousId)');
  });

  it('leave out an advertising id whose use was not allowed', () => {
    expect(named({ userId: 'u1', context: { device: { advertisingId: 'ad1' } } })).toEqual(['userId:u1']);
    const refused = { device: { advertisingId: 'ad1', adTrackingEnabled: false } };
    expect(named({ userId: 'u1', context: refused })).toEqual(['userId:u1']);
  });

  it('leave out the e-mail of an account, and external ids of accounts', () => {
    expect(named({ type: 'group', groupId: 'g1', userId: 'u1', traits: { email: 'info@example.com' } })).toEqual([
      'userId:u1',
    ]);
    expect(
      named({ userId: 'u1', context: { externalIds: [{ id: 'x', type: 'crm', collection: 'accounts' }] } }),
    ).toEqual(['userId:u1']);
  });

  it('give a built-in type among external ids its own place and spelling', () => {
    const externalIds = [
      { id: ' ADA@example.com', type: 'email' },
      { id: 'u1', type: 'user_id' },
    ];
    expect(named({ anonymousId: 'a1', context: { externalIds } })).toEqual([
      'userId:u1',
      'email:ada@example.com',
      'anonymousId:a1',
    ]);
  });

  it('leave out what is too long, too odd or no text at all, and the event stays', () => {
    const device = { id: 'd'.repeat(300), advertisingId: 'a\ud800', adTrackingEnabled: true };
    const event = identify({ userId: 'u1', traits: { email: ['x@y.io'], phone: 7 }, context: { device } });
    expect([event.others, event.blocked]).toEqual([[], ['device', 'advertising']]);
  });

  it('are never found in what an event inherits', () => {
    const raw = JSON.parse(
      '{"userId":"u1","__proto__":{"anonymousId":"a1"},"traits":{"__proto__":{"email":"a@b.io"}}}',
    );
    expect(named(raw)).toEqual(['userId:u1']);
  });

  it('are at most twenty', () => {
    const externalIds = (count: number): object[] =>
      Array.from({ length: count }, (_, i) => ({ id: `x${i}`, type: 'crm' }));
    expect(named({ userId: 'u1', context: { externalIds: externalIds(19) } })).toHaveLength(20);
    expect(() => identify({ userId: 'u1', context: { externalIds: externalIds(20) } })).toThrow('20 identifiers');
  });
});
