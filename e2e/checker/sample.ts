import { createHash } from 'node:crypto';
import type { Counter, Delivery, Evidence, Kept, Made, Position, Said, Told, Version, View } from './evidence';
import type { Cache, Owned, Progress } from './ownership';

/**
 * Ann, Ben, and a phone that turns out to be Ann's: its profile goes into hers. Ben once used Ann's name, and the two
 * were not linked. What Ann sent first came twice, and something came that is no event.
 */
const ANN = 'a'.repeat(32);
const BEN = 'b'.repeat(32);
const PHONE = 'c'.repeat(32);
const [ANNS, BENS, PHONES] = ['1', '2', '3'].map((digit) => digit.repeat(32)) as [string, string, string];
const HOME: Readonly<Record<string, string>> = { [ANN]: ANNS, [BEN]: BENS, [PHONE]: PHONES };

/** Identifiers and profiles of the sample, for those who spoil it. */
export const NAMES = { ann: ANN, ben: BEN, phone: PHONE, anns: ANNS, bens: BENS, phones: PHONES } as const;

const position = (topic: string, offset: number): Position => ({ topic, partition: 0, offset });

const recorded = (offset: number, key: string, cause?: Position) => ({
  ...{ partition: 0, offset, timestamp: 100 + offset, key },
  cause,
});

const said = (messageId: string, at: number): Said => ({
  ...{ messageId, at, time: at, name: 'Paid', micros: 10 },
  traits: [['plan', '"pro"']],
});

/** An event on its way: where it stands in `identity.in` and in `profile.in`, and how many its profile counts then. */
interface Step {
  readonly identifier: string;
  readonly others: readonly string[];
  readonly messageId: string;
  readonly from: number;
  readonly to: number;
  readonly seq: number;
  readonly count: number;
}

const STEPS: readonly Step[] = [
  { identifier: ANN, others: [PHONE], messageId: 'one', from: 0, to: 0, seq: 1, count: 1 },
  { identifier: BEN, others: [ANN], messageId: 'two', from: 2, to: 1, seq: 1, count: 1 },
  { identifier: PHONE, others: [], messageId: 'four', from: 4, to: 2, seq: 1, count: 1 },
  { identifier: ANN, others: [], messageId: 'three', from: 5, to: 5, seq: 2, count: 3 },
];

/** Where Ann's profile is told to adopt the phone, and the phone's that it did. */
const [ABSORB, ADOPTED] = [3, 4];

interface Turn extends Version {
  readonly profile: string;
}

const turn = (version: number, profile: string, of: Partial<Turn>): Turn => {
  const count = of.count ?? 0;
  return { ...{ version, profile, at: version, count, micros: 10 * count, messageIds: [], end: undefined }, ...of };
};

const TURNS: readonly Turn[] = [
  ...STEPS.map(({ identifier, messageId, to, count }) => {
    const profile = to > ADOPTED ? ANNS : (HOME[identifier] ?? '');
    return turn(to, profile, { count, messageIds: [messageId] });
  }),
  turn(ABSORB, ANNS, { count: 2 }),
  turn(ADOPTED, PHONES, { end: ANNS }),
].sort((one, other) => one.version - other.version);

const made: readonly Made[] = TURNS.map(({ profile, ...version }, i) => ({
  ...recorded(i, profile, position('profile.in', version.version)),
  ...({ kind: 'version' } as const),
  ...version,
}));

/** Who did something three times does it often. */
const told: readonly Told[] = TURNS.map(({ profile, ...version }, i) => {
  const often = version.count < 3 ? [] : [{ segment: 'often', since: version.at }];
  return {
    ...recorded(i, profile, position('profiles', i)),
    ...({ kind: 'version', segments: often, entered: often, exited: [] } as const),
    ...version,
  };
});

const counter = (first: number, last: number, count: number): Counter => ({ count, first, last, micros: 10 * count });

const sums = (counted: Counter, messageId: string) => ({
  counters: new Map([['Paid', counted]]),
  traits: new Map([['plan', { value: '"pro"', time: counted.last, messageId }]]),
});

const NOTHING = { counters: new Map(), traits: new Map() };
const OF_ANN = sums(counter(0, 5, 3), 'three');
const OF_BEN = sums(counter(2, 2, 1), 'two');

const VIEWS: ReadonlyMap<string, View> = new Map([
  [ANNS, { version: 5, createdAt: 0, identifiers: [ANN, PHONE], end: undefined, ...OF_ANN }],
  [BENS, { version: 1, createdAt: 2, identifiers: [BEN], end: undefined, ...OF_BEN }],
  [PHONES, { version: 4, createdAt: 4, identifiers: [], end: ANNS, ...NOTHING }],
]);

const subStates = (...of: readonly (readonly [string, number])[]): Kept['subStates'] =>
  new Map(of.map(([key, to]) => [key, { key, isNamed: true, applied: [{ from: 1, to }], walls: new Map() }]));

const KEPT: ReadonlyMap<string, Kept> = new Map([
  [
    ANNS,
    {
      ...{ told: 5, createdAt: 0, life: 'live', ...OF_ANN },
      ...{ subStates: subStates([ANN, 2], [PHONE, 1]), links: [[ANN, PHONE]] },
    },
  ],
  [BENS, { told: 1, createdAt: 2, life: 'live', subStates: subStates([BEN, 1]), links: [], ...OF_BEN }],
  [PHONES, { told: 4, createdAt: 4, life: 'merged', subStates: new Map(), links: [], ...NOTHING }],
]);

const progress = (offset: number, inputOffset: number, epoch: number): Progress => ({
  ...{ offset, inputOffset, epoch, revision: 1, at: inputOffset, sweeps: false, digest: `progress ${offset}` },
});

/** Two owners, one after the other; each wrote one state of each key. The cache is even with the log. */
const ownedOf = (service: string, [input, state]: readonly [string, string], inputOffset: number): Owned => {
  const keys = state === 'identity.state' ? Object.keys(HOME) : Object.values(HOME);
  const records = keys.map((key, i) => ({ offset: i + 1, key, digest: `${key} ${i}` }));
  const entries = new Map(records.map(({ key, digest }) => [key, { version: 5, digest: digest ?? '' }]));
  const cache: Cache = { watermark: { stateOffset: 5, epoch: 2, progress: 'progress 4' }, entries };
  const written = [progress(0, 1, 1), progress(4, inputOffset, 2)];
  return { ...{ service, input, state, partition: 0, end: 6, progress: written }, records, cache };
};

const recentOf = (...messageIds: readonly string[]): string =>
  messageIds.map((id) => `${createHash('sha256').update(id).digest('hex').slice(0, 16)}00000000`).join('');

const pointer = (profile: string, seq: number, recent: string) => ({
  ...{ profile, incarnation: 0, seq, recent, suppressed: 0 },
  refused: [],
});

const delivery = ({ profile, version, messageIds }: Turn): Delivery => ({
  ...{ instance: 'hook', profile, version, messageIds, acknowledged: true },
});

/** A small installation at rest in which everything is as promised. */
export const SAMPLE: Evidence = {
  entered: [
    ...STEPS.map(({ identifier, others, messageId, from }) => ({
      ...recorded(from, identifier),
      ...({ kind: 'event', messageId, entry: `userId:${identifier}`, others, at: from } as const),
    })),
    { ...recorded(1, ANN), kind: 'event', messageId: 'one', entry: `userId:${ANN}`, others: [], at: 1 } as const,
    { ...recorded(3, BEN), kind: 'unreadable' } as const,
    { ...recorded(6, PHONE), kind: 'message', at: 0 } as const,
  ].sort((one, other) => one.offset - other.offset),
  applied: [
    ...STEPS.map(({ identifier, messageId, from, to, seq }) => ({
      ...recorded(to, to > ADOPTED ? ANNS : (HOME[identifier] ?? ''), position('identity.in', from)),
      ...({ kind: 'apply', name: identifier, seq, said: said(messageId, from) } as const),
    })),
    { ...recorded(ABSORB, ANNS), kind: 'message', at: 0 } as const,
    { ...recorded(ADOPTED, PHONES), kind: 'message', at: 0 } as const,
  ].sort((one, other) => one.offset - other.offset),
  ...{ made, told },
  letters: [
    { ...recorded(0, `identity/${BEN}`), stage: 'identity', code: 'bad-magic', of: position('identity.in', 3) },
  ],
  decisions: [
    { action: 'link', outcome: 'done', code: '', identifiers: [ANN, PHONE] },
    { action: 'link', outcome: 'refused', code: 'limit', identifiers: [BEN, ANN] },
  ],
  owned: [
    ownedOf('identity', ['identity.in', 'identity.state'], 7),
    ownedOf('profile-compute', ['profile.in', 'profile.state'], 6),
    ownedOf('segment-evaluator', ['profiles', 'segment.state'], 6),
    ownedOf('sink.hook', ['updates', 'destination.hook.state'], 6),
  ],
  pointers: new Map([
    [ANN, pointer(ANNS, 2, recentOf('one', 'three'))],
    [BEN, pointer(BENS, 1, recentOf('two'))],
    [PHONE, pointer(ANNS, 1, recentOf('four'))],
  ]),
  kept: KEPT,
  memberships: new Map([
    [ANNS, { version: 5, segments: [{ segment: 'often', since: 5 }] }],
    [BENS, { version: 1, segments: [] }],
    [PHONES, { version: 4, segments: [] }],
  ]),
  settled: new Map([
    ['hook', new Map([...VIEWS].map(([key, { version }]) => [key, { version, outcome: 'delivered' }]))],
  ]),
  ...{ newestMade: VIEWS, newestTold: VIEWS },
  answered: STEPS.map(({ identifier, messageId }) => ({ messageId, entry: `userId:${identifier}` })),
  deliveries: TURNS.map(delivery),
};
