import fc from 'fast-check';
import type { Event, IdentifierKey } from '@tutti/contracts';
import { acceptEvent, identifierReader } from '@tutti/core/ingest';
import { profileStage, visibleProfile } from '@tutti/core/profile';
import { homeProfile, replay } from '@tutti/core/stage';
import { looseRules, profileInputs, someRules } from '@tutti/testing';

const NOW = Date.UTC(2024, 4, 1);
const reader = identifierReader(someRules());

/** What ingest makes of a call at this moment; an import has to say when it happened. */
function accepted(raw: object, acceptedAt: number, timeRequired = false): Event {
  const outcome = acceptEvent(
    { userId: 'u1', type: 'identify', ...raw },
    {
      ...{ source: 'web', receivedAt: acceptedAt, acceptedAt, timeRequired, bytesAtMost: 0 },
      ...{ hash: () => '0'.repeat(32) as IdentifierKey, newMessageId: () => 'm', identifiers: reader },
    },
  );
  if (outcome.kind === 'refused') throw new Error(JSON.stringify(outcome.violations));
  return outcome.event;
}

/** The visible profile after these events, in the order in which they came. */
function profileAfter(events: readonly Event[]) {
  const inputs = profileInputs(events, ({ identifier }) => homeProfile(identifier.key, 0));
  const id = homeProfile(events[0]!.entry.key, 0);
  const state = replay(profileStage(looseRules()), inputs).states.get(id);
  if (state === undefined) throw new Error('no profile was made');
  return visibleProfile(id, state, { at: NOW, traits: new Map() });
}

const valuesOf = ({ traits }: ReturnType<typeof profileAfter>): object =>
  Object.fromEntries(Object.entries(traits).map(([name, { value }]) => [name, JSON.parse(value) as unknown]));

describe('imported history', () => {
  const plan = fc.constantFrom('free', 'pro', null);
  const days = fc.integer({ min: 1, max: 9_000 });

  it('never wins over what happened later, whenever it comes', () => {
    const present = { messageId: 'now', timestamp: NOW, traits: { plan: 'pro', city: null } };
    const history = fc.array(fc.record({ ago: days, plan, city: plan }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(history, fc.nat(8), (past, place) => {
        const imports = past.map(({ ago, ...traits }, i) =>
          accepted({ messageId: `m${i}`, traits, timestamp: NOW - ago * 86_400_000 }, NOW + 60_000 + i, true),
        );
        const all = [...imports.slice(0, place), accepted(present, NOW), ...imports.slice(place)];
        expect(valuesOf(profileAfter(all))).toEqual({ plan: 'pro' });
      }),
    );
  });

  it('fills in what the present says nothing about', () => {
    const events = [
      accepted({ messageId: 'now', timestamp: NOW, traits: { plan: 'pro' } }, NOW),
      accepted({ messageId: 'm1', timestamp: '1997-01-12', traits: { plan: 'free', city: 'Linz' } }, NOW + 1, true),
    ];
    const profile = profileAfter(events);
    expect(valuesOf(profile)).toEqual({ plan: 'pro', city: 'Linz' });
    expect([profile.firstSeen, profile.lastSeen]).toEqual([Date.UTC(1997, 0, 12), NOW]);
  });
});

describe('a time in the future', () => {
  it('counts as the moment of acceptance, so that the next event wins', () => {
    const events = [
      accepted({ messageId: 'm1', timestamp: '2999-01-01', traits: { plan: 'free' } }, NOW),
      accepted({ messageId: 'm2', traits: { plan: 'pro' } }, NOW + 1),
    ];
    expect(events[0]).toMatchObject({ timestamp: Date.UTC(2999, 0, 1), eventTime: NOW });
    expect(valuesOf(profileAfter(events))).toEqual({ plan: 'pro' });
    expect(profileAfter(events).lastSeen).toBe(NOW + 1);
  });

  it('is cut in an import too', () => {
    expect(accepted({ timestamp: '2999-01-01' }, NOW, true).eventTime).toBe(NOW);
  });
});
