import type { Evidence } from './evidence';
import { placeOf } from './positions';

/** Places in a topic that a dead letter tells of, with its code. */
export const refusedIn = (topic: string, letters: Evidence['letters']): ReadonlyMap<number, string> =>
  new Map(
    letters
      .filter(({ of }) => of.topic === topic)
      .map(({ of, code }) => [placeOf(of.partition, of.offset), code] as const),
  );

/** Keys of the records that one stage refused. The key of a dead letter is its stage and the key of the record. */
export const keysRefusedBy = (refusing: string, letters: Evidence['letters']): ReadonlySet<string> =>
  new Set(letters.filter(({ stage }) => stage === refusing).map(({ key }) => key.slice(key.indexOf('/') + 1)));
