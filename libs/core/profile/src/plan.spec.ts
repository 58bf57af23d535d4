import fc from 'fast-check';
import type {
  AuditRecord,
  Command,
  Identifier,
  ProfileId,
  ProfileIn,
  ProfileState,
  ProfileVersion,
} from '@tutti/contracts';
import { profileIn } from '@tutti/contracts';
import type { Effect } from '@tutti/core/stage';
import { homeProfile, splitProfile } from '@tutti/core/stage';
import { anEvent, anIdentifier, looseRules } from '@tutti/testing';
import type { KnownProfile, Plan, PlannedCommand } from './index';
import { planOf, profileStage } from './index';

const BIRTH_MS = Date.UTC(2024, 0, 1);

/** Profiles that send each other records, one record at a time. */
class Town {
  readonly states = new Map<ProfileId, ProfileState>();
  readonly audit: AuditRecord[] = [];
  readonly told: ProfileVersion[] = [];
  #version = 0;
  readonly rules;
  constructor(limit: number) {
    const identity = { limitOf: () => ({ max: limit, windowMs: undefined }), isShared: () => false };
    this.rules = { ...looseRules(1), identity };
  }

  send(key: string, value: ProfileIn): void {
    const id = key as ProfileId;
    const version = (this.#version += 1);
    const from = { topic: 'profile.in', partition: 0, offset: version };
    const input = { kind: 'record', key, value, at: BIRTH_MS + version, version, from } as const;
    const [next, effects] = profileStage(this.rules).step(this.states.get(id), input);
    if (next !== undefined) this.states.set(id, next);
    effects.forEach((effect) => this.#take(effect));
  }

  #take(effect: Effect): void {
    if (effect.kind !== 'emit') return;
    if (effect.topic === 'profile.in') this.send(effect.key, effect.value);
    if (effect.topic === 'audit') this.audit.push(effect.value);
    if (effect.topic === 'profiles' && effect.value.profile !== null) this.told.push(effect.value.profile);
  }

  comesUp(identifier: Identifier, seq: number): void {
    const event = anEvent({ entry: identifier, messageId: `${identifier.value}-${seq}` });
    this.send(this.holderOf(identifier), profileIn.apply({ identifier, incarnation: 0, seq, event }));
  }

  holderOf({ key }: Identifier): ProfileId {
    for (const [id, { identifiers }] of this.states) if (identifiers[key] !== undefined) return id;
    return homeProfile(key, 0);
  }

  known(identifier: Identifier): KnownProfile {
    const id = this.holderOf(identifier);
    return { id, state: this.states.get(id)! };
  }
}

const PEOPLE = ['a', 'b', 'c', 'd', 'e'].map((value) => anIdentifier('email', value));

type Order = readonly [Command['action'], number, number, number];

const orders: fc.Arbitrary<readonly Order[]> = fc.array(
  fc.tuple(
    fc.constantFrom<Command['action'][]>('merge', 'merge', 'merge', 'undo_merge', 'split', 'allow_link', 'erase'),
    fc.nat(PEOPLE.length - 1),
    fc.nat(PEOPLE.length - 1),
    fc.nat(PEOPLE.length - 1),
  ),
  { maxLength: 12 },
);

const is = (identifier: Identifier) => ({ identifier, incarnation: 0 });

function commandOf(town: Town, [action, one, more, other]: Order): PlannedCommand {
  const mine = PEOPLE[one]!;
  const hasOther = action === 'merge' || action === 'allow_link';
  const second = action === 'split' && more !== one ? [is(PEOPLE[more]!)] : [];
  return {
    action,
    identifiers: [is(mine), ...second],
    other: hasOther ? is(PEOPLE[other]!) : null,
    otherProfileId: hasOther ? town.holderOf(PEOPLE[other]!) : null,
    expectedVersion: null,
  };
}

/** So that each is met whatever chance brings. */
const EVERY_OUTCOME: readonly Order[] = [
  ...([
    ['undo_merge', 0, 0, 0],
    ['split', 0, 0, 0],
    ['allow_link', 0, 0, 1],
    ['merge', 0, 0, 1],
  ] as const),
  ...([
    ['merge', 0, 0, 1],
    ['undo_merge', 1, 1, 1],
    ['allow_link', 0, 0, 1],
    ['merge', 0, 0, 1],
  ] as const),
  ...([
    ['merge', 0, 0, 2],
    ['merge', 0, 0, 3],
    ['split', 2, 2, 2],
    ['split', 0, 0, 0],
    ['erase', 4, 4, 4],
  ] as const),
];

/** Whether somebody was erased here before: then nothing can be planned for them. */
const isHeld = (town: Town, identifier: Identifier): boolean =>
  town.states.get(town.holderOf(identifier))?.identifiers[identifier.key] !== undefined;

describe('the plan of a command', () => {
  it('says exactly what the command then does', () => {
    let done = 0;
    const outcomes = new Set<string>();
    fc.assert(
      fc.property(orders, fc.integer({ min: 2, max: 5 }), (list, limit) => {
        const town = new Town(limit);
        PEOPLE.forEach((person) => town.comesUp(person, 1));
        list.forEach((order, i) => {
          const [action, one, , other] = order;
          const [mine, theirs] = [PEOPLE[one]!, PEOPLE[other]!];
          if (!isHeld(town, mine) || !isHeld(town, theirs)) return;
          const planned = commandOf(town, order);
          const sides = { mine: town.known(mine), theirs: planned.other === null ? undefined : town.known(theirs) };
          const plan = planOf(planned, sides, town.rules.identity);
          const id = `c${i}`;
          const [audited, told] = [town.audit.length, town.told.length];
          const command = { ...planned, id, by: 'ada', why: 'a test', at: BIRTH_MS };
          town.send(sides.mine.id, profileIn.command(command));
          const answers = town.audit.slice(audited).filter((record) => record.command === id);
          expect(answers.map(({ outcome, code }) => [outcome, code])).toEqual([[plan.outcome, plan.code]]);
          const from = sides.mine.id;
          expect(tellsOf(town.told.slice(told))).toEqual(plannedTells(plan, splitProfile(id, from)));
          for (const { identifier, to } of plan.moves)
            expect(town.holderOf(identifier)).toBe(to ?? splitProfile(id, from));
          for (const identifier of plan.forgotten) expect(isHeld(town, identifier)).toBe(false);
          expect(plan.text.length).toBeGreaterThan(0);
          outcomes.add(`${action} ${plan.outcome} ${plan.code}`);
          done += 1;
        });
      }),
      { numRuns: 300, examples: [[EVERY_OUTCOME, 3]] },
    );
    expect(done).toBeGreaterThan(300);
    expect([...outcomes].sort()).toEqual(
      expect.arrayContaining([
        ...['merge done ', 'merge refused limit', 'merge nothing one-profile'],
        ...['undo_merge done undone', 'undo_merge nothing never-merged', 'split done new-profile', 'split done undone'],
        ...['split nothing nothing-to-split', 'allow_link done ', 'allow_link nothing no-wall', 'erase done '],
      ]),
    );
  });

  it('is refused for a version that is no more', () => {
    const town = new Town(5);
    PEOPLE.forEach((person) => town.comesUp(person, 1));
    const command = { ...commandOf(town, ['erase', 0, 0, 0]), expectedVersion: 99 };
    const plan = planOf(command, { mine: town.known(PEOPLE[0]!), theirs: undefined }, town.rules.identity);
    expect(plan).toMatchObject({ outcome: 'refused', code: 'version', tells: [] });
    expect(plan.text).toEqual([
      'It would be refused: the profile is at version 1, not 99 (rule: version).',
      'Nothing would change.',
    ]);
  });

  it('of a merge is told in words', () => {
    const town = new Town(5);
    PEOPLE.forEach((person) => town.comesUp(person, 1));
    const [a, b] = [PEOPLE[0]!, PEOPLE[1]!];
    const plan = planOf(
      commandOf(town, ['merge', 1, 0, 0]),
      { mine: town.known(b), theirs: town.known(a) },
      town.rules.identity,
    );
    const [older, younger] = [homeProfile(a.key, 0), homeProfile(b.key, 0)];
    expect(plan.text).toEqual([
      `Both become one profile. Profile ${older} lives on, because it is the older one.`,
      `From profile ${younger} to profile ${older}: email:b.`,
      `Destinations are told: profile ${older} changed; profile ${younger} went into profile ${older}.`,
    ]);
  });
});

type Tell = readonly [profile: string, change: string, into: string | null];

const tellsOf = (told: readonly ProfileVersion[]): readonly Tell[] =>
  told
    .map(({ snapshot, identity, mergedInto, deleted }): Tell => [
      snapshot.id,
      deleted ? 'deleted' : mergedInto !== null ? 'merged' : identity?.kind === 'restored' ? 'restored' : 'changed',
      mergedInto,
    ])
    .sort(byText);

const plannedTells = ({ tells }: Plan, begun: ProfileId): readonly Tell[] =>
  tells
    .map(({ profile, change, into }): Tell => [profile ?? begun, change === 'new' ? 'restored' : change, into])
    .sort(byText);

const byText = (one: Tell, other: Tell): number => (one.join() < other.join() ? -1 : 1);
