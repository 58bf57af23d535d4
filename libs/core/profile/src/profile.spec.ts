import fc from 'fast-check';
import type { Event, Identifier, ProfileIn, ProfileState, ProfileVersion, Snapshot, SubState } from '@tutti/contracts';
import { codecs, profileIn, profileStateRecord } from '@tutti/contracts';
import type { Effect, Input } from '@tutti/core/stage';
import { homeProfile, profileIdOf, replay } from '@tutti/core/stage';
import { anEvent, anIdentifier, appliesOf, eventHistories, inputsOf, looseRules, profileInputs } from '@tutti/testing';
import { stageLaws, stateCodec, withSweeps } from '@tutti/testing';
import { profileStage, visibleProfile } from './index';

const ID = profileIdOf('00000000000000000000000000000001');
const BIRTH_MS = Date.UTC(2024, 0, 1);

/** Everything to one profile that begins with all the identifiers. */
const toOne = (events: readonly Event[]): readonly Input<ProfileIn>[] =>
  inputsOf('profile.in', [
    { key: ID, value: birth(events.map(({ entry }) => entry)), at: BIRTH_MS },
    ...appliesOf(events).map((apply) => ({ key: ID, value: profileIn.apply(apply), at: apply.event.acceptedAt })),
  ]);

const birth = (identifiers: readonly Identifier[]): ProfileIn =>
  profileIn.absorb({
    ...{ transfer: 'a split', from: null, createdAt: BIRTH_MS, theirs: null, yours: null, origin: null },
    ...{ cause: { messageId: null, command: 'c', at: BIRTH_MS }, links: [], refusals: [] },
    identifiers: Object.fromEntries(identifiers.map((identifier) => [identifier.key, anEmptySubState(identifier)])),
  });

const anEmptySubState = (identifier: Identifier): SubState => ({
  ...{ identifier, incarnation: 0, addedAt: BIRTH_MS, pointerVersion: 0 },
  ...{ lineage: [], walls: [], applied: [], units: {} },
});

const stage = (revision = 1) => profileStage(looseRules(revision));

const versionsIn = (effects: readonly (readonly Effect[])[]): readonly ProfileVersion[] =>
  effects
    .flat()
    .flatMap((effect) =>
      effect.kind === 'emit' && effect.topic === 'profiles' && effect.value.profile !== null
        ? [effect.value.profile]
        : [],
    );

const told = (inputs: readonly Input<ProfileIn>[]): readonly ProfileVersion[] =>
  versionsIn(replay(stage(), inputs).effects);

/** A history and the same shuffled; each event keeps its number and its position in `profile.in`. */
const shuffled = (histories: fc.Arbitrary<readonly Event[]>) =>
  histories.map(toOne).chain((inputs) => {
    const [born, ...applies] = inputs;
    const all = fc.shuffledSubarray(applies, { minLength: applies.length });
    return fc.tuple(
      fc.constant(inputs),
      all.map((others) => [born!, ...others]),
    );
  });

/** In this order, as a log would hold them. */
const inOrder = (inputs: readonly Input<ProfileIn>[]): readonly Input<ProfileIn>[] =>
  inputs.map((input, i) => ({ ...input, version: i, at: BIRTH_MS + i }));

const lastSnapshot = (inputs: readonly Input<ProfileIn>[]): Snapshot | undefined =>
  told(inOrder(inputs)).at(-1)?.snapshot;

stageLaws({
  name: 'profile-compute',
  stage,
  histories: withSweeps(
    eventHistories().map((events) => profileInputs(events, ({ identifier }) => homeProfile(identifier.key, 0))),
  ),
  codec: stateCodec(codecs['profile.state'], profileStateRecord.state),
  stateBytesMax: 16 * 1024,
  versioned: true,
});

describe('a profile', () => {
  it('counts every number of every identifier once, whatever comes again (P1)', () => {
    fc.assert(
      fc.property(shuffled(eventHistories()), ([once, again]) => {
        const versions = told(inOrder([...once, ...again]));
        const counted = Object.values(versions.at(-1)?.snapshot.events ?? {}).map(({ count }) => count);
        expect(counted.reduce((one, other) => one + other, 0)).toBe(once.length - 1);
        expect(versions).toHaveLength(once.length - 1);
      }),
    );
  });

  it('does not depend on how its events interleave (P4)', () => {
    fc.assert(
      fc.property(shuffled(eventHistories()), ([inputs, others]) =>
        expect(lastSnapshot(others)).toEqual(lastSnapshot(inputs)),
      ),
    );
  });

  it('does not depend on it beyond the caps on devices, event names and trait names either', () => {
    const crowd = fc.record({ device: fc.nat(70), name: fc.nat(130), trait: fc.nat(130), value: fc.nat(3) });
    const crowds = fc.array(crowd, { minLength: 150, maxLength: 200 }).map((all) =>
      all.map(({ device, name, trait, value }, i) =>
        anEvent({
          messageId: `m${i}`,
          name: `event ${name}`,
          eventTime: BIRTH_MS + value,
          others: [anIdentifier('device', `${device}`)],
          context: { traits: { [`trait ${trait}`]: value === 0 ? null : value } },
        }),
      ),
    );
    fc.assert(
      fc.property(shuffled(crowds), ([inputs, others]) => expect(lastSnapshot(others)).toEqual(lastSnapshot(inputs))),
      { numRuns: 10 },
    );
  });

  it('keeps a trait removed against an older value that another identifier brought', () => {
    const old = anEvent({ entry: anIdentifier('email', 'ada@example.com'), context: { traits: { plan: 'pro' } } });
    const removal = anEvent({ context: { traits: { plan: null } }, eventTime: old.eventTime + 1 });
    expect(lastSnapshot(toOne([removal, old]))?.traits).toEqual({});
  });

  it('says which record brought a trait', () => {
    const events = [anEvent(), anEvent({ context: { traits: { plan: 'pro' } } })];
    expect(lastSnapshot(toOne(events))?.traits['plan']?.position).toBe('profile.in/0/7');
  });

  it('lists its identifiers by type and value', () => {
    const ids = [anIdentifier('userId', 'b'), anIdentifier('email', 'z'), anIdentifier('userId', 'a')];
    const listed = lastSnapshot(toOne(ids.map((entry) => anEvent({ entry }))))?.identifiers;
    expect(listed).toEqual([ids[1], ids[2], ids[0]]);
  });
});

describe('what a profile tells', () => {
  it('is one version for each event, with the event as its cause', () => {
    fc.assert(
      fc.property(eventHistories(), (events) => {
        const inputs = toOne(events);
        const { effects } = replay(stage(), inputs);
        expect(effects.slice(1).map((caused) => caused.length)).toEqual(events.map(() => 1));
        versionsIn(effects).forEach(({ snapshot, causes }, i) => {
          const { version, at } = inputs[i + 1]!;
          expect(snapshot).toMatchObject({ id: ID, version, at, createdAt: inputs[0]!.at });
          expect(causes).toEqual([events[i]]);
        });
      }),
    );
  });

  it('names changes that add up to the visible traits, and nothing that stayed equal', () => {
    fc.assert(
      fc.property(eventHistories(), (events) => {
        const values = new Map<string, string>();
        for (const { snapshot, changes } of told(toOne(events))) {
          for (const { trait, from, to } of changes) {
            expect(from).toBe(values.get(trait) ?? null);
            expect(to).not.toBe(from);
            if (to === null) values.delete(trait);
            else values.set(trait, to);
          }
          const shown = Object.entries(snapshot.traits).map(([name, { value }]) => [name, value]);
          expect(Object.fromEntries(values)).toEqual(Object.fromEntries(shown));
          expect(changes.map(({ trait }) => trait)).toEqual(changes.map(({ trait }) => trait).sort());
        }
      }),
    );
  });

  it('is the profile that can be seen in its state', () => {
    fc.assert(
      fc.property(eventHistories(), (events) => {
        const { states, effects } = replay(stage(), toOne(events));
        const last = versionsIn(effects).at(-1)?.snapshot;
        if (last !== undefined)
          expect(visibleProfile(ID, states.get(ID)!, { at: last.at, traits: new Map() })).toEqual(last);
      }),
    );
  });
});

describe('another revision', () => {
  const state = replay(stage(), toOne([anEvent({ context: { traits: { plan: 'pro' } } })])).states.get(ID)!;
  const sweep: Input<ProfileIn> = { kind: 'sweep', key: ID, at: BIRTH_MS + 9, version: 9 };

  it('has an untouched profile told again, once, as of the switch', () => {
    const { effects, states } = replay(stage(2), [sweep, sweep], new Map([[ID, state]]));
    const snapshot = { ...visibleProfile(ID, state, { at: sweep.at, traits: new Map() }), version: 9 };
    const nothing = { changes: [], causes: [], identity: null, mergedInto: null, deleted: false };
    expect(versionsIn(effects)).toEqual([{ snapshot, ...nothing }]);
    expect(states.get(ID)).toEqual({ ...state, version: 9, told: 9, revision: 2 });
  });

  it('tells what its rules changed in what can be seen', () => {
    const told = [
      anEvent({ context: { traits: { plan: 'pro' } }, source: 'crm' }),
      anEvent({ context: { traits: { plan: 'free' } }, source: 'web', eventTime: BIRTH_MS + 1 }),
    ];
    const before = replay(stage(), toOne(told)).states.get(ID)!;
    const plan = { name: 'plan', sources: ['crm'], others: true };
    const ruled = profileStage({ ...looseRules(2), traits: new Map([['plan', plan]]) });
    const { effects } = replay(ruled, [{ ...sweep, version: 99 }], new Map([[ID, before]]));
    expect(versionsIn(effects).map(({ changes }) => changes)).toEqual([
      [{ trait: 'plan', from: '"free"', to: '"pro"' }],
    ]);
  });

  it('tells nothing again of a profile that was stepped since', () => {
    const stepped: ProfileState = { ...state, version: 10, revision: 2 };
    expect(stage(2).step(stepped, sweep)).toEqual([stepped, []]);
  });

  it('makes no profiles', () => {
    expect(stage(2).step(undefined, sweep)).toEqual([undefined, []]);
  });

  it('is noted with the next event', () => {
    const next = toOne([anEvent(), anEvent()])[2]!;
    expect(stage(2).step(state, next)[0]).toMatchObject({ version: next.version, revision: 2 });
  });
});

describe('a partition stops', () => {
  const [known] = appliesOf([anEvent()]);
  const [unknown] = appliesOf([anEvent({ type: 'unknown' })]);

  it.each([
    ['a kind of record that this code does not know', { ...profileIn.apply(known!), kind: 'unknown' as const }],
    ['a type of event that this code does not know', profileIn.apply(unknown!)],
  ])('at %s', (_, value) => {
    expect(() => told(inputsOf('profile.in', [{ key: ID, value, at: BIRTH_MS }]))).toThrow('stepping profile.in/0/1');
  });
});
