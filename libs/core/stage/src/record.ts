import type { Input, Position } from './index';

/** The input that a record of the input topic is. */
export type RecordInput<Value> = Extract<Input<Value>, { readonly kind: 'record' }>;

/** Where a record stands, in one word: topic/partition/offset. */
export const positionOf = ({ topic, partition, offset }: Position): string => `${topic}/${partition}/${offset}`;

/**
 * What a step throws at a record that only newer code knows: the partition stops and alarms, because a dead letter
 * would lose it for good (design R7).
 */
export const unknownKind = (from: Position): Error =>
  new Error(
    `stepping ${positionOf(from)}: this code does not know a record of its kind; ` +
      'deploy a version that does (readers come before writers, design R12). The partition waits, nothing is lost',
  );
