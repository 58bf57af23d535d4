import fc from 'fast-check';
import type { Event, IdentifierKey, ProfileIn, ProfileState } from '@tutti/contracts';
import { codecs, profileIn, profileStateRecord } from '@tutti/contracts';
import type { Effect, Input, RecordInput } from '@tutti/core/stage';
import { homeProfile, profileIdOf, replay } from '@tutti/core/stage';
import { anEvent, anIdentifier, appliesOf, aProfileState, aSubState, eventHistories } from '@tutti/testing';
import { inputsOf, looseRules, profileInputs, stageLaws, stateCodec } from '@tutti/testing';
import { isTold, profileStage, visibleProfile } from './index';

const ID = profileIdOf('00000000000000000000000000000001');
const BIRTH_MS = Date.UTC(2024, 0, 1);

const stage = () => profileStage(looseRules());

/** What becomes of an Apply on its way: it arrives, its bytes are spoilt, or its JSON is. */
type Fate = 'fine' | 'unreadable' | 'no JSON';
const fates = fc.array(fc.constantFrom<Fate>('fine', 'fine', 'unreadable', 'no JSON'), { size: 'medium' });

const spoilt = (input: RecordInput<ProfileIn>, fate: Fate): Input<ProfileIn> => {
  const apply = input.value.apply!;
  const { key, at, version } = input;
  const number = { identifier: apply.identifier.key, incarnation: 0, seq: apply.seq };
  if (fate === 'unreadable') return { kind: 'unreadable', key, number, at, version };
  const event = fate === 'fine' ? apply.event : { ...apply.event, properties: '{"revenue":NaN}' };
  return { ...input, value: profileIn.apply({ ...apply, event }) };
};

const toOne = (events: readonly Event[]): readonly RecordInput<ProfileIn>[] => profileInputs(events, () => ID);

/** Each event to the profile that its identifier begins with. */
const toHomes = (events: readonly Event[]): readonly RecordInput<ProfileIn>[] =>
  profileInputs(events, ({ identifier }) => homeProfile(identifier.key, 0));

const spoiltHistories = fc
  .tuple(eventHistories(), fates)
  .map(([events, fated]) => ({ events, fates: events.map((_, i) => fated[i] ?? 'fine') }));

interface History {
  readonly events: readonly Event[];
  readonly fates: readonly Fate[];
}

const inputsWith = ({ events, fates }: History) => toOne(events).map((input, i) => spoilt(input, fates[i]!));

/** One profile that begins with all the identifiers, and what became of it. */
const after = (events: readonly Event[], inputs: readonly Input<ProfileIn>[]): ProfileState => {
  const born = Object.fromEntries(events.map(({ entry }) => [entry.key, aSubState(entry)]));
  return replay(stage(), inputs, new Map([[ID, aProfileState({ version: 0, identifiers: born })]])).states.get(ID)!;
};

stageLaws({
  name: 'profile-compute among records that it cannot use',
  stage,
  histories: spoiltHistories.map(({ events, fates }) => toHomes(events).map((input, i) => spoilt(input, fates[i]!))),
  codec: stateCodec(codecs['profile.state'], profileStateRecord.state),
  stateBytesMax: 16 * 1024,
  versioned: true,
});

describe('a record that a profile cannot use', () => {
  it('leaves no hole in the numbers of its identifier', () => {
    fc.assert(
      fc.property(spoiltHistories, (history) => {
        const last = new Map<IdentifierKey, number>();
        for (const { identifier, seq } of appliesOf(history.events)) last.set(identifier.key, seq);
        const subStates = Object.entries(after(history.events, inputsWith(history)).identifiers);
        expect(subStates.map(([key, { applied }]) => [key, applied]).sort()).toEqual(
          [...last].map(([key, to]) => [key, [{ from: 1, to }]]).sort(),
        );
      }),
    );
  });

  it('changes nothing that can be seen', () => {
    fc.assert(
      fc.property(spoiltHistories, (history) => {
        const inputs = inputsWith(history);
        const good = inputs.filter((_, i) => history.fates[i] === 'fine');
        const [seen, expected] = [inputs, good].map((all) => after(history.events, all));
        expect(isTold(seen!)).toBe(good.length > 0);
        const visible = (state: ProfileState) => visibleProfile(ID, state, { at: 0, traits: new Map() });
        expect(visible(seen!)).toEqual(visible(expected!));
      }),
    );
  });

  it('is told by nobody, and refused once with everything that is wrong', () => {
    const [apply] = appliesOf([anEvent()]);
    const event = { ...apply!.event, properties: '[', context: 'Infinity', integrations: '{"a":', traits: 'NaN' };
    const value = profileIn.apply({ ...apply!, event });
    const inputs = inputsOf(
      'profile.in',
      [value, value].map((one) => ({ key: homeOf(value), value: one, at: BIRTH_MS })),
    );
    const wrong = ['properties', 'traits', 'context', 'integrations'].map((field) => ({
      field: `event.${field}`,
      reason: 'is not JSON',
    }));
    expect(replay(stage(), inputs).effects).toEqual([[{ kind: 'reject', code: 'bad-value', violations: wrong }], []]);
  });

  it.each([
    ['traits of an identify', anEvent({ type: 'identify' }), 'traits'],
    ['properties', anEvent(), 'properties'],
    ['context', anEvent(), 'context'],
  ] as const)('may be nested 10,000 levels deep in its %s', (_, event, field) => {
    const deep = `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`;
    const text = field === 'context' ? `{"traits":${deep}}` : deep;
    const [apply] = appliesOf([{ ...event, [field]: text }]);
    expect(effectsOf(profileIn.apply(apply!))).toEqual([
      {
        kind: 'reject',
        code: 'bad-value',
        violations: [{ field: `event.${field}`, reason: 'is nested deeper than 256 levels' }],
      },
    ]);
  });

  it('may hold a number that no JSON can hold', () => {
    const [apply] = appliesOf([{ ...anEvent({ type: 'identify' }), traits: '{"a":[1e400]}' }]);
    expect(effectsOf(profileIn.apply(apply!))).toEqual([
      {
        kind: 'reject',
        code: 'bad-value',
        violations: [{ field: 'event.traits', reason: 'holds a number too large to keep' }],
      },
    ]);
  });

  it('may lack what its kind says it holds', () => {
    const [apply] = appliesOf([anEvent()]);
    expect(effectsOf({ ...profileIn.apply(apply!), apply: null }, ID)).toMatchObject([{ code: 'bad-value' }]);
  });

  it('may stand under a key that no profile has, or that of one which its identifier never had', () => {
    const [apply] = appliesOf([anEvent()]);
    for (const key of ['k', '__progress', '', ID]) {
      expect(effectsOf(profileIn.apply(apply!), key)).toMatchObject([{ kind: 'reject', code: 'wrong-key' }]);
      const number = { identifier: apply!.identifier.key, incarnation: 0, seq: 1 };
      const unreadable = { kind: 'unreadable', key, number, at: BIRTH_MS, version: 1 } as const;
      expect(stage().step(undefined, unreadable)).toEqual([undefined, []]);
    }
  });

  it('gives way to an event that can be read', () => {
    const [first, second] = toHomes([anEvent(), anEvent()]);
    const key = first!.key;
    const sweep = { kind: 'sweep', key, at: BIRTH_MS, version: 2 } as const;
    const { states, effects } = replay(stage(), [spoilt(first!, 'unreadable'), sweep, second!]);
    expect(effects.map((told) => told.length)).toEqual([0, 0, 1]);
    expect(Object.values(states.get(key)!.identifiers)).toMatchObject([
      { identifier: second!.value.apply!.identifier, applied: [{ from: 1, to: 2 }] },
    ]);
  });

  it('hides an identifier whose type nobody told, and nothing else of its profile', () => {
    const [ada, eve] = ['ada', 'eve'].map((name) => anIdentifier('userId', name));
    const born = { [ada!.key]: aSubState(ada!), [eve!.key]: aSubState({ ...eve!, type: '', value: '' }) };
    const inputs = toOne([anEvent({ entry: ada! })]);
    const { effects } = replay(stage(), inputs, new Map([[ID, aProfileState({ version: 0, identifiers: born })]]));
    expect(effects.flat()).toMatchObject([{ value: { profile: { snapshot: { identifiers: [ada] } } } }]);
  });
});

const homeOf = ({ apply }: ProfileIn): string => homeProfile(apply!.identifier.key, 0);

const effectsOf = (value: ProfileIn, key: string = homeOf(value)): readonly Effect[] =>
  replay(stage(), inputsOf('profile.in', [{ key, value, at: BIRTH_MS }])).effects.flat();
