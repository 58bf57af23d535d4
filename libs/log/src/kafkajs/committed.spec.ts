import fc from 'fast-check';
import type { AbortedTransaction, BatchBounds } from './committed';
import { committedOf } from './committed';

/** What producers do to one partition, one offset each. `plain` is a record outside any transaction. */
type Act = { readonly producerId: string; readonly kind: 'plain' | 'write' | 'commit' | 'abort' };

const acts: fc.Arbitrary<readonly Act[]> = fc.array(
  fc.record({
    producerId: fc.constantFrom('1', '2', '3', '4'),
    kind: fc.constantFrom('plain', 'write', 'write', 'write', 'commit', 'abort'),
  }),
  { maxLength: 60 },
);

interface History {
  readonly batches: readonly BatchBounds[];
  readonly aborted: readonly (AbortedTransaction & { readonly lastOffset: number })[];
  /** Offsets that a reader may see. */
  readonly committed: ReadonlySet<number>;
}

/** Plays the acts as a broker would store them; what is still open at the end is aborted. */
function historyOf(played: readonly Act[]): History {
  const open = new Map<string, number[]>();
  const aborted: History['aborted'][number][] = [];
  const committed = new Set<number>();
  const batches: BatchBounds[] = [];
  const store = ({ producerId, kind }: Act, marker: BatchBounds['marker']): number => {
    const offset = batches.length;
    batches.push({ producerId, firstOffset: offset, lastOffset: offset, transactional: kind !== 'plain', marker });
    return offset;
  };
  const end = (act: Act, how: 'commit' | 'abort'): void => {
    const mine = open.get(act.producerId) ?? [];
    if (mine[0] === undefined) return;
    open.delete(act.producerId);
    const lastOffset = store(act, how);
    if (how === 'commit') mine.forEach((written) => committed.add(written));
    else aborted.push({ producerId: act.producerId, firstOffset: mine[0], lastOffset });
  };
  const leftOpen = ['1', '2', '3', '4'].map((producerId) => ({ producerId, kind: 'abort' }) as const);
  for (const act of [...played, ...leftOpen]) {
    if (act.kind === 'plain') committed.add(store(act, undefined));
    else if (act.kind === 'write')
      open.set(act.producerId, [...(open.get(act.producerId) ?? []), store(act, undefined)]);
    else end(act, act.kind);
  }
  return { batches, aborted, committed };
}

/** What a broker answers from an offset: the batches, and every aborted transaction that reaches into them. */
const visibleFrom = ({ batches, aborted }: History, from: number): readonly number[] =>
  committedOf(
    batches.filter(({ lastOffset }) => lastOffset >= from),
    aborted.filter(({ lastOffset }) => lastOffset >= from),
  ).map(({ firstOffset }) => firstOffset);

describe('what of a fetch is committed', () => {
  it('is everything but markers and aborted records, from any offset and in any order of the list', () => {
    const law = fc.property(acts, fc.nat(60), fc.boolean(), (played, from, reversed) => {
      const history = historyOf(played);
      const listed = reversed ? { ...history, aborted: [...history.aborted].reverse() } : history;
      const expected = [...history.committed].sort((left, right) => left - right).filter((offset) => offset >= from);
      expect(visibleFrom(listed, from)).toEqual(expected);
    });
    fc.assert(law, { numRuns: 500 });
  });

  it('leaves out both of two aborted transactions that overlap, listed in the order of their ends', () => {
    const { batches, committed } = historyOf([
      { producerId: '1', kind: 'write' },
      { producerId: '2', kind: 'write' },
      { producerId: '2', kind: 'abort' },
      { producerId: '1', kind: 'write' },
      { producerId: '1', kind: 'abort' },
      { producerId: '1', kind: 'write' },
      { producerId: '1', kind: 'commit' },
    ]);
    const aborted = [
      { producerId: '2', firstOffset: 1 },
      { producerId: '1', firstOffset: 0 },
    ];
    expect(committedOf(batches, aborted).map(({ firstOffset }) => firstOffset)).toEqual([...committed]);
  });
});
