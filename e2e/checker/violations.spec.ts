import type { Evidence, Invariant, Kept, Pointer, SubState, View } from './evidence';
import type { Cache, Owned } from './ownership';
import { NAMES, SAMPLE } from './sample';
import { lineOf, violationsIn } from './violations';

/** What is wrong, and the sample with that alone. */
type Case = readonly [invariant: Invariant, what: string, wrong: Partial<Evidence>];

const OTHER = '9'.repeat(32);
const { ann, anns, bens, phones } = NAMES;
const { entered, applied, told, letters, decisions, owned, pointers, kept, answered, deliveries = [] } = SAMPLE;

const CASES: readonly Case[] = [
  [
    'rest',
    'an event that no task has come to',
    { owned: withOwned(0, { progress: owned[0]!.progress.slice(0, 1), cache: undefined }) },
  ],
  ['rest', 'a sweep under way', { owned: withOwned(1, { progress: [{ ...owned[1]!.progress[1]!, sweeps: true }] }) }],
  ['I1', 'an answer of 200 for an event that is nowhere', { answered: [...answered, { messageId: 'five' }] }],
  [
    'I1',
    'an answer of 200 for an event that entered by another identifier',
    { answered: [{ messageId: 'two', entry: `userId:${ann}` }] },
  ],
  ['I1', 'bytes that are no value without a dead letter', { letters: [] }],
  ['I1', 'two dead letters for one record', { letters: [...letters, { ...letters[0]!, offset: 1 }] }],
  ['I1', 'an update that is missing', { told: told.slice(1) }],
  ['I1', 'an update that comes from nowhere', { told: [{ ...told[0]!, cause: undefined }, ...told.slice(1)] }],
  ['I1', 'an update with a wrong sum', { told: [{ ...told[0]!, micros: 11 } as never, ...told.slice(1)] }],
  ['I1', 'a merge that is told as none', { told: told.map((it) => ('end' in it ? { ...it, end: undefined } : it)) }],
  [
    'I2',
    'a hole in what a profile has counted',
    {
      kept: withSubState({
        applied: [
          { from: 1, to: 1 },
          { from: 3, to: 3 },
        ],
      }),
    },
  ],
  ['I3', 'a pointer that leads elsewhere', { pointers: withPointer({ profile: bens }) }],
  ['links', 'a profile that nothing holds together', { kept: withKept({ links: [] }) }],
  ['links', 'two on one event who are apart, and nothing says why', { decisions: decisions.slice(0, 1) }],
  [
    'I4',
    'a cache that is ahead of the log',
    { owned: withCache({ watermark: { stateOffset: 7, epoch: 2, progress: 'progress 4' } }) },
  ],
  [
    'I4',
    'a cached state that the log does not have',
    { owned: withCache({ entries: withEntry({ version: 4, digest: 'other' }) }) },
  ],
  [
    'I4',
    'a cached state of the future',
    { owned: withCache({ entries: withEntry({ version: 9, digest: `${ann} 0` }) }) },
  ],
  [
    'I4',
    'a cache that lacks a key',
    { owned: withCache({ entries: new Map([...owned[0]!.cache!.entries].slice(1)) }) },
  ],
  [
    'I4',
    'a cached state of a key that the log does not know',
    { owned: withCache({ entries: new Map([...owned[0]!.cache!.entries, [OTHER, { version: 2, digest: 'd' }]]) }) },
  ],
  [
    'I4',
    'a watermark without progress',
    { owned: withCache({ watermark: { stateOffset: 5, epoch: 2, progress: '' } }) },
  ],
  [
    'I4',
    'a watermark with the progress of an earlier commit',
    { owned: withCache({ watermark: { stateOffset: 5, epoch: 2, progress: 'progress 0' } }) },
  ],
  [
    'I4',
    'a watermark with progress that was never committed',
    { owned: withCache({ watermark: { stateOffset: 5, epoch: 2, progress: 'progress 7' } }) },
  ],
  ['I5', 'an identifier that forgot a message', { pointers: withPointer({ recent: '' }) }],
  ['I5', 'an identifier with another number', { pointers: withPointer({ seq: 3 }) }],
  ['I5', 'a profile with another trait', { kept: withKept({ traits: new Map() }) }],
  ['I5', 'a profile with another count', { kept: withKept({ counters: new Map() }) }],
  ['I5', 'a profile of another version', { newestMade: withView({ version: 1 }) }],
  ['I5', 'a profile that lacks an identifier', { newestTold: withView({ identifiers: [ann] }) }],
  ['I5', 'a profile that lives on where it went', { newestTold: withView({ end: anns }) }],
  ['I5', 'a profile that waits for an answer', { kept: withKept({ life: 'yielded' }, phones) }],
  ['I5', 'a profile that is missing in updates', { newestTold: new Map([...SAMPLE.newestTold].slice(1)) }],
  ['I5', 'a segment that was entered in silence', { told: withTold({ entered: [] }) }],
  [
    'I5',
    'a segment that was exited without being in it',
    { told: withTold({ exited: [{ segment: 'rare', since: 0 }] }) },
  ],
  [
    'I5',
    'a segment state that is not what was told',
    { memberships: new Map([...SAMPLE.memberships, [anns, { version: 5, segments: [] }]]) },
  ],
  [
    'I6',
    'a destination with an old version',
    {
      deliveries: deliveries
        .slice(0, 5)
        .concat({ ...deliveries[5]!, acknowledged: false }, { ...deliveries[5]!, profile: OTHER }),
    },
  ],
  ['I6', 'a version that falls', { deliveries: [deliveries[5]!, ...deliveries] }],
  [
    'I6',
    'an event that a destination never heard of',
    { deliveries: deliveries.map((it) => (it.version === 0 ? { ...it, messageIds: [] } : it)) },
  ],
  [
    'I6',
    'a version that no sink settled',
    { settled: new Map([['hook', new Map([...SAMPLE.settled.get('hook')!].slice(1))]]) },
  ],
  [
    'I6',
    'a refusal that is listed nowhere',
    {
      settled: new Map([
        ['hook', new Map([...SAMPLE.settled.get('hook')!, [anns, { version: 5, outcome: 'rejected' }]])],
      ]),
    },
  ],
  [
    'I7',
    'a profile that comes back',
    { owned: withOwned(1, { records: [{ offset: 0, key: anns, digest: undefined }, ...owned[1]!.records] }) },
  ],
  [
    'R3',
    'an owner after its successor',
    { owned: withOwned(0, { progress: [{ ...owned[0]!.progress[0]!, epoch: 3 }, owned[0]!.progress[1]!] }) },
  ],
  [
    'R3',
    'an input that is stepped again',
    { owned: withOwned(0, { progress: [{ ...owned[0]!.progress[0]!, inputOffset: 9 }, owned[0]!.progress[1]!] }) },
  ],
];

test('nothing is reported where everything is as promised', () => {
  expect(violationsIn(SAMPLE).map(lineOf)).toEqual([]);
});

test.each(CASES)('%s, and nothing else, is reported for %s', (invariant, _what, wrong) => {
  const lines = violationsIn({ ...SAMPLE, ...wrong }).map(lineOf);
  expect(lines).not.toEqual([]);
  expect(lines.filter((line) => !line.startsWith(`${invariant} `))).toEqual([]);
});

test('an event that is applied twice, or not at all, shows on its whole way', () => {
  const again = violationsIn({ ...SAMPLE, applied: [...applied, { ...applied[5]!, offset: 6 }] });
  expect(again.map(lineOf)).toContainEqual(
    expect.stringContaining('I1 profile.in/0/6: three of identity.in/0/5 is applied once more'),
  );
  const lost = violationsIn({ ...SAMPLE, applied: applied.slice(0, 5) });
  expect(lost.map(lineOf)).toContainEqual(
    expect.stringContaining('I1 identity.in/0/5: three was accepted, but neither applied nor refused'),
  );
});

test('a cache that is behind is none of our business as long as it says what the log said then', () => {
  const [identity] = owned;
  const cache: Cache = {
    watermark: { stateOffset: 2, epoch: 1, progress: 'progress 0' },
    entries: new Map([[ann, { version: 2, digest: `${ann} 0` }]]),
  };
  expect(violationsIn({ ...SAMPLE, owned: [{ ...identity!, cache }, ...owned.slice(1)] }).map(lineOf)).toEqual([]);
});

test('a repeat that is old enough counts again', () => {
  const week = 7 * 24 * 60 * 60 * 1_000 + 2_000;
  const later = { ...entered[1]!, offset: 7, timestamp: week, at: week } as Evidence['entered'][number];
  const lines = violationsIn({ ...SAMPLE, entered: [...entered, later] }).map(lineOf);
  expect(lines).toContainEqual(
    expect.stringContaining('I1 identity.in/0/7: one was accepted, but neither applied nor refused'),
  );
});

function withOwned(index: number, change: Partial<Owned>): Evidence['owned'] {
  return owned.map((one, i) => (i === index ? { ...one, ...change } : one));
}

function withCache(change: Partial<Cache>): Evidence['owned'] {
  return withOwned(0, { cache: { ...owned[0]!.cache!, ...change } });
}

function withEntry(entry: { readonly version: number; readonly digest: string }): Cache['entries'] {
  return new Map([...owned[0]!.cache!.entries, [ann, entry]]);
}

function withKept(change: Partial<Kept>, profile: string = anns): Evidence['kept'] {
  return new Map([...kept, [profile, { ...kept.get(profile)!, ...change }]]);
}

function withSubState(change: Partial<SubState>): Evidence['kept'] {
  const { subStates } = kept.get(anns)!;
  return withKept({ subStates: new Map([...subStates, [ann, { ...subStates.get(ann)!, ...change }]]) });
}

function withPointer(change: Partial<Pointer>): Evidence['pointers'] {
  return new Map([...pointers, [ann, { ...pointers.get(ann)!, ...change }]]);
}

function withView(change: Partial<View>): Evidence['newestMade'] {
  return new Map([...SAMPLE.newestMade, [anns, { ...SAMPLE.newestMade.get(anns)!, ...change }]]);
}

function withTold(change: object): Evidence['told'] {
  return told.map((record) => (record.offset === 5 ? { ...record, ...change } : record));
}
