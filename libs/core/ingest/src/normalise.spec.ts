import fc from 'fast-check';
import { getCountries, getCountryCallingCode } from 'libphonenumber-js';
import { isPlaceholder, normalise } from '.';

describe('normalising an identifier', () => {
  const forms = fc.constantFrom('text' as const, 'lower' as const, 'email' as const, 'phone' as const);
  const label = fc.stringMatching(/^[a-z0-9]{1,10}$/);
  const email = fc
    .tuple(fc.stringMatching(/^[A-Za-z0-9._%+-]{1,20}$/), label, label)
    .map(([a, b, c]) => `${a}@${b}.${c}x`);
  const country = fc.constantFrom(...getCountries().map((country) => getCountryCallingCode(country)));
  const phone = fc.tuple(country, fc.stringMatching(/^[0-9() -]{5,14}$/)).map(([code, rest]) => `+${code}${rest}`);
  const values = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), email, phone);

  it('twice is the same as once', () => {
    fc.assert(
      fc.property(forms, values, (form, value) => {
        const once = normalise(form, value);
        if (once !== undefined) expect(normalise(form, once)).toBe(once);
      }),
      { numRuns: 5_000 },
    );
  });

  it('does not turn an allowed value into a placeholder', () => {
    fc.assert(
      fc.property(forms, values, (form, value) => {
        fc.pre(!isPlaceholder(value));
        const normal = normalise(form, value);
        if (normal !== undefined) expect(isPlaceholder(normal)).toBe(false);
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
    expect(normalise('text', 'Zoe\u0308')).toBe(normalise('text', 'Zo\u00eb'));
  });
});
