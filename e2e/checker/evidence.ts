import type { Owned } from './ownership';

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

/** Which event of an identifier a record is about; `name` is that of the identifier in one of its lives. */
export interface Numbered {
  readonly name: string;
  readonly seq: number;
}

/** Bytes that are no value of their topic; headers of `profile.in` say all the same which number they carry. */
export interface Unreadable {
  readonly kind: 'unreadable';
  readonly number?: Numbered;
}

/** What identifiers and profiles say to each other beside events; `at` is 0 where it has no time of its own. */
export interface Message {
  readonly kind: 'message';
  readonly at: number;
}

/**
 * A record of `identity.in`: `entry` is the identifier it entered by, as type:value, `others` are the keys of those that
 * it names beside it. `forget` ends a life of the identifier.
 */
export type Entered = Recorded &
  (
    | Switch
    | Unreadable
    | Message
    | { readonly kind: 'forget'; readonly incarnation: number; readonly at: number }
    | {
        readonly kind: 'event';
        readonly messageId: string;
        readonly entry: string;
        readonly others: readonly string[];
        readonly at: number;
      }
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
  (Switch | Unreadable | Message | ({ readonly kind: 'apply'; readonly said: Said } & Numbered));

/**
 * One version of a profile: how many events it counts, their sum, and which events made it. `end` says that the profile
 * is no more: `deleted`, or the profile it went into.
 */
export interface Version {
  readonly version: number;
  readonly at: number;
  readonly count: number;
  readonly micros: number;
  readonly messageIds: readonly string[];
  readonly end: string | undefined;
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

/** The newest value of a trait. */
export interface Trait {
  readonly value: string;
  readonly time: number;
  readonly messageId: string;
}

/** What the events of a profile make of it: `traits` include removed ones (value `null`) where they are kept. */
export interface Sums {
  readonly counters: ReadonlyMap<string, Counter>;
  readonly traits: ReadonlyMap<string, Trait>;
}

/** A profile as it is shown. */
export interface View extends Sums {
  readonly version: number;
  readonly createdAt: number;
  /** Keys, in order. */
  readonly identifiers: readonly string[];
  readonly end: string | undefined;
}

/** One identifier as `identity.state` has it; `recent` in hex. */
export interface Pointer {
  readonly profile: string;
  readonly incarnation: number;
  readonly seq: number;
  readonly recent: string;
  /** Keys of the neighbours that it may not be linked to. */
  readonly refused: readonly string[];
  /** Links it did not ask for. */
  readonly suppressed: number;
}

/** What a profile keeps apart of one identifier. */
export interface SubState {
  readonly key: string;
  /** False while nothing readable came by it. */
  readonly isNamed: boolean;
  readonly applied: readonly { readonly from: number; readonly to: number }[];
  /** Wall to side. */
  readonly walls: ReadonlyMap<string, number>;
}

/** One profile as `profile.state` has it. */
export interface Kept extends Sums {
  /** Version of the last snapshot told; -1 before the first. */
  readonly told: number;
  readonly createdAt: number;
  readonly life: string;
  /** By name. */
  readonly subStates: ReadonlyMap<string, SubState>;
  /** Names of the two ends of each. */
  readonly links: readonly (readonly [string, string])[];
}

/** A decision about who is whom, with the keys of the identifiers it is about. */
export interface Decision {
  readonly action: string;
  readonly outcome: string;
  readonly code: string;
  readonly identifiers: readonly string[];
}

/** What one destination is known to hold of a profile. */
export interface Settled {
  readonly version: number;
  readonly outcome: string;
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
  readonly decisions: readonly Decision[];
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

/**
 * The invariants of the checker: I1 to I7 as in facts/reliability.md, R3 as in the design, that all work is done, and
 * that links are as docs/identity.md promises.
 */
export type Invariant = 'rest' | 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7' | 'R3' | 'links';

/** One thing that is not as promised: `where` is a position or a key, `what` a sentence. */
export interface Violation {
  readonly invariant: Invariant;
  readonly where: string;
  readonly what: string;
}
