import type { IdentifierKey } from '@tutti/contracts';
import { keyOf } from '@tutti/contracts';
import type { Stage } from './index';
import { profileIdOf, replay } from './index';

/** Counts; forgets at 'forget'; says its count by a reject. */
const counter: Stage<number, string> = {
  name: 'counter',
  step: (state = 0, input) => {
    if (input.kind === 'record' && input.value === 'forget') return [undefined, []];
    return [state + 1, [{ kind: 'reject', code: `${input.key}${state + 1}`, violations: [] }]];
  },
};

const told = (
  key: string,
  value = '',
): { kind: 'record'; key: string; value: string; at: number; version: number } & {
  from: { topic: string; partition: number; offset: number };
} => ({ kind: 'record', key, value, at: 0, version: 0, from: { topic: 't', partition: 0, offset: 0 } });

const codes = (effects: ReturnType<typeof replay>['effects']): readonly (readonly string[])[] =>
  effects.map((caused) => caused.map((effect) => (effect.kind === 'reject' ? effect.code : '')));

describe('a replay', () => {
  it('keeps the keys apart and says which input caused what', () => {
    const { states, effects } = replay(counter, [told('a'), told('b'), told('a')]);
    expect(states).toEqual(new Map(Object.entries({ a: 2, b: 1 })));
    expect(codes(effects)).toEqual([['a1'], ['b1'], ['a2']]);
  });

  it('begins with the states that it is given and leaves them as they are', () => {
    const given = new Map([['a', 41]]);
    expect(replay(counter, [told('a')], given).states.get('a')).toBe(42);
    expect(given).toEqual(new Map([['a', 41]]));
  });

  it('forgets a key whose state became undefined', () => {
    expect(replay(counter, [told('a'), told('a', 'forget')]).states.has('a')).toBe(false);
  });
});

describe('a profile id', () => {
  it('is 32 hexadecimal digits and nothing else', () => {
    const id = '0123456789abcdef0123456789abcdef';
    expect(profileIdOf(id)).toBe(id);
    for (const text of ['', id.slice(1), `${id}0`, id.toUpperCase(), keyOf.identifier('__progress' as IdentifierKey)]) {
      expect(() => profileIdOf(text)).toThrow(`reading profile id '${text}'`);
    }
  });
});
