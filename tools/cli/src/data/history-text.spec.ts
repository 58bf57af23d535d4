import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ShownEntry } from './history-text';
import { historyText } from './history-text';

const event = {
  type: 'track',
  name: 'Order Completed',
  messageId: 'm18',
  source: 'web',
  time: '2026-11-04T18:29:00.000Z',
};
const entry: ShownEntry = {
  ...{ at: '2026-11-04T18:30:05.000Z', profileId: 'p1', identity: null, changes: [], events: [event] },
};
const order = {
  ...{ kind: 'split', other: 'p2', identifiers: ['userId:u2'], messageId: null },
  ...{ command: 'c1', by: 'bob', why: 'two people' },
};

const lines = (...entries: readonly ShownEntry[]): readonly string[] =>
  historyText({ profileId: 'p1', entries, count: entries.length, profiles: ['p1', 'p2'], notes: [] }).split('\n');

const [HERE, OTHER] = ['f29d2a59005e4061ce6399308f9eedfc', '2c8c16913daf095fac29e2bf8faf1b58'];
const login = { type: 'identify', name: null, source: 'web' };
const nobody = { command: null, by: '', why: '' };

/** The history that the documentation shows. */
const shown: readonly ShownEntry[] = [
  {
    ...{ at: '2026-11-05T11:00:00.000Z', profileId: HERE, events: [] },
    identity: { ...order, other: OTHER, identifiers: ['userId:u1'] },
    changes: [{ trait: 'plan', from: 'pro', to: 'free' }],
  },
  {
    ...{ at: '2026-11-03T10:12:09.500Z', profileId: HERE, events: [] },
    identity: { kind: 'absorbed', other: OTHER, identifiers: ['userId:u1'], messageId: 'm17', ...nobody },
    changes: [{ trait: 'plan', from: 'free', to: 'pro' }],
  },
  {
    ...{ at: '2026-11-03T10:12:09.100Z', profileId: OTHER, identity: null },
    events: [{ ...login, messageId: 'm17', time: '2026-11-03T10:12:08.000Z' }],
    changes: [{ trait: 'plan', to: 'pro' }],
  },
  {
    ...{ at: '2026-11-01T09:00:00.000Z', profileId: HERE, identity: null },
    events: [{ ...login, messageId: 'm1', time: '2026-11-01T09:00:00.000Z' }],
    changes: [{ trait: 'plan', to: 'free' }],
  },
];

describe('a history for a person', () => {
  it('reads as the documentation shows it', () => {
    const page = readFileSync(join(__dirname, '../../../../docs/reference/history.md'), 'utf8');
    const text = historyText({ profileId: HERE, entries: shown, count: 4, profiles: [HERE, OTHER], notes: [] });
    expect(page).toContain(`\n${text}\n\`\`\``);
  });

  it('says when, because of what, and what it changed from what to what', () => {
    const changes = [
      { trait: 'plan', from: 'free', to: 'pro' },
      { trait: 'name', to: 'Ada' },
      { trait: 'age', from: 7 },
    ];
    expect(lines({ ...entry, changes })).toEqual([
      'profile p1  1 change, from 2 profiles that were or are part of it; times are UTC',
      '4 Nov 2026 18:30:05  Order Completed: event m18 from web, of 4 Nov 2026 18:29',
      '    plan: "free" → "pro"',
      '    name = "Ada"',
      '    age: 7 is gone',
    ]);
  });

  it('says who came and went, and on whose word', () => {
    const of = (identity: ShownEntry['identity']): string | undefined => lines({ ...entry, events: [], identity })[1];
    expect(of(order)).toBe('4 Nov 2026 18:30:05  userId:u2 went to profile p2, ordered by bob: “two people”');
    const absorbed = { ...order, kind: 'absorbed', command: null, messageId: 'm17' };
    expect(of(absorbed)).toBe('4 Nov 2026 18:30:05  profile p2 came in with userId:u2, because of event m17');
    expect(of({ ...order, by: '' })).toContain('by command c1');
  });

  it('says in which profile it happened, and that rules changed where nothing else did', () => {
    expect(lines({ ...entry, profileId: 'p2' })[1]).toContain('(in profile p2)');
    expect(lines({ ...entry, events: [], changes: [{ trait: 'plan', from: 1 }] })[1]).toContain('rules changed');
  });

  it('says how much it leaves out', () => {
    const text = historyText({
      profileId: 'p1',
      entries: [entry],
      count: 9,
      profiles: ['p1'],
      notes: ['older is gone'],
    });
    expect(text).toContain('the newest 1 of 9 changes; times are UTC');
    expect(text).toContain('\nnote: older is gone');
  });

  it('lets no value from outside move the cursor or break a line', () => {
    const nasty = {
      ...entry,
      events: [{ ...event, name: 'a\u001b[2J\nb' }],
      changes: [{ trait: 't\r', to: '\u202e' }],
    };
    expect(lines(nasty).join('')).not.toMatch(/\u001b\[2J|\r|\u202e/);
    expect(lines(nasty)).toHaveLength(3);
  });
});
