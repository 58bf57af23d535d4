// Generated from schemas/ by `./tutti generate`; do not edit.

/** Keyed hash of one identifier (type and normalised value). */
export type IdentifierKey = string & { readonly __brand: 'IdentifierKey' };

/** Id of a profile or account. */
export type ProfileId = string & { readonly __brand: 'ProfileId' };

/** Evidence that two identifiers are of one person: the links of a profile connect all its identifiers (design I6). */
export interface AcceptedLink {
  /** Name of an identifier. */
  readonly one: string;
  /** Name of the other. */
  readonly other: string;
  /** What said so. */
  readonly cause: LinkCause;
}

/** Count this event in the sub-state of this identifier. */
export interface Apply {
  /** The identifier it entered by. */
  readonly identifier: Identifier;
  /** Life of the identifier. */
  readonly incarnation: number;
  /** Its place among that identifier's events, from 1 without holes. */
  readonly seq: number;
  /** The event. */
  readonly event: Event;
}

/** What an operator wants done with this profile (design I8). */
export interface Command {
  /** Id of the command; the last 16 are remembered. */
  readonly id: string;
  /** What to do. */
  readonly action: CommandAction;
  /** Who. */
  readonly by: string;
  /** Why. */
  readonly why: string;
  /** When it was accepted. */
  readonly at: number;
  /** Whom it is about; the first one leads to the profile. */
  readonly identifiers: readonly IncarnatedIdentifier[];
  /** The identifier of the other side (merge, allow_link). */
  readonly other: IncarnatedIdentifier | null;
  /** The profile that the other side points at. */
  readonly otherProfileId: ProfileId | null;
  /** Version of the profile that the operator saw; another one is refused. */
  readonly expectedVersion: number | null;
}

export type CommandAction = 'unknown' | 'merge' | 'undo_merge' | 'split' | 'allow_link' | 'erase';

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

/** What a step changed in who a profile is. */
export interface IdentityChange {
  /** absorbed: another profile came in; merged: this one went into another; split: identifiers were taken out; restored: it lives again, or began by a split; erased. */
  readonly kind: IdentityChangeKind;
  /** The other profile: the one that came in, the one it went into, the one identifiers went to or came from. */
  readonly other: ProfileId | null;
  /** The identifiers that came or went. */
  readonly identifiers: readonly Identifier[];
  /** The event or the command behind it. */
  readonly cause: LinkCause | null;
}

export type IdentityChangeKind = 'unknown' | 'absorbed' | 'merged' | 'split' | 'restored' | 'erased';

/** An identifier in one of its lives: each erasure begins a new one (design I10). */
export interface IncarnatedIdentifier {
  /** The identifier. */
  readonly identifier: Identifier;
  /** 0, and one more after each erasure. */
  readonly incarnation: number;
}

/** An identifier of this profile was seen with one of another. */
export interface Link {
  /** The identifier of this profile. */
  readonly asker: IncarnatedIdentifier;
  /** The other identifier. */
  readonly asked: IncarnatedIdentifier;
  /** The profile that the other one points at. */
  readonly profileId: ProfileId;
  /** What named both. */
  readonly cause: LinkCause;
}

/** Why two identifiers are said to be of one person. */
export interface LinkCause {
  /** The event that named both. */
  readonly messageId: string | null;
  /** The operator command that says so. */
  readonly command: string | null;
  /** Input time of the event or the command. */
  readonly at: number;
}

/** What the rules ask of an identifier of a profile. */
export interface Member {
  /** Key of the identifier, with ~ and its incarnation behind it after an erasure. */
  readonly name: string;
  /** Type of the identifier. */
  readonly type: string;
  /** Input time of the record that brought the identifier up; limits with a window count by it. */
  readonly addedAt: number;
  /** Its sides of walls. */
  readonly walls: readonly Wall[];
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

/** Another profile wants to become one with this one; the younger of the two yields (design I4). */
export interface Propose {
  /** The profile that proposes. */
  readonly from: ProfileId;
  /** Its rank: the older survives. */
  readonly createdAt: number;
  /** The identifier of the proposer that is linked. */
  readonly theirs: IncarnatedIdentifier;
  /** The identifier of this profile that is linked. */
  readonly yours: IncarnatedIdentifier;
  /** Every identifier of the proposer. */
  readonly members: readonly Member[];
  /** About how large the proposer's sub-states are. */
  readonly bytes: number;
  /** link: an event says so; merge: an operator does, and walls between the two fall; allow: walls fall and nothing else. */
  readonly intent: LinkIntent;
  /** What named both. */
  readonly cause: LinkCause;
}

export type LinkIntent = 'unknown' | 'link' | 'merge' | 'allow';

/** A link that was not made. */
export interface RefusedLink {
  /** Name of an identifier of this profile. */
  readonly one: string;
  /** Name of the identifier it was seen with; never its value, which may have to be erased. */
  readonly other: string;
  /** Its type. */
  readonly otherType: string;
  /** Rule that forbids it; see docs/identity.md. */
  readonly code: string;
  /** The rule with its numbers, such as "userId: 2 of at most 1". */
  readonly detail: string;
  /** Configuration revision that refused. */
  readonly revision: number;
  /** Input time. */
  readonly at: number;
  /** What asked for it. */
  readonly cause: LinkCause;
}

/** Sequence numbers from..to, both included. */
export interface SeqRange {
  /** First. */
  readonly from: number;
  /** Last. */
  readonly to: number;
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
  /** Traits beyond 64 KB are not shown (design I9). */
  readonly isCut: boolean;
}

/** What entered by one identifier, and what decides where it may be. */
export interface SubState {
  /** The identifier; type and value are empty while nothing readable came by it. */
  readonly identifier: Identifier;
  /** 0, and one more after each erasure. */
  readonly incarnation: number;
  /** Input time of the record that brought the identifier up. */
  readonly addedAt: number;
  /** Grows each time it changes hands; the newest pointer wins. */
  readonly pointerVersion: number;
  /** Profiles that brought it here by merging, first to last; undoing a merge goes back along it. */
  readonly lineage: readonly ProfileId[];
  /** Its sides of walls. */
  readonly walls: readonly Wall[];
  /** Which sequence numbers are counted; one range at rest. */
  readonly applied: readonly SeqRange[];
  /** Key of the device named on the event to its fold; '' where none was named, 'rest' beyond the 8 smallest keys. */
  readonly units: Readonly<Record<string, Unit>>;
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

/** One fold: events of one identifier that also named one device. */
export interface Unit {
  /** Earliest event time. */
  readonly firstSeen: number;
  /** Latest event time. */
  readonly lastSeen: number;
  /** Newest value of each trait by event time, one for each source that gave one, by source. */
  readonly traits: Readonly<Record<string, readonly TraitValue[]>>;
  /** Trait name to the bytes of its longest value ever, where none that is kept is as long: the cap goes by it, because it only grows (design I9). */
  readonly longest: Readonly<Record<string, number>>;
  /** Counters by event name. */
  readonly events: Readonly<Record<string, EventCounter>>;
}

/** A message that came for what a profile gave away, while it is not known where that will stay; one field is set. */
export interface Waiting {
  /** An event to apply. */
  readonly apply: Apply | null;
  /** A link to propose. */
  readonly link: Link | null;
  /** A merge to decide. */
  readonly propose: Propose | null;
  /** An operator command. */
  readonly command: Command | null;
}

/** Which side of a split a sub-state is on; no link joins two sides (design I7). */
export interface Wall {
  /** Id of the command that split. */
  readonly wall: string;
  /** 1 for what was split off, 0 for what stayed. */
  readonly side: number;
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
  /** A link is asked for. */
  readonly link: LinkRequest | null;
  /** A link was refused. */
  readonly refused: LinkRefusal | null;
  /** A link has to be asked for again. */
  readonly relink: Relink | null;
  /** It points elsewhere. */
  readonly repoint: Repoint | null;
  /** It was erased. */
  readonly forget: Forget | null;
}

export type IdentityInKind = 'unknown' | 'event' | 'switch' | 'link' | 'refused' | 'relink' | 'repoint' | 'forget';

/** Another identifier was seen with this one and asks to be linked. */
export interface LinkRequest {
  /** The identifier that asks. */
  readonly asker: IncarnatedIdentifier;
  /** This identifier. */
  readonly asked: Identifier;
  /** The profile that the asker points at. */
  readonly profileId: ProfileId;
  /** What named both. */
  readonly cause: LinkCause;
}

/** A link was not made. */
export interface LinkRefusal {
  /** Key of the other identifier. */
  readonly neighbour: IdentifierKey;
  /** Life of this identifier that the refusal is about. */
  readonly incarnation: number;
  /** Rule that forbids it. */
  readonly code: string;
  /** Configuration revision that refused. */
  readonly revision: number;
}

/** Ask again at once: what was asked got lost in a merge that was refused. */
export interface Relink {
  /** This identifier. */
  readonly asker: IncarnatedIdentifier;
  /** The identifier to ask. */
  readonly asked: Identifier;
  /** What named both. */
  readonly cause: LinkCause;
}

/** The identifier belongs to another profile now. */
export interface Repoint {
  /** Life of the identifier that moved. */
  readonly incarnation: number;
  /** The profile that adopted it. */
  readonly profileId: ProfileId;
  /** A pointer that is no newer is ignored. */
  readonly pointerVersion: number;
}

/** The identifier was erased: it begins a new life with a home of its own. */
export interface Forget {
  /** The life that ends. */
  readonly incarnation: number;
}

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
  /** Offset of the last record that changed it. */
  readonly version: number;
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
  /** At most 1,000, in the order they were met (design I6). */
  readonly neighbours: readonly Neighbour[];
  /** Links that were not asked for, because it was refused too often. */
  readonly suppressed: number;
}

/** An identifier it was seen with. */
export interface Neighbour {
  /** Its key. */
  readonly key: IdentifierKey;
  /** Input time when a link was last asked for, or refused. */
  readonly askedAt: number;
  /** Rule that forbade the link when it was last judged; null while it is not known to be refused. */
  readonly refusal: string | null;
  /** Configuration revision that refused; 0 where none did. */
  readonly revision: number;
}

/** What a profile is told. */
export interface ProfileIn {
  /** Which of the fields below is set. */
  readonly kind: ProfileInKind;
  /** An event to apply. */
  readonly apply: Apply | null;
  /** Another revision takes over. */
  readonly switch: Switch | null;
  /** A link to propose. */
  readonly link: Link | null;
  /** A merge to decide. */
  readonly propose: Propose | null;
  /** Sub-states to adopt. */
  readonly absorb: Absorb | null;
  /** Sub-states to take back. */
  readonly return: Return | null;
  /** A transfer arrived. */
  readonly adopted: Adopted | null;
  /** An operator command. */
  readonly command: Command | null;
}

export type ProfileInKind =
  'unknown' | 'apply' | 'switch' | 'link' | 'propose' | 'absorb' | 'return' | 'adopted' | 'command';

/** Everything of a profile that yielded, or of one that begins by a split. */
export interface Absorb {
  /** Sender and its transfer count. */
  readonly transfer: string;
  /** The profile that yielded; null for one that begins here. */
  readonly from: ProfileId | null;
  /** Rank of a profile that begins here. */
  readonly createdAt: number;
  /** The identifier of the sender that is linked. */
  readonly theirs: IncarnatedIdentifier | null;
  /** The identifier of this profile that is linked. */
  readonly yours: IncarnatedIdentifier | null;
  /** What named both, or the command that splits. */
  readonly cause: LinkCause;
  /** The profile that a split took it from. */
  readonly origin: ProfileId | null;
  /** Identifier name to sub-state. */
  readonly identifiers: Readonly<Record<string, SubState>>;
  /** Evidence among them. */
  readonly links: readonly AcceptedLink[];
  /** Links of these identifiers that were not made. */
  readonly refusals: readonly RefusedLink[];
}

/** Everything goes back: the merge was refused, or undone. The profile lives again (design I5). */
export interface Return {
  /** Sender and its transfer count. */
  readonly transfer: string;
  /** The profile that gives back. */
  readonly from: ProfileId;
  /** The refused link, or the command that undoes. */
  readonly cause: LinkCause;
  /** Identifier name to sub-state. */
  readonly identifiers: Readonly<Record<string, SubState>>;
  /** Evidence among them. */
  readonly links: readonly AcceptedLink[];
  /** Links of these identifiers that were not made. */
  readonly refusals: readonly RefusedLink[];
}

/** What this profile gave away has arrived for good; only now is the merge announced. */
export interface Adopted {
  /** The transfer that arrived. */
  readonly transfer: string;
  /** The profile that holds it now. */
  readonly by: ProfileId;
  /** That profile was erased, and with it what arrived. */
  readonly isErased: boolean;
  /** What named both. */
  readonly cause: LinkCause;
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
  /** Offset of the last record that changed it. */
  readonly version: number;
  /** Version of the last snapshot told (design R5); -1 before the first. */
  readonly told: number;
  /** Configuration revision of the last snapshot told; of the first step before that. */
  readonly revision: number;
  /** Input time of the record that created it: its rank. */
  readonly createdAt: number;
  /** yielded: it gave everything away and waits for Adopted or Return; merged: it arrived; erased: nothing comes back. */
  readonly life: ProfileLife;
  /** The profile it yielded to. */
  readonly into: ProfileId | null;
  /** Identifier name to sub-state. */
  readonly identifiers: Readonly<Record<string, SubState>>;
  /** Evidence that connects the identifiers. */
  readonly links: readonly AcceptedLink[];
  /** Identifier name to the profile it went to from here. */
  readonly forwards: Readonly<Record<string, ProfileId>>;
  /** Transfers sent so far. */
  readonly transfers: number;
  /** The last 32 transfers that arrived. */
  readonly arrived: readonly string[];
  /** The last 16 (design I8). */
  readonly commands: readonly SettledCommand[];
  /** The last 32 links that were not made; every one is in audit. */
  readonly refusals: readonly RefusedLink[];
  /** Messages that wait to hear where what was given away will stay; at most 64 and 256 KB (design I3). */
  readonly aside: readonly Waiting[];
}

export type ProfileLife = 'unknown' | 'live' | 'yielded' | 'merged' | 'erased';

/** An operator command and what came of it. */
export interface SettledCommand {
  /** Id of the command. */
  readonly id: string;
  /** done, refused or nothing. */
  readonly outcome: string;
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
  /** What this step changed in who the profile is. */
  readonly identity: IdentityChange | null;
  /** The profile that this one went into; nothing but id and version remains here. */
  readonly mergedInto: ProfileId | null;
  /** The profile was erased; nothing but its id and version remains. */
  readonly deleted: boolean;
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
  /** What this version changed in who the profile is. */
  readonly identity: IdentityChange | null;
  /** The profile that this one went into; nothing but id and version remains here. */
  readonly mergedInto: ProfileId | null;
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

/** What was decided about who is whom, by whom and why. Holds no personal data but who asked. */
export interface AuditRecord {
  /** Input time. */
  readonly at: number;
  /** link: an event asked; everything else is an operator command. */
  readonly action: AuditAction;
  /** asked: a command was accepted; nothing: it found nothing to do. */
  readonly outcome: AuditOutcome;
  /** Rule or reason behind the outcome; empty where there is none. */
  readonly code: string;
  /** The same in words. */
  readonly detail: string;
  /** Id of the operator command. */
  readonly command: string | null;
  /** Who asked; empty for events. */
  readonly by: string;
  /** Why, in the words of who asked. */
  readonly why: string;
  /** Keys of the identifiers it is about; of a link both. */
  readonly identifiers: readonly IdentifierKey[];
  /** The profiles it is about: of a merge the survivor first. */
  readonly profiles: readonly ProfileId[];
  /** The event that asked. */
  readonly messageId: string | null;
  /** Configuration revision. */
  readonly revision: number;
}

export type AuditAction = 'unknown' | 'link' | 'merge' | 'undo_merge' | 'split' | 'allow_link' | 'erase';

export type AuditOutcome = 'unknown' | 'asked' | 'done' | 'refused' | 'nothing';

/** Makes a IdentityIn of each kind. */
export const identityIn = {
  event: (event_: NonNullable<IdentityIn['event']>): IdentityIn => ({
    event: event_,
    switch: null,
    link: null,
    refused: null,
    relink: null,
    repoint: null,
    forget: null,
    kind: 'event',
  }),
  switch: (switch_: NonNullable<IdentityIn['switch']>): IdentityIn => ({
    event: null,
    switch: switch_,
    link: null,
    refused: null,
    relink: null,
    repoint: null,
    forget: null,
    kind: 'switch',
  }),
  link: (link_: NonNullable<IdentityIn['link']>): IdentityIn => ({
    event: null,
    switch: null,
    link: link_,
    refused: null,
    relink: null,
    repoint: null,
    forget: null,
    kind: 'link',
  }),
  refused: (refused_: NonNullable<IdentityIn['refused']>): IdentityIn => ({
    event: null,
    switch: null,
    link: null,
    refused: refused_,
    relink: null,
    repoint: null,
    forget: null,
    kind: 'refused',
  }),
  relink: (relink_: NonNullable<IdentityIn['relink']>): IdentityIn => ({
    event: null,
    switch: null,
    link: null,
    refused: null,
    relink: relink_,
    repoint: null,
    forget: null,
    kind: 'relink',
  }),
  repoint: (repoint_: NonNullable<IdentityIn['repoint']>): IdentityIn => ({
    event: null,
    switch: null,
    link: null,
    refused: null,
    relink: null,
    repoint: repoint_,
    forget: null,
    kind: 'repoint',
  }),
  forget: (forget_: NonNullable<IdentityIn['forget']>): IdentityIn => ({
    event: null,
    switch: null,
    link: null,
    refused: null,
    relink: null,
    repoint: null,
    forget: forget_,
    kind: 'forget',
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
  apply: (apply_: NonNullable<ProfileIn['apply']>): ProfileIn => ({
    apply: apply_,
    switch: null,
    link: null,
    propose: null,
    absorb: null,
    return: null,
    adopted: null,
    command: null,
    kind: 'apply',
  }),
  switch: (switch_: NonNullable<ProfileIn['switch']>): ProfileIn => ({
    apply: null,
    switch: switch_,
    link: null,
    propose: null,
    absorb: null,
    return: null,
    adopted: null,
    command: null,
    kind: 'switch',
  }),
  link: (link_: NonNullable<ProfileIn['link']>): ProfileIn => ({
    apply: null,
    switch: null,
    link: link_,
    propose: null,
    absorb: null,
    return: null,
    adopted: null,
    command: null,
    kind: 'link',
  }),
  propose: (propose_: NonNullable<ProfileIn['propose']>): ProfileIn => ({
    apply: null,
    switch: null,
    link: null,
    propose: propose_,
    absorb: null,
    return: null,
    adopted: null,
    command: null,
    kind: 'propose',
  }),
  absorb: (absorb_: NonNullable<ProfileIn['absorb']>): ProfileIn => ({
    apply: null,
    switch: null,
    link: null,
    propose: null,
    absorb: absorb_,
    return: null,
    adopted: null,
    command: null,
    kind: 'absorb',
  }),
  return: (return_: NonNullable<ProfileIn['return']>): ProfileIn => ({
    apply: null,
    switch: null,
    link: null,
    propose: null,
    absorb: null,
    return: return_,
    adopted: null,
    command: null,
    kind: 'return',
  }),
  adopted: (adopted_: NonNullable<ProfileIn['adopted']>): ProfileIn => ({
    apply: null,
    switch: null,
    link: null,
    propose: null,
    absorb: null,
    return: null,
    adopted: adopted_,
    command: null,
    kind: 'adopted',
  }),
  command: (command_: NonNullable<ProfileIn['command']>): ProfileIn => ({
    apply: null,
    switch: null,
    link: null,
    propose: null,
    absorb: null,
    return: null,
    adopted: null,
    command: command_,
    kind: 'command',
  }),
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
