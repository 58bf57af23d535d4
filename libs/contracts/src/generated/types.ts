// Generated from schemas/ by `./tutti generate`; do not edit.

/** Keyed hash of one identifier (type and normalised value). */
export type IdentifierKey = string & { readonly __brand: 'IdentifierKey' };

/** Id of a profile or account. */
export type ProfileId = string & { readonly __brand: 'ProfileId' };

/** One accepted event: validated, normalised, time-corrected, and given everything that later stages must agree on. */
export interface Event {
  /** Id of the event, by the sender or made by ingest; a repeat of it is dropped (promise P2). */
  readonly messageId: string;
  /** The Segment call it came as. */
  readonly type: EventType;
  /** What happened (track), or the name of the page or screen. */
  readonly name: string | null;
  /** As received. */
  readonly userId: string | null;
  /** As received. */
  readonly anonymousId: string | null;
  /** As received (group). */
  readonly groupId: string | null;
  /** As received (alias). */
  readonly previousId: string | null;
  /** The identifier this event belongs to: the strongest allowed one on it (design I1). */
  readonly entry: Identifier;
  /** The other allowed identifiers on it, strongest first. */
  readonly others: readonly Identifier[];
  /** Types of the identifiers that were refused as placeholders, such as userId 'null'. */
  readonly blocked: readonly string[];
  /** Canonical JSON object. */
  readonly properties: string;
  /** Canonical JSON object: traits of identify and group. */
  readonly traits: string;
  /** Canonical JSON object; its traits count as traits of the person. */
  readonly context: string;
  /** Canonical JSON object: which destinations the sender allows. */
  readonly integrations: string;
  /** The client's clock when it happened. */
  readonly originalTimestamp: number | null;
  /** The client's clock when it was sent. */
  readonly sentAt: number | null;
  /** Our clock when the request arrived. */
  readonly receivedAt: number;
  /** Corrected: receivedAt - (sentAt - originalTimestamp). */
  readonly timestamp: number;
  /** The smaller of timestamp and acceptedAt; what ordering by time uses. */
  readonly eventTime: number;
  /** When ingest accepted it; rank and limits use it. */
  readonly acceptedAt: number;
  /** Name of the source it came through. */
  readonly source: string;
}

export type EventType = 'unknown' | 'track' | 'identify' | 'page' | 'screen' | 'group' | 'alias';

/** What a profile remembers of one event name. */
export interface EventCounter {
  /** How often. */
  readonly count: number;
  /** Earliest event time. */
  readonly first: number;
  /** Latest event time. */
  readonly last: number;
  /** Sum of properties.revenue in millionths: an integer, because floating sums depend on order. */
  readonly revenueMicros: number;
}

/** A typed value that points to somebody, normalised once by ingest. */
export interface Identifier {
  /** userId, email, phone, device, anonymousId, or the type of an external id. */
  readonly type: string;
  /** The normalised value. */
  readonly value: string;
  /** Keyed hash of type and value; the key of the identity topics. */
  readonly key: IdentifierKey;
}

/** A profile's being in a segment. */
export interface Membership {
  /** Name of the segment. */
  readonly segment: string;
  /** When the rule became true. */
  readonly since: number;
}

/** How far a task got, committed together with what it did (design R3). */
export interface Progress {
  /** Offset of the next input record to step. */
  readonly inputOffset: number;
  /** Counts the owners of the partition; grows with every take-over. */
  readonly ownerEpoch: number;
  /** Configuration revision in force; 0 before the first. */
  readonly revision: number;
  /** The last input time; time never falls below it. */
  readonly at: number;
  /** A sweep under way: keys not stepped since the Switch are stepped as of it (design R10). */
  readonly sweep: Sweep | null;
}

/** The visible profile at one version. */
export interface Snapshot {
  /** Id of the profile. */
  readonly id: ProfileId;
  /** Grows with every change of the profile: offset of the record that was stepped (design R5). */
  readonly version: number;
  /** Input time of that step. */
  readonly at: number;
  /** Input time of the record that created the profile. */
  readonly createdAt: number;
  /** Earliest event time. */
  readonly firstSeen: number;
  /** Latest event time. */
  readonly lastSeen: number;
  /** Every identifier of the profile, by type and value. */
  readonly identifiers: readonly Identifier[];
  /** Trait name to value and provenance. */
  readonly traits: Readonly<Record<string, TraitValue>>;
  /** Event name to counters. */
  readonly events: Readonly<Record<string, EventCounter>>;
}

/** Cursor of a sweep over the task's own state topic. */
export interface Sweep {
  /** Offset of the Switch record that began it. */
  readonly version: number;
  /** Time of the Switch. */
  readonly at: number;
  /** Next offset of the state topic to look at. */
  readonly cursor: number;
  /** End of the state topic when the sweep began. */
  readonly end: number;
}

/** From here on the partition is stepped with another configuration revision (design R10). */
export interface Switch {
  /** The revision that takes over. */
  readonly revision: number;
  /** When its owner asked for it. */
  readonly at: number;
}

/** What one step changed in a trait. */
export interface TraitChange {
  /** Name of the trait. */
  readonly trait: string;
  /** Canonical JSON before; null when it was absent. */
  readonly from: string | null;
  /** Canonical JSON after; null when it is absent. */
  readonly to: string | null;
}

/** One value of a trait with where it came from. */
export interface TraitValue {
  /** Canonical JSON of the value. */
  readonly value: string;
  /** Event time. */
  readonly time: number;
  /** Source of the event. */
  readonly source: string;
  /** Id of the event; also breaks ties of equal time. */
  readonly messageId: string;
  /** topic/partition/offset of the record that brought it to the profile. */
  readonly position: string;
}

/** What a source app writes to its tutti.source.<name>.v1 topic: the same event as a Segment call, in Avro. */
export interface SourceEvent {
  /** The Segment call. */
  readonly type: SourceEventType;
  /** Id of the event; without one the record's position becomes it. */
  readonly messageId: string | null;
  /** What happened (track). */
  readonly event: string | null;
  /** Name of the page or screen. */
  readonly name: string | null;
  /** Id in the source's own database. */
  readonly userId: string | null;
  /** Id of a device or browser. */
  readonly anonymousId: string | null;
  /** Id of an account (group). */
  readonly groupId: string | null;
  /** The id so far (alias). */
  readonly previousId: string | null;
  /** When it happened, by the source's clock. */
  readonly timestamp: number | null;
  /** When it was sent, by the same clock. */
  readonly sentAt: number | null;
  /** JSON object. */
  readonly properties: string;
  /** JSON object. */
  readonly traits: string;
  /** JSON object. */
  readonly context: string;
  /** JSON object. */
  readonly integrations: string;
}

export type SourceEventType = 'unknown' | 'track' | 'identify' | 'page' | 'screen' | 'group' | 'alias';

/** What an identifier is told. */
export interface IdentityIn {
  /** Which of the fields below is set. */
  readonly kind: IdentityInKind;
  /** An event that entered by this identifier. */
  readonly event: Event | null;
  /** Another revision takes over. */
  readonly switch: Switch | null;
}

export type IdentityInKind = 'unknown' | 'event' | 'switch';

/** Private to identity: one identifier's pointer, or the task's progress. */
export interface IdentityStateRecord {
  /** Which of the fields below is set. */
  readonly kind: IdentityStateKind;
  /** State of the identifier that is the record's key. */
  readonly state: IdentifierState | null;
  /** Progress of the partition's task. */
  readonly progress: Progress | null;
}

export type IdentityStateKind = 'unknown' | 'state' | 'progress';

/** One identifier. */
export interface IdentifierState {
  /** The profile it points at. */
  readonly profileId: ProfileId;
  /** Grows with every repoint. */
  readonly pointerVersion: number;
  /** 0, and one more after each erasure. */
  readonly incarnation: number;
  /** Dense sequence of its events; the last one given. */
  readonly seq: number;
  /** The last 256 events, oldest first, 12 bytes each: 8 of the message id's hash, 4 of acceptedAt in seconds. */
  readonly recent: Uint8Array;
}

/** What a profile is told. */
export interface ProfileIn {
  /** Which of the fields below is set. */
  readonly kind: ProfileInKind;
  /** An event to apply. */
  readonly apply: Apply | null;
  /** Another revision takes over. */
  readonly switch: Switch | null;
}

export type ProfileInKind = 'unknown' | 'apply' | 'switch';

/** Count this event in the sub-state of this identifier. */
export interface Apply {
  /** The identifier it entered by. */
  readonly identifier: Identifier;
  /** Its place among that identifier's events, from 1 without holes. */
  readonly seq: number;
  /** The event. */
  readonly event: Event;
}

/** Private to profile-compute: one profile's sub-states, or the task's progress. */
export interface ProfileStateRecord {
  /** Which of the fields below is set. */
  readonly kind: ProfileStateKind;
  /** State of the profile that is the record's key. */
  readonly state: ProfileState | null;
  /** Progress of the partition's task. */
  readonly progress: Progress | null;
}

export type ProfileStateKind = 'unknown' | 'state' | 'progress';

/** Everything known of one profile, apart by identifier, so that a merge can be undone exactly. */
export interface ProfileState {
  /** Version of the last step (design R5). */
  readonly version: number;
  /** Configuration revision of the last step. */
  readonly revision: number;
  /** Input time of the record that created it: its rank. */
  readonly createdAt: number;
  /** Identifier key to sub-state. */
  readonly identifiers: Readonly<Record<string, SubState>>;
}

/** What entered by one identifier. */
export interface SubState {
  /** The identifier. */
  readonly identifier: Identifier;
  /** Which sequence numbers are counted; one range at rest. */
  readonly applied: readonly SeqRange[];
  /** Key of the device named on the event to its fold; '' where none was named, 'rest' beyond the 50 smallest keys. */
  readonly units: Readonly<Record<string, Unit>>;
}

/** Sequence numbers from..to, both included. */
export interface SeqRange {
  /** First. */
  readonly from: number;
  /** Last. */
  readonly to: number;
}

/** One fold: events of one identifier that also named one device. */
export interface Unit {
  /** Earliest event time. */
  readonly firstSeen: number;
  /** Latest event time. */
  readonly lastSeen: number;
  /** Newest value of each trait by event time. */
  readonly traits: Readonly<Record<string, TraitValue>>;
  /** Counters by event name. */
  readonly events: Readonly<Record<string, EventCounter>>;
}

/** Every version of every visible profile, with what caused it. */
export interface ProfileRecord {
  /** Which of the fields below is set. */
  readonly kind: ProfileRecordKind;
  /** A new version of the profile that is the record's key. */
  readonly profile: ProfileVersion | null;
  /** Another revision takes over, as forwarded by profile-compute. */
  readonly switch: Switch | null;
}

export type ProfileRecordKind = 'unknown' | 'profile' | 'switch';

/** A new version of a profile. */
export interface ProfileVersion {
  /** The visible profile. */
  readonly snapshot: Snapshot;
  /** Traits that changed in this step. */
  readonly changes: readonly TraitChange[];
  /** The events that caused it, in full. */
  readonly causes: readonly Event[];
}

/** Private to segment-evaluator: one profile's last answer, or the task's progress. */
export interface SegmentStateRecord {
  /** Which of the fields below is set. */
  readonly kind: SegmentStateKind;
  /** State of the profile that is the record's key. */
  readonly state: SegmentState | null;
  /** Progress of the partition's task. */
  readonly progress: Progress | null;
}

export type SegmentStateKind = 'unknown' | 'state' | 'progress';

/** The last answer for one profile. */
export interface SegmentState {
  /** Version of the snapshot last evaluated. */
  readonly version: number;
  /** Segments it is in, by name. */
  readonly memberships: readonly Membership[];
}

/** The one outgoing contract: the whole profile, its segments, what changed and why. */
export interface Update {
  /** The whole visible profile. */
  readonly profile: Snapshot;
  /** Every segment it is in, by name. */
  readonly segments: readonly Membership[];
  /** Segments entered with this version. */
  readonly entered: readonly Membership[];
  /** Segments left with this version, with the since they had. */
  readonly exited: readonly Membership[];
  /** Traits that changed with this version. */
  readonly changes: readonly TraitChange[];
  /** The events that caused it, in full. */
  readonly causes: readonly Event[];
  /** Configuration revision that evaluated it. */
  readonly revision: number;
  /** The profile was erased; nothing but its id and version remains. */
  readonly deleted: boolean;
}

/** Private to one sink: what one destination instance is known to hold of each profile, or the task's progress. */
export interface DestinationStateRecord {
  /** Which of the fields below is set. */
  readonly kind: DestinationStateKind;
  /** State of the profile that is the record's key. */
  readonly state: DeliveryState | null;
  /** Progress of the partition's task. */
  readonly progress: Progress | null;
}

export type DestinationStateKind = 'unknown' | 'state' | 'progress';

/** Delivered state of one profile. */
export interface DeliveryState {
  /** Newest version whose delivery is settled (delivered or rejected). */
  readonly version: number;
  /** How it was settled. */
  readonly outcome: DeliveryOutcome;
  /** Why it was rejected or skipped. */
  readonly reason: string | null;
  /** Attempts it took. */
  readonly attempts: number;
  /** When it was settled. */
  readonly at: number;
}

export type DeliveryOutcome = 'unknown' | 'delivered' | 'rejected' | 'skipped';

/** A record that could not be processed, with everything needed to repair and redrive it (design R7). */
export interface DeadLetter {
  /** The service that refused it. */
  readonly stage: string;
  /** Closed list, see docs/reference/dead-letters.md. */
  readonly code: string;
  /** Everything that is wrong with it. */
  readonly violations: readonly Violation[];
  /** Where it was read; 'http' for a request. */
  readonly topic: string;
  /** Partition; -1 for a request. */
  readonly partition: number;
  /** Offset; -1 for a request. */
  readonly offset: number;
  /** Key of the record. */
  readonly key: string;
  /** The record as it was. */
  readonly bytes: Uint8Array;
  /** When it was refused. */
  readonly at: number;
}

/** One thing that is wrong. */
export interface Violation {
  /** Where. */
  readonly field: string;
  /** What. */
  readonly reason: string;
}

/** One compiled configuration revision; the newest one is in force. */
export interface ConfigRecord {
  /** Counts up from 1. */
  readonly revision: number;
  /** Canonical JSON of the compiled workspace. */
  readonly workspace: string;
  /** SHA-256 of the workspace, hex; applying an unchanged workspace makes no revision. */
  readonly hash: string;
  /** Keyed hash of a fixed text: a process with another workspace secret is refused (design I10). */
  readonly secret: string;
  /** Who published it. */
  readonly by: string;
  /** When. */
  readonly at: number;
}

/** Makes a IdentityIn of each kind. */
export const identityIn = {
  event: (event_: NonNullable<IdentityIn['event']>): IdentityIn => ({ event: event_, switch: null, kind: 'event' }),
  switch: (switch_: NonNullable<IdentityIn['switch']>): IdentityIn => ({
    event: null,
    switch: switch_,
    kind: 'switch',
  }),
} as const;

/** Makes a IdentityStateRecord of each kind. */
export const identityStateRecord = {
  state: (state_: NonNullable<IdentityStateRecord['state']>): IdentityStateRecord => ({
    state: state_,
    progress: null,
    kind: 'state',
  }),
  progress: (progress_: NonNullable<IdentityStateRecord['progress']>): IdentityStateRecord => ({
    state: null,
    progress: progress_,
    kind: 'progress',
  }),
} as const;

/** Makes a ProfileIn of each kind. */
export const profileIn = {
  apply: (apply_: NonNullable<ProfileIn['apply']>): ProfileIn => ({ apply: apply_, switch: null, kind: 'apply' }),
  switch: (switch_: NonNullable<ProfileIn['switch']>): ProfileIn => ({ apply: null, switch: switch_, kind: 'switch' }),
} as const;

/** Makes a ProfileStateRecord of each kind. */
export const profileStateRecord = {
  state: (state_: NonNullable<ProfileStateRecord['state']>): ProfileStateRecord => ({
    state: state_,
    progress: null,
    kind: 'state',
  }),
  progress: (progress_: NonNullable<ProfileStateRecord['progress']>): ProfileStateRecord => ({
    state: null,
    progress: progress_,
    kind: 'progress',
  }),
} as const;

/** Makes a ProfileRecord of each kind. */
export const profileRecord = {
  profile: (profile_: NonNullable<ProfileRecord['profile']>): ProfileRecord => ({
    profile: profile_,
    switch: null,
    kind: 'profile',
  }),
  switch: (switch_: NonNullable<ProfileRecord['switch']>): ProfileRecord => ({
    profile: null,
    switch: switch_,
    kind: 'switch',
  }),
} as const;

/** Makes a SegmentStateRecord of each kind. */
export const segmentStateRecord = {
  state: (state_: NonNullable<SegmentStateRecord['state']>): SegmentStateRecord => ({
    state: state_,
    progress: null,
    kind: 'state',
  }),
  progress: (progress_: NonNullable<SegmentStateRecord['progress']>): SegmentStateRecord => ({
    state: null,
    progress: progress_,
    kind: 'progress',
  }),
} as const;

/** Makes a DestinationStateRecord of each kind. */
export const destinationStateRecord = {
  state: (state_: NonNullable<DestinationStateRecord['state']>): DestinationStateRecord => ({
    state: state_,
    progress: null,
    kind: 'state',
  }),
  progress: (progress_: NonNullable<DestinationStateRecord['progress']>): DestinationStateRecord => ({
    state: null,
    progress: progress_,
    kind: 'progress',
  }),
} as const;
