import type { StoredRecord } from 'kafkajs/src/broker/index';

interface Waiting {
  readonly record: StoredRecord;
  state: 'open' | 'committed' | 'aborted';
}

/** What one partition holds for a reader of committed records, made of all that is stored there. */
export interface CommittedRecords {
  /** Takes stored records in their order; returns those that are now known to be committed, in their order. */
  readonly next: (stored: readonly StoredRecord[]) => readonly StoredRecord[];
  /** Records of transactions that have not ended. */
  readonly open: () => number;
}

/**
 * A record counts when the marker of its transaction says so. Nothing else is asked: not the broker's list of aborted
 * transactions, which clients have read wrongly.
 */
export function committedRecords(): CommittedRecords {
  let waiting: Waiting[] = [];
  const settle = ({ key, batchContext: { producerId } }: StoredRecord): void => {
    const state = key?.readInt16BE(2) === 1 ? 'committed' : 'aborted';
    for (const one of waiting) {
      if (one.state === 'open' && one.record.batchContext.producerId === producerId) one.state = state;
    }
  };
  const settled = (): readonly StoredRecord[] => {
    const open = waiting.findIndex(({ state }) => state === 'open');
    const done = open === -1 ? waiting : waiting.slice(0, open);
    waiting = open === -1 ? [] : waiting.slice(open);
    return done.filter(({ state }) => state === 'committed').map(({ record }) => record);
  };
  return {
    next: (stored) => {
      for (const record of stored) {
        if (record.isControlRecord) settle(record);
        else waiting.push({ record, state: record.batchContext.inTransaction ? 'open' : 'committed' });
      }
      return settled();
    },
    open: () => waiting.length,
  };
}
