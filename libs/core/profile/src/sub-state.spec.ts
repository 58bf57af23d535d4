import fc from 'fast-check';
import type { Event, ProfileState, Unit } from '@tutti/contracts';
import { anEvent, anIdentifier, appliesOf, aSubState, eventHistories } from '@tutti/testing';
import { withEvent, withNumber } from './sub-state';
import { mergeUnits, unitOf } from './unit';

type SubStates = ProfileState['identifiers'];

const after = (events: readonly Event[]): SubStates =>
  appliesOf(events).reduce<SubStates>(
    (known, apply, i) => withEvent(known, apply, `profile.in/0/${i}`) ?? known,
    Object.fromEntries(events.map(({ entry }) => [entry.key, aSubState(entry)])),
  );

const unitsAfter = (events: readonly Event[]): Readonly<Record<string, Unit>> =>
  Object.values(after(events))[0]?.units ?? {};

const device = (name: string) => anIdentifier('device', name);

describe('a sub-state', () => {
  it('holds what entered by one identifier, with its own numbers', () => {
    const email = anIdentifier('email', 'ada@example.com');
    const subStates = after([anEvent(), anEvent({ entry: email }), anEvent()]);
    expect(subStates[email.key]).toMatchObject({ identifier: email, applied: [{ from: 1, to: 1 }] });
    expect(subStates[anEvent().entry.key]).toMatchObject({ applied: [{ from: 1, to: 2 }] });
  });

  it('counts no number twice', () => {
    const [apply] = appliesOf([anEvent()]);
    expect(withEvent(after([anEvent()]), apply!, 'profile.in/0/9')).toBeUndefined();
  });

  it('keeps one fold per device named beside the entry: the strongest, by its key', () => {
    const browser = anIdentifier('anonymousId', 'a');
    const email = anIdentifier('email', 'ada@example.com');
    const events = [[email, device('d'), browser], [browser], [email], []].map((others) => anEvent({ others }));
    const units = unitsAfter(events);
    expect(Object.keys(units).sort()).toEqual(['', device('d').key, browser.key].sort());
    expect(units['']?.events['Order Completed']?.count).toBe(2);
  });

  it('keeps the 8 smallest keys of devices apart, and the others in one fold', () => {
    const devices = Array.from({ length: 70 }, (_, i) => device(`${i}`));
    const units = unitsAfter(devices.map((named) => anEvent({ others: [named] })));
    const keys = devices.map(({ key }) => key).sort();
    expect(Object.keys(units).sort()).toEqual([...keys.slice(0, 8), 'rest'].sort());
    expect(units['rest']?.events['Order Completed']?.count).toBe(62);
  });

  it('shares with the state before what an event does not touch', () => {
    const [known, other] = [anIdentifier('userId', 'u1'), anIdentifier('userId', 'u2')];
    const before = after([anEvent({ entry: known, others: [device('d')] }), anEvent({ entry: other })]);
    const apply = { identifier: known, incarnation: 0, seq: 2, event: anEvent({ entry: known }) };
    const now = withEvent(before, apply, 'profile.in/0/9');
    expect(now?.[other.key]).toBe(before[other.key]);
    expect(now?.[known.key]?.units[device('d').key]).toBe(before[known.key]?.units[device('d').key]);
  });
});

describe('an identifier', () => {
  const ada = anIdentifier('userId', 'ada');
  const erased = `${ada.key}~1`;
  const apply = { identifier: ada, incarnation: 1, seq: 1, event: anEvent({ entry: ada }) };

  it('that was erased is counted in its new life', () => {
    const subStates = withEvent({ [erased]: aSubState(ada, { incarnation: 1 }) }, apply, 'profile.in/0/9');
    expect(subStates?.[erased]).toMatchObject({ incarnation: 1, applied: [{ from: 1, to: 1 }] });
  });

  it('gets its type and value from the first readable event', () => {
    const unread = withNumber({ [ada.key]: aSubState({ ...ada, type: '', value: '' }) }, ada.key, 1)!;
    expect(unread[ada.key]).toMatchObject({ identifier: { type: '' }, applied: [{ from: 1, to: 1 }] });
    const read = withEvent(unread, { ...apply, incarnation: 0, seq: 2 }, 'profile.in/0/9');
    expect(read?.[ada.key]).toMatchObject({ identifier: ada, applied: [{ from: 1, to: 2 }] });
  });

  it('of another profile is not counted', () => {
    expect(() => withEvent({ [ada.key]: aSubState(ada) }, apply, 'profile.in/0/9')).toThrow('is not of this profile');
    expect(() => withNumber({}, ada.key, 1)).toThrow('is not of this profile');
  });
});

describe('a fold', () => {
  const units = eventHistories().map((events) => events.map((event, i) => unitOf(event, `profile.in/0/${i}`)));

  it('is the same however its events are put together', () => {
    const cuts = units
      .filter(({ length }) => length > 2)
      .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }), fc.nat()));
    fc.assert(
      fc.property(cuts, ([all, shuffled, any]) => {
        const cut = 1 + (any % (all.length - 1));
        const halves = [shuffled.slice(0, cut), shuffled.slice(cut)].map(mergeUnits);
        expect(mergeUnits(halves)).toEqual(mergeUnits(all));
      }),
    );
  });

  it('spans the time of its events', () => {
    const { firstSeen, lastSeen } = mergeUnits([5, 9, 1].map((eventTime) => unitOf(anEvent({ eventTime }), '')));
    expect([firstSeen, lastSeen]).toEqual([1, 9]);
  });
});
