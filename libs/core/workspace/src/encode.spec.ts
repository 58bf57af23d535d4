import fc from 'fast-check';
import type { Workspace } from './index';
import { decodeWorkspace, EMPTY_WORKSPACE, encodeWorkspace, identifierRules, resolvePlaceholders } from './index';

const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,62}$/);
const workspace: fc.Arbitrary<Workspace> = fc.record({
  sources: fc.array(
    fc.record({
      name,
      writeKey: fc.stringMatching(/^[^\s:]{1,20}$/),
      eventsPerSecond: fc.integer({ min: 1, max: 1_000_000 }),
      topic: fc.boolean(),
    }),
  ),
  segments: fc.array(fc.record({ name, description: fc.string(), when: fc.string({ minLength: 1 }) })),
  destinations: fc.array(
    fc.record({
      instance: name,
      destination: name,
      settings: fc.dictionary(name, fc.oneof(fc.string(), fc.boolean(), fc.array(fc.integer()))),
      allow: fc.subarray(['10.0.0.0/8', '127.0.0.1/32', 'fd00::/8']),
    }),
  ),
  identifiers: fc.array(
    fc.record({
      type: fc.constantFrom('userId', 'email', 'crm'),
      priority: fc.integer({ min: 1, max: 1_000 }),
      from: fc.subarray(['userId', 'traits.a b.c', 'context.externalIds'], { minLength: 1 }),
      normalise: fc.constantFrom('text' as const, 'phone' as const),
      limit: fc.integer({ min: 1, max: 50 }),
      per: fc.constantFrom('ever' as const, 'week' as const),
      unique: fc.boolean(),
      block: fc.array(fc.string({ minLength: 1 })),
      blockPatterns: fc.subarray(['^a+$', '(?i)test']),
    }),
  ),
  traits: fc.array(
    fc.record({ name: fc.string({ minLength: 1 }), sources: fc.array(name, { minLength: 1 }), others: fc.boolean() }),
  ),
  keys: fc.array(
    fc.record({
      name,
      key: fc.stringMatching(/^\S{1,20}$/),
      role: fc.constantFrom('reader' as const, 'operator' as const, 'admin' as const),
    }),
  ),
});

describe('the text of a workspace', () => {
  test('reads back as the same workspace', () => {
    fc.assert(fc.property(workspace, (some) => expect(decodeWorkspace(encodeWorkspace(some).text)).toEqual(some)));
  });

  test('and its hash do not depend on the order of fields', () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, part]) => [key, reversed(part)]),
      );
    };
    fc.assert(
      fc.property(workspace, (some) => {
        expect(encodeWorkspace(reversed(some) as Workspace)).toEqual(encodeWorkspace(some));
      }),
    );
  });

  test('has a SHA-256', () => {
    expect(encodeWorkspace(EMPTY_WORKSPACE)).toEqual({
      text: '{"destinations":[],"identifiers":[],"keys":[],"segments":[],"sources":[],"traits":[]}',
      hash: 'ec899ddaecc0fbbef251bb76d1b0274d240ea56b06bf76d18fd0116b4287fc33',
    });
  });

  test('of an earlier or later release is read as far as it is understood', () => {
    const source = { name: 'web', writeKey: 'k', region: 'eu' };
    const segment = { name: 'a', when: 'b', colour: 'red' };
    const instance = { instance: 'crm', destination: 'webhook', shadow: true };
    const { known, other } = identifierRules(EMPTY_WORKSPACE);
    const later = {
      ...{ sources: [source], segments: [segment], destinations: [instance], journeys: [] },
      ...{ identifiers: [{ type: 'email', limit: 3, verified: true }, { type: 'crm' }] },
      ...{ traits: [{ name: 'plan', sources: ['web'], decay: 3 }] },
    };
    expect(decodeWorkspace(JSON.stringify(later))).toEqual({
      sources: [{ name: 'web', writeKey: 'k', eventsPerSecond: 1_000, topic: false }],
      segments: [{ name: 'a', description: '', when: 'b' }],
      destinations: [{ instance: 'crm', destination: 'webhook', settings: {}, allow: [] }],
      identifiers: [
        { ...known.find(({ type }) => type === 'email'), limit: 3 },
        { ...other, type: 'crm' },
      ],
      traits: [{ name: 'plan', sources: ['web'], others: false }],
      keys: [],
    });
    expect(decodeWorkspace('{}')).toEqual(EMPTY_WORKSPACE);
  });

  test('that is none is refused with the reason', () => {
    expect(() => decodeWorkspace('{"sources":[{"name":"web"}]}')).toThrow(
      /^reading a workspace from the configuration topic: .*writeKey.*; publish it again with this version of tutti$/s,
    );
  });
});

describe('placeholders', () => {
  const env = { KEY: 'secret', HOST: 'example.org', EMPTY: '', NESTED: '${KEY}' };

  test('are filled wherever they stand', () => {
    const settings = { url: 'https://${HOST}/${KEY}', list: ['${KEY}', 3, null], deep: { key: '${NESTED}' } };
    expect(resolvePlaceholders(settings, env)).toEqual({
      value: { url: 'https://example.org/secret', list: ['secret', 3, null], deep: { key: '${KEY}' } },
    });
  });

  test('that the environment lacks are all named', () => {
    const settings = { b: '${OTHER} ${KEY}', a: ['${EMPTY}', '${OTHER}'], c: '${toString}${constructor}' };
    expect(resolvePlaceholders(settings, env)).toEqual({ missing: ['EMPTY', 'OTHER', 'constructor', 'toString'] });
  });

  test('change nothing else', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        fc.pre(!JSON.stringify(value).includes('${'));
        expect(resolvePlaceholders(value, {})).toEqual({ value });
      }),
    );
  });
});
