import fc from 'fast-check';
import type { Apply, Event } from '@tutti/contracts';
import { codecs, identityIn, identityStateRecord } from '@tutti/contracts';
import type { Effect } from '@tutti/core/stage';
import { homeProfile, replay } from '@tutti/core/stage';
import {
  anEvent,
  anIdentifier,
  eventHistories,
  identityInputs,
  inputsOf,
  stageLaws,
  stateCodec,
  withSweeps,
} from '@tutti/testing';
import { identityStage } from './index';

const DAY_MS = 24 * 60 * 60 * 1000;
const BIRTH_MS = Date.UTC(2024, 0, 1);

const appliesIn = (effects: readonly (readonly Effect[])[]): readonly Apply[] =>
  effects
    .flat()
    .flatMap((effect) =>
      effect.kind === 'emit' && effect.topic === 'profile.in' && effect.value.apply !== null
        ? [effect.value.apply]
        : [],
    );

const applied = (events: readonly Event[]): readonly Apply[] =>
  appliesIn(replay(identityStage(), identityInputs(events)).effects);

/** Whether a message of `u1` is dropped when it comes again after so long and so many others. */
const isDropped = ({ afterMs, others = 0 }: { readonly afterMs: number; readonly others?: number }): boolean => {
  const between = Array.from({ length: others }, (_, i) => anEvent({ messageId: `other ${i}`, acceptedAt: BIRTH_MS }));
  const again = anEvent({ acceptedAt: BIRTH_MS + afterMs });
  return applied([anEvent({ acceptedAt: BIRTH_MS }), ...between, again]).length === 1 + others;
};

stageLaws({
  name: 'identity',
  stage: identityStage,
  histories: withSweeps(eventHistories({ lengthMax: 40 }).map(identityInputs)),
  codec: stateCodec(codecs['identity.state'], identityStateRecord.state),
  stateBytesMax: 256 * 12 + 512,
  versioned: true,
});

describe('an identifier', () => {
  it('numbers its events from 1 without holes, in the order they were accepted', () => {
    fc.assert(
      fc.property(eventHistories(), (events) => {
        const numbers = new Map<string, number[]>();
        for (const { identifier, seq } of applied(events)) {
          numbers.set(identifier.key, [...(numbers.get(identifier.key) ?? []), seq]);
        }
        for (const given of numbers.values()) expect(given).toEqual(given.map((_, i) => i + 1));
      }),
    );
  });

  it('sends every event to its profile unless an equal message came within 7 days before (P1, P2)', () => {
    fc.assert(
      fc.property(eventHistories(), (events) => {
        const kept: Event[] = [];
        for (const event of events) {
          const isRepeat = kept.some(
            (before) =>
              before.entry.key === event.entry.key &&
              before.messageId === event.messageId &&
              event.acceptedAt - before.acceptedAt <= 7 * DAY_MS,
          );
          if (!isRepeat) kept.push(event);
        }
        expect(applied(events).map(({ event }) => event)).toEqual(kept);
      }),
    );
  });

  it('sends each event as it is, under its entry, to one profile for ever', () => {
    fc.assert(
      fc.property(eventHistories(), (events) => {
        for (const effect of replay(identityStage(), identityInputs(events)).effects.flat()) {
          if (effect.kind !== 'emit' || effect.topic !== 'profile.in') continue;
          const { identifier, event } = effect.value.apply ?? {};
          expect(identifier).toEqual(event?.entry);
          expect(effect.key).toBe(homeProfile(event!.entry.key, 0));
        }
      }),
    );
  });

  it('drops a repeat until 7 days have passed, and no longer', () => {
    expect(isDropped({ afterMs: 0 })).toBe(true);
    expect(isDropped({ afterMs: 7 * DAY_MS })).toBe(true);
    expect(isDropped({ afterMs: 7 * DAY_MS + 1000 })).toBe(false);
  });

  it('measures the 7 days by input time, which a sender cannot move', () => {
    const inputs = identityInputs([anEvent(), anEvent()]).map((input, i) => ({
      ...input,
      at: BIRTH_MS + i * 8 * DAY_MS,
    }));
    expect(appliesIn(replay(identityStage(), inputs).effects)).toHaveLength(2);
  });

  it('drops a repeat among its last 256 events, and not one further back', () => {
    expect(isDropped({ afterMs: 0, others: 255 })).toBe(true);
    expect(isDropped({ afterMs: 0, others: 256 })).toBe(false);
  });

  it('does not let a dropped repeat prolong the window', () => {
    const days = [0, 6, 8];
    expect(applied(days.map((day) => anEvent({ acceptedAt: BIRTH_MS + day * DAY_MS })))).toHaveLength(2);
  });

  it('takes the same message under another identifier for another event', () => {
    const other = anIdentifier('userId', 'u2');
    expect(applied([anEvent(), anEvent({ entry: other })]).map(({ seq }) => seq)).toEqual([1, 1]);
  });

  it('forgets messages older than 7 days, so that rare events keep a small state', () => {
    const events = [0, 8, 16].map((day) => anEvent({ messageId: `${day}`, acceptedAt: BIRTH_MS + day * DAY_MS }));
    const [state] = replay(identityStage(), identityInputs(events)).states.values();
    expect(state?.recent).toHaveLength(12);
  });

  it('says nothing in a sweep', () => {
    const sweep = { kind: 'sweep', key: 'k', at: 1, version: 1 } as const;
    expect(replay(identityStage(), [sweep])).toEqual({ states: new Map(), effects: [[]] });
  });

  it.each([
    ['a kind of record', { ...identityIn.event(anEvent()), kind: 'unknown' as const }],
    ['a type of event', identityIn.event(anEvent({ type: 'unknown' }))],
  ])('stops its partition at %s that it does not know', (_, value) => {
    const inputs = inputsOf('identity.in', [{ key: 'k', value, at: BIRTH_MS }]);
    expect(() => replay(identityStage(), inputs)).toThrow('stepping identity.in/0/1');
  });

  it.each([
    ['whose key is that of another identifier', identityIn.event(anEvent()), 'wrong-key'],
    ['that lacks its event', { ...identityIn.event(anEvent()), event: null }, 'bad-value'],
  ])('refuses a record %s, and numbers nothing', (_, value, code) => {
    const { states, effects } = replay(identityStage(), inputsOf('identity.in', [{ key: 'k', value, at: BIRTH_MS }]));
    expect(effects).toMatchObject([[{ kind: 'reject', code }]]);
    expect(states.size).toBe(0);
  });
});
