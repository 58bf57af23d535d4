import fc from 'fast-check';
import { historyOf, updateOf } from '@tutti/testing';
import type { HistoryStep, UpdateSketch } from '@tutti/testing';
import { CHANGE_LIMITS, nextChange } from './index';
import type { Change, Mode, Pending } from './index';

const pending = ({ mode = 'live', ...sketch }: UpdateSketch & { readonly mode?: Mode }): Pending => ({
  update: updateOf(sketch),
  mode,
  bytes: 1000,
});

/** Every change that a history of one profile comes to, each delivered before the next is asked for. */
function changesOf(queue: readonly Pending[], delivered = -1): readonly Change[] {
  const next = nextChange(delivered, queue);
  if (next.change === undefined) return [];
  return [next.change, ...changesOf(queue.slice(next.covers), next.change.version)];
}

const histories = fc
  .array(
    fc.record({
      step: fc.integer({ min: 0, max: 2 }),
      events: fc.integer({ min: 0, max: 30 }),
      bytes: fc.integer({ min: 1, max: 200_000 }),
      segments: fc.subarray(['big', 'new', 'vip']),
      city: fc.constantFrom(undefined, '"Graz"', '"Linz"'),
      absorbed: fc.constantFrom(undefined, undefined, 'p2'),
      mergedInto: fc.constantFrom(undefined, undefined, undefined, undefined, 'p3'),
      mode: fc.constantFrom('live' as const, 'live' as const, 'backfill' as const),
    }),
    { maxLength: 30, size: 'max' },
  )
  .map(history);

function history(
  steps: readonly (HistoryStep & { readonly bytes: number; readonly mode: Mode })[],
): readonly Pending[] {
  const updates = historyOf('p1', steps);
  return steps.map(({ bytes, mode }, i) => ({ update: updates[i]!, mode, bytes }));
}

/** What a receiver holds that starts with nothing, takes each change at its word and forgets a profile that went away. */
function applied(told: readonly Change[]): { readonly segments: readonly string[]; readonly city: string | null } {
  const segments = new Set<string>();
  let city: string | null = null;
  for (const { entered, exited, changes, mergedInto, deleted } of told) {
    for (const { segment } of exited) expect(segments.delete(segment)).toBe(true);
    for (const { segment } of entered) expect(segments.has(segment)).toBe(false);
    for (const { segment } of entered) segments.add(segment);
    for (const { from } of changes) expect(from).toBe(city);
    for (const { to } of changes) city = to;
    if (mergedInto !== undefined) expect([...segments]).toEqual([]);
    if (mergedInto === undefined && !deleted) continue;
    segments.clear();
    city = null;
  }
  return { segments: [...segments].sort(), city };
}

const versionsOf = (queue: readonly Pending[]): readonly number[] => [
  ...new Set(queue.map(({ update }) => update.profile.version)),
];

describe('the changes of one profile', () => {
  it('tell every event once and in order, however they are cut', () => {
    fc.assert(
      fc.property(histories, (queue) => {
        const seen = new Set<number>();
        const fresh = queue.filter(
          ({ update: { profile } }) => !seen.has(profile.version) && seen.add(profile.version),
        );
        const told = changesOf(queue).flatMap(({ events }) => events.map(({ messageId }) => messageId));
        expect(told).toEqual(fresh.flatMap(({ update }) => update.causes.map(({ messageId }) => messageId)));
      }),
    );
  });

  it('have rising versions and end with the newest profile', () => {
    fc.assert(
      fc.property(histories, (queue) => {
        const changes = changesOf(queue);
        const versions = changes.map(({ version }) => version);
        expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
        expect(changes.at(-1)?.profile).toEqual(queue.at(-1)?.update.profile);
        expect(changes.at(-1)?.segments).toEqual(queue.at(-1)?.update.segments);
      }),
    );
  });

  it('need nothing at or below what was delivered', () => {
    fc.assert(
      fc.property(histories, fc.nat(60), (queue, delivered) => {
        const rest = queue.filter(({ update }) => update.profile.version > delivered);
        expect(changesOf(queue, delivered)).toEqual(changesOf(rest, delivered));
        const newest = versionsOf(queue).at(-1) ?? -1;
        expect(nextChange(newest, queue)).toEqual({ change: undefined, covers: queue.length });
      }),
    );
  });

  it('add up: applied one after the other they give the segments and traits of the newest profile', () => {
    fc.assert(
      fc.property(histories, (queue) => {
        const last = queue.at(-1)?.update;
        const { segments, city } = applied(changesOf(queue));
        expect(segments).toEqual(last?.segments.map(({ segment }) => segment) ?? []);
        expect(city).toBe(last?.profile.traits['city']?.value ?? null);
      }),
    );
  });

  it('stay within 50 events and 256 KB unless one update alone is more', () => {
    fc.assert(
      fc.property(histories, (queue) => {
        const { change, covers } = nextChange(-1, queue);
        const bytes = queue.slice(0, covers).reduce((total, one) => total + one.bytes, 0);
        const single = versionsOf(queue.slice(0, covers)).length <= 1;
        expect(single || change!.events.length <= CHANGE_LIMITS.events).toBe(true);
        expect(single || bytes <= CHANGE_LIMITS.bytes || versionsOf(queue).length < queue.length).toBe(true);
      }),
    );
  });

  it('never reach less far when more is known', () => {
    fc.assert(
      fc.property(histories, fc.nat(30), (queue, cut) => {
        const less = nextChange(-1, queue.slice(0, cut)).change?.version ?? -1;
        const more = nextChange(-1, queue).change?.version ?? -1;
        expect(more).toBeGreaterThanOrEqual(less);
      }),
    );
  });

  it('close where live begins after backfill', () => {
    const queue = [pending({ version: 1, mode: 'backfill' }), pending({ version: 2, mode: 'live' })];
    expect(changesOf(queue).map(({ version, mode }) => [version, mode])).toEqual([
      [1, 'backfill'],
      [2, 'live'],
    ]);
  });
});

describe('what a profile took in and where it went', () => {
  it('is told once and in order, however it is cut', () => {
    fc.assert(
      fc.property(histories, (queue) => {
        const fresh = queue.filter((one, i) => one.update.profile.version !== queue[i - 1]?.update.profile.version);
        const told = changesOf(queue).flatMap(({ identity }) => identity);
        expect(told).toEqual(fresh.flatMap(({ update }) => update.identity ?? []));
      }),
    );
  });

  it('is told alone when it went into another one, with all that happened before it and apart from all after', () => {
    fc.assert(
      fc.property(histories, (queue) => {
        const merges = queue.filter(({ update }) => update.mergedInto !== null).map(({ update }) => update.profile);
        const told = changesOf(queue).filter(({ mergedInto }) => mergedInto !== undefined);
        expect(told.map(({ profile }) => profile)).toEqual([...new Set(merges)]);
        for (const { events, segments, entered, changes, identity } of told) {
          expect([events, segments, entered, changes]).toEqual([[], [], [], []]);
          expect(identity.map(({ kind }) => kind)).toEqual(['merged']);
        }
      }),
    );
  });

  it('ends in a profile that lives again from nothing', () => {
    const steps: readonly HistoryStep[] = [
      { step: 1, events: 1, segments: ['vip'], city: '"Graz"' },
      { step: 1, mergedInto: 'p2' },
      { step: 1, segments: ['vip'], city: '"Graz"' },
    ];
    const queue = historyOf('p1', steps).map((update): Pending => ({ update, mode: 'live', bytes: 100 }));
    expect(
      changesOf(queue).map(({ version, mergedInto, events, entered, exited, changes }) => [
        ...[version, mergedInto, events.length, entered.length, exited.length, changes.length],
      ]),
    ).toEqual([
      [1, undefined, 1, 1, 0, 1],
      [2, 'p2', 0, 0, 1, 0],
      [3, undefined, 0, 1, 0, 1],
    ]);
  });
});

describe('an erased profile', () => {
  it('is told alone, and nothing from before it is told any more', () => {
    const queue = [
      pending({ version: 1, events: 2 }),
      pending({ version: 2, mergedInto: 'p2' }),
      pending({ version: 3, deleted: true }),
      pending({ version: 4, events: 1 }),
    ];
    expect(changesOf(queue).map(({ version, deleted, events }) => [version, deleted, events.length])).toEqual([
      [3, true, 0],
      [4, false, 1],
    ]);
  });

  it('is told without what it was in and what it was like', () => {
    const steps: readonly HistoryStep[] = [
      { step: 1, segments: ['vip'], city: '"Graz"' },
      { step: 1, deleted: true },
    ];
    const queue = historyOf('p1', steps).map((update): Pending => ({ update, mode: 'live', bytes: 100 }));
    expect(changesOf(queue)).toMatchObject([{ version: 2, exited: [], changes: [], deleted: true }]);
  });
});
