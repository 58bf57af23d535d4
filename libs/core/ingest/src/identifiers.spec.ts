import fc from 'fast-check';
import { getCountries, getCountryCallingCode } from 'libphonenumber-js';
import type { Event, IdentifierKey } from '@tutti/contracts';
import { acceptEvent, isBlocked, normalise } from '.';

const identify = (raw: object): Event => {
  const outcome = acceptEvent(
    { type: 'identify', ...raw },
    {
      ...{ source: 'web', receivedAt: 0, acceptedAt: 0, timeRequired: false, bytesAtMost: 0 },
      ...{ hash: (text: string) => text as IdentifierKey, newMessageId: () => 'm' },
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
  it('stand in one order: user, external ids, e-mail, phone, device, anonymous', () => {
    expect(named(everything)).toEqual([
      ...['userId:u1', 'billing:7', 'crm:z', 'email:ada@example.com', 'phone:+4930901820'],
      ...['device:d1', 'device:ad1', 'anonymousId:a1'],
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
    expect(() => identify({ userId: '0', anonymousId: 'null' })).toThrow('placeholder (userId, anonymousId)');
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

  it('are at most twenty', () => {
    const externalIds = (count: number): object[] =>
      Array.from({ length: count }, (_, i) => ({ id: `x${i}`, type: 'crm' }));
    expect(named({ userId: 'u1', context: { externalIds: externalIds(19) } })).toHaveLength(20);
    expect(() => identify({ userId: 'u1', context: { externalIds: externalIds(20) } })).toThrow('20 identifiers');
  });
});

describe('normalising an identifier', () => {
  const types = fc.constantFrom('userId', 'email', 'phone', 'device', 'anonymousId', 'crm');
  const label = fc.stringMatching(/^[a-z0-9]{1,10}$/);
  const email = fc
    .tuple(fc.stringMatching(/^[A-Za-z0-9._%+-]{1,20}$/), label, label)
    .map(([a, b, c]) => `${a}@${b}.${c}x`);
  const country = fc.constantFrom(...getCountries().map((country) => getCountryCallingCode(country)));
  const phone = fc.tuple(country, fc.stringMatching(/^[0-9() -]{5,14}$/)).map(([code, rest]) => `+${code}${rest}`);
  const values = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), email, phone);

  it('twice is the same as once', () => {
    fc.assert(
      fc.property(types, values, (type, value) => {
        const once = normalise(type, value);
        if (once !== undefined) expect(normalise(type, once)).toBe(once);
      }),
      { numRuns: 5_000 },
    );
  });

  it('does not turn an allowed value into a placeholder', () => {
    fc.assert(
      fc.property(types, values, (type, value) => {
        fc.pre(!isBlocked(value));
        const normal = normalise(type, value);
        if (normal !== undefined) expect(isBlocked(normal)).toBe(false);
      }),
    );
  });

  it('sees through the spelling of an e-mail address', () => {
    fc.assert(
      fc.property(email, (address) => {
        const normal = normalise('email', address);
        expect(normalise('email', `  ${address.toUpperCase()}\n`)).toBe(normal);
        expect(normal).toBe(address.toLowerCase());
      }),
    );
  });

  it('sees through the spelling of a phone number', () => {
    const spellings = ['+1 213 373 4253', '+1 (213) 373-4253', '+12133734253', ' +1-213-373-4253 '];
    expect(new Set(spellings.map((spelling) => normalise('phone', spelling)))).toEqual(new Set(['+12133734253']));
  });

  it.each([
    'ada',
    'ada@',
    '@example.com',
    'ada@localhost',
    'a b@example.com',
    'ada@example..com',
    'ada@-x.com',
    `${'a'.repeat(65)}@x.com`,
  ])('finds no e-mail address in %j', (text) => expect(normalise('email', text)).toBeUndefined());

  it.each([
    '030 901820',
    '12345',
    '+1',
    'call +1 213 373 4253 now',
    '+1 213 373 4253 ext. 5',
    '+88000000000',
    '+'.repeat(100),
  ])('finds no phone number in %j', (text) => expect(normalise('phone', text)).toBeUndefined());

  it('joins the two ways Unicode writes a letter', () => {
    expect(normalise('userId', 'Zoe\u0308')).toBe(normalise('userId', 'Zo\u00eb'));
  });
});
