/** What a batch of records says about its transaction. Offsets are inclusive. */
export interface BatchBounds {
  readonly producerId: string;
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly transactional: boolean;
  /** Set when the batch is the marker that ends a transaction of its producer. */
  readonly marker: 'commit' | 'abort' | undefined;
}

/** A transaction that was aborted, as the broker lists it beside the batches, in no particular order. */
export interface AbortedTransaction {
  readonly producerId: string;
  readonly firstOffset: number;
}

/**
 * The batches of a fetch that belong to no aborted transaction, without markers. A producer's records are aborted from
 * the first offset of its aborted transaction up to its next abort marker; any number of transactions may overlap, and
 * one may begin before the first batch or end after the last.
 */
export function committedOf<Batch extends BatchBounds>(
  batches: readonly Batch[],
  aborted: readonly AbortedTransaction[],
): readonly Batch[] {
  const waiting = [...aborted].sort((left, right) => right.firstOffset - left.firstOffset);
  const aborting = new Set<string>();
  return batches.filter((batch) => {
    beginUpTo(batch.lastOffset, waiting, aborting);
    if (batch.marker === 'abort') aborting.delete(batch.producerId);
    return batch.marker === undefined && !(batch.transactional && aborting.has(batch.producerId));
  });
}

/** `waiting` is in descending order, so that the earliest is at its end. */
function beginUpTo(offset: number, waiting: AbortedTransaction[], aborting: Set<string>): void {
  for (let next = waiting.at(-1); next !== undefined && next.firstOffset <= offset; next = waiting.at(-1)) {
    aborting.add(next.producerId);
    waiting.pop();
  }
}
