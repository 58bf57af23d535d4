import type { Ending } from '../launch';

/** One server of the stack: how to start it and how to know that it serves. */
export interface ServerPlan {
  readonly name: 'kafka' | 'registry' | 'redis';
  readonly title: string;
  readonly version: string;
  readonly command: string;
  readonly arguments: readonly string[];
  readonly folder: string;
  /** Ports it listens on; they have to be free before it starts. */
  readonly ports: readonly number[];
  readonly ready: () => Promise<boolean>;
  /** To be called after it ended. */
  readonly ended: (ending: Ending) => void;
  /** What has to happen once before the first start. */
  readonly prepare: () => void;
}

/** Ports of the servers of one stack, all on the loopback address. */
export interface ServerPorts {
  readonly kafka: number;
  readonly controller: number;
  readonly registry: number;
  readonly redis: number;
}
