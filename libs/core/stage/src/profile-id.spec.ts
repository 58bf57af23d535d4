import type { IdentifierKey } from '@tutti/contracts';
import { anIdentifier } from '@tutti/testing';
import { homeProfile, nameOf, profileIdOf, splitProfile } from './index';

describe('a home profile', () => {
  const key = anIdentifier('userId', 'u1').key;

  it('never moves: its id is part of every log written so far', () => {
    expect(homeProfile('0123456789abcdef0123456789abcdef' as IdentifierKey, 0)).toBe(
      '39317668d6cea2ae1c37736c25e261d9',
    );
  });

  it('is another for another identifier and for another incarnation', () => {
    const other = anIdentifier('userId', 'u2').key;
    expect(new Set([homeProfile(key, 0), homeProfile(key, 1), homeProfile(other, 0)]).size).toBe(3);
  });
});

describe('a profile that begins by a split', () => {
  it('has an id that the command and the profile decide', () => {
    const [one, other] = ['1', '2'].map((last) => profileIdOf(last.padStart(32, '0')));
    expect(splitProfile('c1', one!)).toBe(splitProfile('c1', one!));
    expect(new Set([splitProfile('c1', one!), splitProfile('c2', one!), splitProfile('c1', other!)]).size).toBe(3);
  });
});

describe('the name of an identifier', () => {
  it('is its key, until it is erased', () => {
    expect([nameOf('k' as IdentifierKey, 0), nameOf('k' as IdentifierKey, 2)]).toEqual(['k', 'k~2']);
  });
});
