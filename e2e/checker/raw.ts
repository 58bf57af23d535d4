import type { RawEvent } from './told-event';

/** Values as the schemas of the topics have them, as far as the checker looks at them. */
export interface RawSwitch {
  readonly revision: number;
  readonly at: number;
}

export interface RawProgress {
  readonly inputOffset: number;
  readonly ownerEpoch: number;
  readonly revision: number;
  readonly at: number;
  readonly sweep: object | null;
}

export interface RawCounter {
  readonly count: number;
  readonly first: number;
  readonly last: number;
  readonly revenueMicros: number;
}

export interface RawTrait {
  readonly value: string;
  readonly time: number;
  readonly messageId: string;
}

export interface RawSnapshot {
  readonly version: number;
  readonly at: number;
  readonly createdAt: number;
  readonly traits: Readonly<Record<string, RawTrait>>;
  readonly events: Readonly<Record<string, RawCounter>>;
  readonly identifiers: readonly { readonly key: string }[];
}

export interface RawMembership {
  readonly segment: string;
  readonly since: number;
}

export interface RawUnit {
  /** A value for each source that gave one. */
  readonly traits: Readonly<Record<string, readonly RawTrait[]>>;
  readonly events: Readonly<Record<string, RawCounter>>;
}

export interface RawSubState {
  readonly identifier: { readonly type: string; readonly key: string };
  readonly walls: readonly { readonly wall: string; readonly side: number }[];
  readonly applied: readonly { readonly from: number; readonly to: number }[];
  readonly units: Readonly<Record<string, RawUnit>>;
}

interface RawProfileState {
  readonly told: number;
  readonly createdAt: number;
  readonly life: string;
  readonly identifiers: Readonly<Record<string, RawSubState>>;
  readonly links: readonly { readonly one: string; readonly other: string }[];
}

interface RawIdentifierState {
  readonly profileId: string;
  readonly incarnation: number;
  readonly seq: number;
  readonly recent: Uint8Array;
  readonly neighbours: readonly { readonly key: string; readonly refusal: string | null }[];
  readonly suppressed: number;
}

interface RawStates {
  readonly 'identity.state': RawIdentifierState;
  readonly 'profile.state': RawProfileState;
  readonly 'segment.state': { readonly version: number; readonly memberships: readonly RawMembership[] };
  readonly 'destination.state': { readonly version: number; readonly outcome: string };
}

interface RawState<State> {
  readonly kind: string;
  readonly state: State | null;
  readonly progress: RawProgress | null;
}

interface RawAsked {
  readonly cause: { readonly at: number };
}

/** Said of a profile that is no more. */
export interface RawEnd {
  readonly mergedInto: string | null;
  readonly deleted: boolean;
}

/** What the values of each topic look like; topics of destinations count as one. */
export interface RawValues {
  readonly 'identity.in': {
    readonly kind: string;
    readonly event: RawEvent | null;
    readonly switch: RawSwitch | null;
    readonly forget: { readonly incarnation: number } | null;
    readonly link: RawAsked | null;
    readonly relink: RawAsked | null;
  };
  readonly 'profile.in': {
    readonly kind: string;
    readonly apply: {
      readonly identifier: { readonly key: string };
      readonly incarnation: number;
      readonly seq: number;
      readonly event: RawEvent;
    } | null;
    readonly switch: RawSwitch | null;
  };
  readonly profiles: {
    readonly kind: string;
    readonly profile: ({ readonly snapshot: RawSnapshot; readonly causes: readonly RawEvent[] } & RawEnd) | null;
    readonly switch: RawSwitch | null;
  };
  readonly updates: RawEnd & {
    readonly profile: RawSnapshot;
    readonly segments: readonly RawMembership[];
    readonly entered: readonly RawMembership[];
    readonly exited: readonly RawMembership[];
    readonly causes: readonly RawEvent[];
  };
  readonly audit: {
    readonly action: string;
    readonly outcome: string;
    readonly code: string;
    readonly identifiers: readonly string[];
  };
  readonly 'dead-letters': {
    readonly stage: string;
    readonly code: string;
    readonly topic: string;
    readonly partition: number;
    readonly offset: number;
  };
  readonly 'identity.state': RawState<RawStates['identity.state']>;
  readonly 'profile.state': RawState<RawStates['profile.state']>;
  readonly 'segment.state': RawState<RawStates['segment.state']>;
  readonly 'destination.state': RawState<RawStates['destination.state']>;
}

/** A topic whose values are looked at. */
export type Topic = keyof RawValues;
export type StateTopic = Extract<Topic, `${string}.state`>;

/** A record as the log has it, its topic by the short name. */
export interface RawRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number;
  readonly key: string;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** The value in the bytes of a record of that topic; throws where there is none. */
export type Decode = (topic: Topic, bytes: Buffer) => unknown;

/** The topic whose schema a topic has: every destination has a topic of its own. */
export function topicOf(name: string): Topic | undefined {
  const topic = /^destination\..+\.state$/.test(name) ? 'destination.state' : name;
  return isTopic(topic) ? topic : undefined;
}

const TOPICS: readonly string[] = [
  ...['identity.in', 'identity.state', 'profile.in', 'profile.state', 'profiles', 'segment.state', 'updates'],
  ...['destination.state', 'dead-letters', 'audit'],
];

const isTopic = (name: string): name is Topic => TOPICS.includes(name);
