import type { StatePartition } from '../ports';

/** The two hashes of a partition. The braces put both on one node, so that a fail-over rolls both back together. */
export interface PartitionKeys {
  /** Key to version and encoded state. */
  readonly states: string;
  /** Fields epoch, offset, progress, at, whole. */
  readonly watermark: string;
  /** The partition as people call it. */
  readonly name: string;
}

/** Where a partition's cache is. */
export function keysOf(prefix: string, { stage, partition }: StatePartition): PartitionKeys {
  const tag = `{${prefix}:${stage}.${partition}}`;
  return { states: `${tag}:s`, watermark: `${tag}:w`, name: `the cached state of ${stage}.${partition}` };
}

/** Bytes of the version in front of each cached state: the state-topic offset up to which it is what the log says. */
export const VERSION_BYTES = 8;
