/** Where a record stands; topics by their short names (`identity.in`, `destination.hook.state`). */
export interface Position {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** What every record of a topic tells; `cause` is the position in its header. */
export interface Recorded {
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number;
  readonly key: string;
  readonly cause: Position | undefined;
}

/** From here on another revision of the configuration holds. */
export interface Switch {
  readonly kind: 'switch';
  readonly revision: number;
  readonly at: number;
}

/** Bytes that are no value of their topic; headers of `profile.in` say all the same which number they carry. */
export interface Unreadable {
  readonly kind: 'unreadable';
  readonly number?: { readonly identifier: string; readonly seq: number };
}

/** A record of `identity.in`: `entry` is the identifier it entered by, as type:value. */
export type Entered = Recorded &
  (
    | Switch
    | Unreadable
    | { readonly kind: 'event'; readonly messageId: string; readonly entry: string; readonly at: number }
  );

/** What an event says, as far as a profile keeps it. `at`: when it was accepted; `time`: when it happened. */
export interface Said {
  readonly messageId: string;
  readonly at: number;
  readonly time: number;
  readonly name: string;
  readonly micros: number;
  /** Name to canonical JSON. */
  readonly traits: readonly (readonly [name: string, value: string])[];
}

/** A record of `profile.in`; its key is a profile. */
export type Applied = Recorded &
  (
    | Switch
    | Unreadable
    | { readonly kind: 'apply'; readonly identifier: string; readonly seq: number; readonly said: Said }
  );

/** One version of a profile: how many events it counts, their sum, and which events made it. */
export interface Version {
  readonly version: number;
  readonly at: number;
  readonly count: number;
  readonly micros: number;
  readonly messageIds: readonly string[];
}

/** A record of `profiles`. */
export type Made = Recorded & (Switch | Unreadable | ({ readonly kind: 'version' } & Version));

export interface Membership {
  readonly segment: string;
  readonly since: number;
}

/** A record of `updates`. */
export type Told = Recorded &
  (
    | Unreadable
    | ({
        readonly kind: 'version';
        readonly segments: readonly Membership[];
        readonly entered: readonly Membership[];
        readonly exited: readonly Membership[];
        readonly deleted: boolean;
      } & Version)
  );

/** A dead letter, and what it was made of (`http` where no record was). */
export interface Letter extends Recorded {
  readonly stage: string;
  readonly code: string;
  readonly of: Position;
}

/** What is remembered of one event name. */
export interface Counter {
  readonly count: number;
  readonly first: number;
  readonly last: number;
  readonly micros: number;
}

/** The newest value of a trait. `position`: topic/partition/offset. */
export interface Trait {
  readonly value: string;
  readonly time: number;
  readonly messageId: string;
  readonly position: string;
}

/** A profile as some topic has it: `traits` include removed ones (value `null`) where that topic keeps them. */
export interface View {
  readonly version: number;
  readonly createdAt: number;
  readonly counters: ReadonlyMap<string, Counter>;
  readonly traits: ReadonlyMap<string, Trait>;
}

/** One identifier as `identity.state` has it; `recent` in hex. */
export interface Pointer {
  readonly profile: string;
  readonly seq: number;
  readonly recent: string;
}

/** One profile as `profile.state` has it. */
export interface Kept extends View {
  readonly applied: ReadonlyMap<string, readonly { readonly from: number; readonly to: number }[]>;
}

/** What one destination is known to hold of a profile. */
export interface Settled {
  readonly version: number;
  readonly outcome: string;
}

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

/** An event that ingest answered with 200; `entry` (type:value) where the sender knows it. */
export interface Answered {
  readonly messageId: string;
  readonly entry?: string;
}

/** A change in the body of a request to one destination, in the order of arrival. */
export interface Delivery {
  readonly instance: string;
  readonly profile: string;
  readonly version: number;
  readonly messageIds: readonly string[];
  /** Whether it was answered with success. */
  readonly acknowledged: boolean;
}

/** Everything there is to judge an installation by, as plain values. Records are in the order of their partitions. */
export interface Evidence {
  readonly entered: readonly Entered[];
  readonly applied: readonly Applied[];
  readonly made: readonly Made[];
  readonly told: readonly Told[];
  readonly letters: readonly Letter[];
  readonly owned: readonly Owned[];
  /** By key: the newest state of each. */
  readonly pointers: ReadonlyMap<string, Pointer>;
  readonly kept: ReadonlyMap<string, Kept>;
  readonly memberships: ReadonlyMap<string, { readonly version: number; readonly segments: readonly Membership[] }>;
  /** By instance of a destination, then by profile. */
  readonly settled: ReadonlyMap<string, ReadonlyMap<string, Settled>>;
  /** By profile: the newest snapshot in `profiles` and in `updates`. */
  readonly newestMade: ReadonlyMap<string, View>;
  readonly newestTold: ReadonlyMap<string, View>;
  readonly answered: readonly Answered[];
  /** Undefined where nobody listened at the destinations. */
  readonly deliveries: readonly Delivery[] | undefined;
}

/** The invariants of the checker: I1 to I7 as in facts/reliability.md, R3 as in the design, and that all work is done. */
export type Invariant = 'rest' | 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7' | 'R3';

/** One thing that is not as promised: `where` is a position or a key, `what` a sentence. */
export interface Violation {
  readonly invariant: Invariant;
  readonly where: string;
  readonly what: string;
}
