/** One commit of a task. */
export interface Progress {
  readonly offset: number;
  readonly inputOffset: number;
  readonly epoch: number;
  readonly revision: number;
  readonly at: number;
  readonly sweeps: boolean;
  readonly digest: string;
}

/** A record of a state topic; no digest where the key was deleted. */
export interface StateRecord {
  readonly offset: number;
  readonly key: string;
  readonly digest: string | undefined;
}

/** A cached state. */
export interface Entry {
  readonly version: number;
  readonly digest: string;
}

/** The cache of one partition. An entry's version is the state offset up to which it is what the log says. */
export interface Cache {
  /** Undefined where nothing but an epoch is written. */
  readonly watermark: { readonly stateOffset: number; readonly epoch: number; readonly progress: string } | undefined;
  readonly entries: ReadonlyMap<string, Entry>;
}

/** One partition of a service that keeps state. `end`: where its state topic ends. */
export interface Owned {
  readonly service: string;
  readonly input: string;
  readonly state: string;
  readonly partition: number;
  readonly end: number;
  readonly progress: readonly Progress[];
  readonly records: readonly StateRecord[];
  readonly cache: Cache | undefined;
}

/** The instance of a destination, of the topic with the states of its sink. */
export const instanceOf = (topic: string): string => topic.slice('destination.'.length, -'.state'.length);

const STAGES: Readonly<Record<string, { readonly service: string; readonly input: string }>> = {
  'identity.state': { service: 'identity', input: 'identity.in' },
  'profile.state': { service: 'profile-compute', input: 'profile.in' },
  'segment.state': { service: 'segment-evaluator', input: 'profiles' },
};

/** Who keeps a topic of states, and what it reads. */
export const keeperOf = (topic: string): { readonly service: string; readonly input: string } =>
  STAGES[topic] ?? { service: `sink.${instanceOf(topic)}`, input: 'updates' };
