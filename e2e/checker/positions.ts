import type { Position, Recorded } from './evidence';

const PARTITION = 2 ** 40;

/** A number for a place in a topic, as a key of maps with many entries. */
export const placeOf = (partition: number, offset: number): number => partition * PARTITION + offset;

/** A place in words. */
export const shown = ({ topic, partition, offset }: Position): string => `${topic}/${partition}/${offset}`;

/** Where a record of that topic stands, in words. */
export const at = (topic: string, { partition, offset }: Recorded): string => shown({ topic, partition, offset });

/** The place of the cause of a record in the topic that has to have caused it. */
export function causeIn(topic: string, { cause }: Recorded): number | undefined {
  return cause?.topic === topic ? placeOf(cause.partition, cause.offset) : undefined;
}
