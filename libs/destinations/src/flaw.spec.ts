import fc from 'fast-check';
import type { Update } from '@tutti/contracts';
import { historyOf, updateOf } from '@tutti/testing';
import { eventText, flawOf, listText, traitChangeText, visibleText } from './index';

const AT = Date.UTC(2024, 0, 2);
const FIELDS = ['properties', 'traits', 'context', 'integrations'] as const;
const TIMES = ['timestamp', 'originalTimestamp', 'sentAt', 'receivedAt', 'acceptedAt'] as const;

/** An update in which one place holds what an author may not have meant. */
function withText(text: string, place: number): Update {
  const update = updateOf({ version: 1, events: 1, city: place === 4 ? text : '"Graz"' });
  const [event] = update.causes;
  const field = FIELDS[place];
  const from = place === 5 ? text : null;
  const to = place === 6 ? text : null;
  return {
    ...update,
    changes: [{ trait: 'city', from, to }],
    causes: field === undefined ? [event!] : [{ ...event!, [field]: text }],
  };
}

const documentOf = ({ profile, changes, causes }: Update): string =>
  `[${visibleText(profile)},${listText(changes, traitChangeText)},${listText(causes, eventText)}]`;

const isTold = (update: Update): boolean => {
  try {
    return JSON.parse(documentOf(update)) !== undefined;
  } catch {
    return false;
  }
};

describe('an update', () => {
  it('has no flaw as our own code writes it', () => {
    for (const update of historyOf('ann', [{ step: 1, events: 2 }, { step: 1 }]))
      expect(flawOf(update)).toBeUndefined();
  });

  it('has a flaw where its documents would be no JSON, and only there', () => {
    const texts = fc.oneof(fc.json(), fc.constantFrom('', ' ', '{"a":', 'NaN', '{}}', '\u00a0{}', '"\n"'), fc.string());
    fc.assert(
      fc.property(texts, fc.nat({ max: 6 }), (text, place) => {
        const update = withText(text, place);
        // Two wrongs can make a right: `1,"a":2` is a member more.
        if (!isTold(update)) expect(flawOf(update)).toMatchObject({ reason: 'is not JSON' });
        expect(flawOf(update) === undefined).toBe(isJson(text));
      }),
      { numRuns: 500 },
    );
  });

  it('has a flaw where a time is no date', () => {
    const good = updateOf({ version: 1, events: 1, segments: ['buyers'] });
    const [event] = good.causes;
    for (const at of [8.64e15 + 2, -8.64e15 - 2]) {
      for (const name of TIMES) expect(flawOf({ ...good, causes: [{ ...event!, [name]: at }] })?.field).toBe('causes');
      for (const name of ['at', 'createdAt', 'firstSeen', 'lastSeen'] as const)
        expect(flawOf({ ...good, profile: { ...good.profile, [name]: at } })?.field).toBe('profile');
      const events = { paid: { count: 1, first: AT, last: at, revenueMicros: 0 } };
      expect(flawOf({ ...good, profile: { ...good.profile, events } })?.field).toBe('profile.events');
      for (const list of ['segments', 'entered', 'exited'] as const)
        expect(flawOf({ ...good, [list]: [{ segment: 'buyers', since: at }] })).toEqual({
          field: 'segments',
          reason: 'holds a time that is no date',
        });
    }
  });
});

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};
