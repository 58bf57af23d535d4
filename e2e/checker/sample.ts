import { createHash } from 'node:crypto';
import type { Cache, Counter, Evidence, Kept, Made, Owned, Position, Progress, Said, Told, View } from './evidence';

/** Two people and the seconds of their events; what Ann sent first came twice, and something came that is no event. */
const ANN = 'a'.repeat(32);
const BEN = 'b'.repeat(32);
const HOME: Readonly<Record<string, string>> = { [ANN]: '1'.repeat(32), [BEN]: '2'.repeat(32) };

/** The profile of Ann in the sample. */
export const ANNS = HOME[ANN] ?? '';

const position = (topic: string, offset: number): Position => ({ topic, partition: 0, offset });

const recorded = (offset: number, key: string, cause?: Position) => ({
  ...position('', offset),
  timestamp: 100 + offset,
  key,
  cause,
});

const said = (messageId: string, at: number): Said => ({
  messageId,
  at,
  time: at,
  name: 'Paid',
  micros: 10,
  traits: [['plan', '"pro"']],
});

interface Step {
  readonly identifier: string;
  readonly messageId: string;
  readonly from: number;
  readonly seq: number;
}

const STEPS: readonly Step[] = [
  { identifier: ANN, messageId: 'one', from: 0, seq: 1 },
  { identifier: BEN, messageId: 'two', from: 2, seq: 1 },
  { identifier: ANN, messageId: 'three', from: 4, seq: 2 },
];

const versionOf = ({ messageId, from, seq }: Step, offset: number) => ({
  ...({ kind: 'version', version: offset, at: from, count: seq, micros: 10 * seq, messageIds: [messageId] } as const),
});

const made: readonly Made[] = STEPS.map((step, i) => ({
  ...recorded(i, HOME[step.identifier] ?? '', position('profile.in', i)),
  ...versionOf(step, i),
}));

const told: readonly Told[] = STEPS.map((step, i) => {
  const often = { segment: 'often', since: step.from };
  const [segments, entered] = step.seq > 1 ? [[often], [often]] : [[], []];
  const memberships = { segments, entered, exited: [], deleted: false };
  return {
    ...recorded(i, HOME[step.identifier] ?? '', position('profiles', i)),
    ...versionOf(step, i),
    ...memberships,
  };
});

const counter = (first: number, last: number, count: number): Counter => ({ count, first, last, micros: 10 * count });

const viewOf = (version: number, createdAt: number, counters: Counter): View => ({
  ...{ version, createdAt, counters: new Map([['Paid', counters]]) },
  traits: new Map([
    [
      'plan',
      {
        value: '"pro"',
        time: counters.last,
        messageId: version === 2 ? 'three' : 'two',
        position: `profile.in/0/${version}`,
      },
    ],
  ]),
});

const VIEWS: ReadonlyMap<string, View> = new Map([
  [HOME[ANN] ?? '', viewOf(2, 0, counter(0, 4, 2))],
  [HOME[BEN] ?? '', viewOf(1, 2, counter(2, 2, 1))],
]);

const keptOf = (identifier: string, to: number): [string, Kept] => {
  const profile = HOME[identifier] ?? '';
  return [profile, { ...VIEWS.get(profile)!, applied: new Map([[identifier, [{ from: 1, to }]]]) }];
};

const progress = (offset: number, inputOffset: number, epoch: number): Progress => ({
  ...{ offset, inputOffset, epoch, revision: 1, at: inputOffset, sweeps: false, digest: `progress ${offset}` },
});

/** Two owners, one after the other; each wrote one state of each key. The cache is even with the log. */
const ownedOf = (service: string, [input, state]: readonly [string, string], inputOffset: number): Owned => {
  const keys = state === 'identity.state' ? [ANN, BEN] : Object.values(HOME);
  const records = keys.map((key, i) => ({ offset: i + 1, key, digest: `${key} ${i}` }));
  const entries = new Map(records.map(({ key, digest }) => [key, { version: 4, digest: digest ?? '' }]));
  const cache: Cache = { watermark: { stateOffset: 4, epoch: 2, progress: 'progress 3' }, entries };
  const told = [progress(0, 1, 1), progress(3, inputOffset, 2)];
  return { ...{ service, input, state, partition: 0, end: 5, progress: told }, records, cache };
};

const recentOf = (...events: readonly (readonly [messageId: string, at: number])[]): string =>
  events.map(([messageId]) => `${createHash('sha256').update(messageId).digest('hex').slice(0, 16)}00000000`).join('');

/** A small installation at rest in which everything is as promised. */
export const SAMPLE: Evidence = {
  entered: [
    ...STEPS.map(({ identifier, messageId, from }) => ({
      ...recorded(from, identifier),
      ...({ kind: 'event', messageId, entry: `userId:${identifier}`, at: from } as const),
    })),
    { ...recorded(1, ANN), kind: 'event', messageId: 'one', entry: `userId:${ANN}`, at: 1 } as const,
    { ...recorded(3, BEN), kind: 'unreadable' } as const,
  ].sort((one, other) => one.offset - other.offset),
  applied: STEPS.map(({ identifier, messageId, from, seq }, i) => ({
    ...recorded(i, HOME[identifier] ?? '', position('identity.in', from)),
    ...({ kind: 'apply', identifier, seq, said: said(messageId, from) } as const),
  })),
  ...{ made, told },
  letters: [
    { ...recorded(0, `identity/${BEN}`), stage: 'identity', code: 'bad-magic', of: position('identity.in', 3) },
  ],
  owned: [
    ownedOf('identity', ['identity.in', 'identity.state'], 5),
    ownedOf('profile-compute', ['profile.in', 'profile.state'], 3),
    ownedOf('segment-evaluator', ['profiles', 'segment.state'], 3),
    ownedOf('sink.hook', ['updates', 'destination.hook.state'], 3),
  ],
  pointers: new Map([
    [ANN, { profile: HOME[ANN] ?? '', seq: 2, recent: recentOf(['one', 0], ['three', 4]) }],
    [BEN, { profile: HOME[BEN] ?? '', seq: 1, recent: recentOf(['two', 2]) }],
  ]),
  kept: new Map([keptOf(ANN, 2), keptOf(BEN, 1)]),
  memberships: new Map([
    [HOME[ANN] ?? '', { version: 2, segments: [{ segment: 'often', since: 4 }] }],
    [HOME[BEN] ?? '', { version: 1, segments: [] }],
  ]),
  settled: new Map([
    ['hook', new Map([...VIEWS].map(([key, { version }]) => [key, { version, outcome: 'delivered' }]))],
  ]),
  ...{ newestMade: VIEWS, newestTold: VIEWS },
  answered: STEPS.map(({ identifier, messageId }) => ({ messageId, entry: `userId:${identifier}` })),
  deliveries: STEPS.map(({ identifier, messageId }, i) => ({
    ...{ instance: 'hook', profile: HOME[identifier] ?? '', version: i, messageIds: [messageId], acknowledged: true },
  })),
};
