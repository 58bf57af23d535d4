import type { AuditRecord, Event, Identifier } from '@tutti/contracts';
import { IDENTIFIERS_MAX } from '@tutti/core/profile';
import { EMPTY_WORKSPACE, identifierRules } from '@tutti/core/workspace';
import { anEvent, anIdentifier } from '@tutti/testing';
import type { Outcome } from './actors';
import { outcomeOf } from './actors';

const BIRTH_MS = Date.UTC(2024, 0, 1);
const EVENTS = 20_000;
/** A backlog: all of it waits when the first is stepped, so that no answer comes before the last was asked. */
const BACKLOG = 3_000;
const AT_A_TIME = 20;
/** Of an identifier: 1,000 neighbours and 256 messages; of a profile: its sub-states, and as many that went elsewhere. */
const BYTES_MAX = { identifier: 64 * 1024, profile: 128 * 1024 };
const RECORDS_OF_EVENT_MAX = 16;
/** What waited comes in again in one step: at most 64 messages, and what the step itself has to say. */
const RECORDS_OF_STEP_MAX = 64 + RECORDS_OF_EVENT_MAX;

type Named = readonly [entry: Identifier, ...others: Identifier[]];

/** One event for each, in order of acceptance. */
const eventsOf = (all: readonly Named[]): readonly Event[] =>
  all.map(([entry, ...others], i) => {
    return anEvent({ messageId: `m${i}`, acceptedAt: BIRTH_MS + i, entry, others, properties: { revenue: 1 } });
  });

const userId = (value: unknown): Identifier => anIdentifier('userId', `${value}`);
const device = (value: unknown): Identifier => anIdentifier('anonymousId', `${value}`);
const EMAIL = anIdentifier('email', 'shop@shop.example');
const CONSTANT = userId('constant');

/** Everybody's identifiers and counters, by profile, in any order. */
const peopleIn = ({ told }: Outcome): readonly string[] =>
  [...told.values()]
    .filter(({ mergedInto }) => mergedInto === null)
    .map(({ snapshot: { identifiers, events } }) => {
      const values = identifiers.map(({ type, value }) => `${type}:${value}`).sort();
      return `${values.join(' ')} ${events['Order Completed']?.count}`;
    })
    .sort();

const refusalsIn = ({ audit }: Outcome): readonly AuditRecord[] => audit.filter(({ outcome }) => outcome === 'refused');

const stateOf = ({ identifiers }: Outcome, { key }: Identifier) => identifiers.get(key)!;

/** Every event counted once, in states and in traffic that have bounds. */
function expectBounds(outcome: Outcome, events: readonly Event[]): void {
  const counts = [...outcome.told.values()].map(({ snapshot }) => snapshot.events['Order Completed']?.count ?? 0);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(events.length);
  expect(outcome.rejected).toBe(0);
  expect(outcome.recordsOfStepMax).toBeLessThanOrEqual(RECORDS_OF_STEP_MAX);
  expect(outcome.recordsPerEvent).toBeLessThanOrEqual(RECORDS_OF_EVENT_MAX);
  expect(outcome.identifierBytesMax).toBeLessThanOrEqual(BYTES_MAX.identifier);
  expect(outcome.profileBytesMax).toBeLessThanOrEqual(BYTES_MAX.profile);
  for (const { identifiers } of outcome.profiles.values()) {
    expect(Object.keys(identifiers).length).toBeLessThanOrEqual(IDENTIFIERS_MAX);
  }
}

/** People whom nobody else's accident concerns: each logs in on a device of their own. */
const BYSTANDERS = Array.from({ length: 10 }, (_, i): Named[] => [
  [device(`of ${i}`)],
  [userId(`bystander ${i}`), device(`of ${i}`)],
]).flat();

const crowd = (count: number, one: (i: number) => Named): readonly Named[] =>
  Array.from({ length: count }, (_, i) => one(i));

const ACCIDENTS: readonly (readonly [string, (count: number) => readonly Named[]])[] = [
  ['one e-mail for as many user ids', (count) => crowd(count, (i) => [userId(i), EMAIL])],
  [
    'the same, and the e-mail was there first',
    (count) => [[EMAIL], ...crowd(count - 1, (i) => [userId(i), EMAIL] as const)],
  ],
  ['one user id for as many devices', (count) => crowd(count, (i) => [CONSTANT, device(i)])],
  [
    'the same, and the devices were there first',
    (count) => [
      ...crowd(count / 2, (i) => [device(i)] as const),
      ...crowd(count / 2, (i) => [CONSTANT, device(i)] as const),
    ],
  ],
];

describe.each(ACCIDENTS)('%s', (_, accidentOf) => {
  const mixed = (count: number): readonly Event[] => {
    const accident = accidentOf(count);
    const every = Math.floor(accident.length / BYSTANDERS.length);
    return eventsOf(accident.flatMap((named, i) => (i % every === 0 ? [BYSTANDERS[i / every]!, named] : [named])));
  };

  it('takes bounded states and traffic, and is not asked any more after about a hundred refusals', () => {
    const events = mixed(EVENTS);
    const outcome = outcomeOf(events, AT_A_TIME);
    expectBounds(outcome, events);
    const [hot] = [EMAIL, CONSTANT].flatMap((it) => outcome.identifiers.get(it.key) ?? []);
    expect(refusalsIn(outcome).length).toBeGreaterThanOrEqual(100);
    expect(refusalsIn(outcome).length).toBeLessThan(100 + 10 * AT_A_TIME);
    expect(hot!.suppressed).toBeGreaterThan(EVENTS / 2 - 1_000);
    expect(hot!.neighbours.filter(({ refusal }) => refusal !== null).length).toBeGreaterThanOrEqual(100);
  }, 120_000);

  it('has bounds as well when all of it waits', () => {
    const events = mixed(BACKLOG);
    expectBounds(outcomeOf(events, events.length), events);
  }, 120_000);

  it('leaves everybody else as they would be alone', () => {
    const alone = peopleIn(outcomeOf(eventsOf(BYSTANDERS), 1));
    expect(alone).toHaveLength(10);
    for (const batch of [1, 1_000]) {
      const others = peopleIn(outcomeOf(mixed(1_000), batch)).filter((text) => text.includes('bystander'));
      expect(others).toEqual(alone);
    }
  }, 60_000);
});

describe.each([1, 7, 1_000])('told %d at a time', (batch) => {
  it('identifiers that name each other in a circle end in one profile, with an end to the traffic', () => {
    const circle = [userId('u'), EMAIL, device('a'), anIdentifier('device', 'd')];
    const links = circle.map((it, i): Named => [it, circle[(i + 1) % circle.length]!]);
    const events = eventsOf([...circle.map((it): Named => [it]), ...links, ...links, ...links.toReversed()]);
    const outcome = outcomeOf(events, batch);
    expectBounds(outcome, events);
    expect(refusalsIn(outcome)).toEqual([]);
    expect(peopleIn(outcome)).toEqual([`anonymousId:a device:d email:${EMAIL.value} userId:u ${events.length}`]);
  });

  it('two circles that share an identifier end apart when a limit parts them, each pair with its refusal', () => {
    const one = (user: string): Named[] => [
      [userId(user), device(`of ${user}`), EMAIL],
      [device(`of ${user}`), EMAIL],
      [EMAIL, userId(user)],
    ];
    const outcome = outcomeOf(eventsOf([...one('u1'), ...one('u2')]), batch);
    const people = [...outcome.told.values()].filter(({ mergedInto }) => mergedInto === null);
    const users = people.map(({ snapshot }) => snapshot.identifiers.filter(({ type }) => type === 'userId').length);
    expect(Math.max(...users)).toBe(1);
    expect(new Set(refusalsIn(outcome).map(({ code }) => code))).toEqual(new Set(['limit']));
  });

  it('of two user ids on one device the device stays with the first, and the second is told why', () => {
    const shared = device('shared');
    const named: Named[] = [[shared], [userId('first'), shared], [userId('second'), shared], [shared]];
    const outcome = outcomeOf(eventsOf(named), batch);
    expect(peopleIn(outcome)).toEqual(['anonymousId:shared userId:first 3', 'userId:second 1']);
    const [refusal, ...more] = refusalsIn(outcome);
    expect(more).toEqual([]);
    expect(refusal).toMatchObject({ code: 'limit', detail: 'userId: 2 of at most 1', messageId: 'm2' });
    for (const it of [shared, userId('second')]) {
      expect(stateOf(outcome, it).neighbours.map(({ refusal: code }) => code)).toContain('limit');
    }
  });
});

describe('a profile', () => {
  it('that is offered 10,000 devices keeps as many as the rules allow and says why no more', () => {
    const events = eventsOf(crowd(10_000, (i) => [CONSTANT, device(i)]));
    const outcome = outcomeOf(events, AT_A_TIME);
    const { profileId, suppressed } = stateOf(outcome, CONSTANT);
    const profile = outcome.profiles.get(profileId)!;
    expect(Object.keys(profile.identifiers)).toHaveLength(6);
    expect(profile.refusals.length).toBeGreaterThan(0);
    expect(new Set(profile.refusals.map(({ code }) => code))).toEqual(new Set(['limit']));
    expect(profile.refusals[0]!.detail).toBe('anonymousId: 6 of at most 5 within 7 days');
    expect(suppressed).toBeGreaterThan(8_000);
  }, 60_000);

  it('that may have as many devices as it likes keeps 50 identifiers', () => {
    const identifiers = identifierRules(EMPTY_WORKSPACE).known.map((rule) => ({ ...rule, limit: 100_000 }));
    const workspace = { ...EMPTY_WORKSPACE, identifiers };
    const events = eventsOf(crowd(2_000, (i) => [CONSTANT, device(i)]));
    const outcome = outcomeOf(events, AT_A_TIME, workspace);
    const profile = outcome.profiles.get(stateOf(outcome, CONSTANT).profileId)!;
    expectBounds(outcome, events);
    expect(Object.keys(profile.identifiers)).toHaveLength(IDENTIFIERS_MAX);
    expect(profile.refusals.at(-1)).toMatchObject({ code: 'identifiers', detail: '51 identifiers of at most 50' });
  }, 60_000);
});
