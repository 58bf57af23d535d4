import type { FastifyInstance } from 'fastify';
import type { Platform } from '../platform';
import type { Settings } from '../settings';
import type { PartitionedWork } from '../stage/transport';
import type { PartitionState } from '../tasks/owned-tasks';

/** Called when a service cannot go on: the process ends. */
export type Fail = (error: Error) => void;

/** What a service holds beyond its routes. */
export interface Mounted {
  /** Frees it, after the HTTP port is closed and batches are finished. */
  readonly release: () => Promise<void>;
  /** State of partitions it reads on its own, by `topic/partition`. */
  readonly states?: () => ReadonlyMap<string, PartitionState>;
}

/**
 * A service as a value: the partitioned work it does and the HTTP routes it serves. `run` makes a process of one or of
 * several; they never call each other, in one process or in many.
 */
export interface Service {
  readonly name: string;
  /** Consumer groups whose partitions are tasks. */
  readonly work?: (platform: Platform) => readonly PartitionedWork[];
  /** A public port with routes. */
  readonly http?: {
    readonly port: (settings: Settings) => number;
    readonly mount: (app: FastifyInstance, platform: Platform, fail: Fail) => Promise<Mounted>;
  };
}
