import type {
  AuditRecord,
  Identifier,
  IdentifierKey,
  IdentifierState,
  LinkCause,
  ProfileId,
  ProfileState,
  SubState,
  Wall,
} from '@tutti/contracts';
import { homeProfile, splitProfile } from '@tutti/core/stage';
import type { IdentityFacts } from './facts';

/** The `day`-th of November 2026, at that hour of UTC. */
export const at = (day: number, hour: number, minute = 0): number => Date.UTC(2026, 10, day, hour, minute);

const identifier = (type: string, value: string, digit: string): Identifier => ({
  ...{ type, value, key: digit.repeat(32) as IdentifierKey },
});

/** Who the cases are about. */
export const who = {
  browser: identifier('anonymousId', 'a1', 'a'),
  user: identifier('userId', 'u1', 'b'),
  second: identifier('userId', 'u2', 'c'),
  kiosk: identifier('anonymousId', 'a2', 'd'),
  stranger: identifier('email', 'x@example.com', 'e'),
};

/** Their profiles. */
export const ID = {
  one: homeProfile(who.browser.key, 0),
  user: homeProfile(who.user.key, 0),
  second: homeProfile(who.second.key, 0),
  kiosk: splitProfile('c1', homeProfile(who.browser.key, 0)),
  unknown: homeProfile(who.stranger.key, 0),
};

/** An event that named two. */
export const seenIn = (messageId: string, time: number): LinkCause => ({ messageId, command: null, at: time });

interface MemberSketch {
  readonly addedAt: number;
  readonly events?: number;
  readonly lineage?: readonly ProfileId[];
  readonly walls?: readonly Wall[];
}

/** A sub-state under its name. */
export const member = (
  of: Identifier,
  { addedAt, events = 1, lineage = [], walls = [] }: MemberSketch,
): Readonly<Record<string, SubState>> => ({
  [of.key]: {
    ...{ identifier: of, incarnation: 0, addedAt, pointerVersion: lineage.length, lineage, walls },
    ...{ applied: [{ from: 1, to: events }], units: {} },
  },
});

/** A profile that nothing happened to but what is said. */
export const profile = (sketch: Partial<ProfileState> = {}): ProfileState => ({
  ...{ version: 7, told: 7, revision: 1, createdAt: at(1, 9), life: 'live', into: null },
  ...{ identifiers: {}, links: [], forwards: {}, transfers: 0, arrived: [], commands: [], refusals: [], aside: [] },
  ...sketch,
});

/** An identifier that points there. */
export const pointer = (profileId: ProfileId, sketch: Partial<IdentifierState> = {}): IdentifierState => ({
  ...{ version: 3, profileId, pointerVersion: 0, incarnation: 0, seq: 1 },
  ...{ recent: new Uint8Array(0), neighbours: [], suppressed: 0 },
  ...sketch,
});

/** A record of the audit. */
export const audited = (sketch: Partial<AuditRecord>): AuditRecord => ({
  ...{ at: at(3, 10, 12), action: 'link', outcome: 'done', code: '', detail: '', command: null, by: '', why: '' },
  ...{ identifiers: [], profiles: [], messageId: null, revision: 1 },
  ...sketch,
});

const RULES: IdentityFacts['rules'] = {
  limitOf: (type) => ({ max: type === 'userId' ? 1 : 5, windowMs: undefined }),
  isShared: () => false,
};

const nothing = { identifiers: new Map(), audit: [], rules: RULES, notes: [] };

const browser = member(who.browser, { addedAt: at(1, 9), events: 12 });
const user = member(who.user, { addedAt: at(3, 10, 12), events: 3, lineage: [ID.user] });
const joined = { one: who.browser.key, other: who.user.key, cause: seenIn('m17', at(3, 10, 12)) };
const merge = audited({
  ...{ identifiers: [who.browser.key, who.user.key], profiles: [ID.one, ID.user], messageId: 'm17' },
});

/** A browser whose owner logged in. */
export const aMergedProfile: IdentityFacts = {
  ...nothing,
  ...{ asked: 'userId:u1', subject: who.user.key, start: ID.one, audit: [merge] },
  profiles: new Map([
    [ID.one, profile({ identifiers: { ...browser, ...user }, links: [joined] })],
    [ID.user, profile({ life: 'merged', into: ID.one, forwards: { [who.user.key]: ID.one } })],
  ]),
};

const refusal = { code: 'limit', detail: 'userId: 2 of at most 1', revision: 1, at: at(4, 18, 30) };
const shared = { ...refusal, one: who.browser.key, other: who.second.key, otherType: 'userId' };

/** The same browser, with somebody else logged in a day later. */
export const aRefusedProfile: IdentityFacts = {
  ...aMergedProfile,
  ...{ asked: 'anonymousId:a1', subject: who.browser.key },
  audit: [
    merge,
    audited({
      ...{ ...refusal, outcome: 'refused', messageId: 'm18', profiles: [ID.one, ID.second] },
      identifiers: [who.browser.key, who.second.key],
    }),
  ],
  profiles: new Map([
    ...aMergedProfile.profiles,
    [
      ID.one,
      profile({
        ...{ identifiers: { ...browser, ...user }, links: [joined] },
        refusals: [{ ...shared, cause: seenIn('m18', at(4, 18, 30)) }],
      }),
    ],
    [ID.second, profile({ createdAt: at(4, 18, 30), identifiers: member(who.second, { addedAt: at(4, 18, 30) }) })],
  ]),
  identifiers: new Map([
    [
      who.browser.key,
      pointer(ID.one, {
        neighbours: [{ key: who.second.key, askedAt: at(4, 18, 30), refusal: 'limit', revision: 1 }],
      }),
    ],
    [who.second.key, pointer(ID.second)],
  ]),
};

const order = { action: 'split', command: 'c1', identifiers: [who.kiosk.key], profiles: [ID.one, ID.kiosk] } as const;
const wall = (side: number): readonly Wall[] => [{ wall: 'c1', side }];

/** A browser in a shop that was taken for somebody's own, until an operator split it off. */
export const aSplitProfile: IdentityFacts = {
  ...aMergedProfile,
  ...{ asked: 'anonymousId:a2', subject: who.kiosk.key, start: ID.kiosk },
  audit: [
    merge,
    audited({
      ...order,
      at: at(5, 11),
      outcome: 'asked',
      by: 'bob',
      why: 'the browser in our shop, used by everybody',
    }),
    audited({ ...order, at: at(5, 11) }),
  ],
  profiles: new Map([
    [
      ID.kiosk,
      profile({
        identifiers: member(who.kiosk, { addedAt: at(2, 8), events: 40, walls: wall(1) }),
        createdAt: at(5, 11),
      }),
    ],
    [
      ID.one,
      profile({
        identifiers: {
          ...member(who.browser, { addedAt: at(1, 9), events: 12, walls: wall(0) }),
          ...member(who.user, { addedAt: at(3, 10, 12), events: 3, lineage: [ID.user], walls: wall(0) }),
        },
        links: [joined],
      }),
    ],
  ]),
};

const erasure = { action: 'erase', command: 'c2', identifiers: [who.user.key], profiles: [ID.one] } as const;

/** Nothing but a grave. */
export const anErasedProfile: IdentityFacts = {
  ...aMergedProfile,
  ...{ asked: `profile:${ID.one}`, subject: undefined },
  audit: [
    audited({ ...erasure, at: at(3, 13), outcome: 'asked', by: 'carol', why: 'she asked us to forget her' }),
    audited({ ...erasure, at: at(3, 13) }),
  ],
  profiles: new Map([[ID.one, profile({ life: 'erased' })]]),
};
