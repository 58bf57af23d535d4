// Generated from schemas/ by `./tutti generate`; do not edit.

import type {
  SourceEvent,
  IdentityIn,
  IdentityStateRecord,
  ProfileIn,
  ProfileStateRecord,
  ProfileRecord,
  SegmentStateRecord,
  Update,
  DestinationStateRecord,
  DeadLetter,
  ConfigRecord,
  AuditRecord,
} from './types';

/** Short name of a topic: without the prefix and the version. */
export type TopicName =
  | 'source'
  | 'identity.in'
  | 'identity.state'
  | 'profile.in'
  | 'profile.state'
  | 'profiles'
  | 'segment.state'
  | 'updates'
  | 'destination.state'
  | 'dead-letters'
  | 'config'
  | 'audit';

/** The value type of each topic. */
export interface TopicValue {
  readonly source: SourceEvent;
  readonly 'identity.in': IdentityIn;
  readonly 'identity.state': IdentityStateRecord;
  readonly 'profile.in': ProfileIn;
  readonly 'profile.state': ProfileStateRecord;
  readonly profiles: ProfileRecord;
  readonly 'segment.state': SegmentStateRecord;
  readonly updates: Update;
  readonly 'destination.state': DestinationStateRecord;
  readonly 'dead-letters': DeadLetter;
  readonly config: ConfigRecord;
  readonly audit: AuditRecord;
}

/** The rows of schemas/topics.yaml. */
export const TOPICS = {
  source: {
    template: 'source.<name>',
    kind: 'stream',
    key: 'any',
    partitions: 'source',
    retention: '7d',
    writer: 'source apps',
    readers: ['ingest'],
  },
  'identity.in': {
    template: 'identity.in',
    kind: 'stream',
    key: 'identifier',
    partitions: 'keyed',
    retention: 'forever',
    writer: 'ingest, identity, profile-compute',
    readers: ['identity'],
  },
  'identity.state': {
    template: 'identity.state',
    kind: 'table',
    key: 'identifier',
    partitions: 'keyed',
    retention: 'none',
    writer: 'identity',
    readers: ['identity', 'api'],
  },
  'profile.in': {
    template: 'profile.in',
    kind: 'stream',
    key: 'profile',
    partitions: 'keyed',
    retention: 'forever',
    writer: 'identity, profile-compute, api',
    readers: ['profile-compute'],
  },
  'profile.state': {
    template: 'profile.state',
    kind: 'table',
    key: 'profile',
    partitions: 'keyed',
    retention: 'none',
    writer: 'profile-compute',
    readers: ['profile-compute', 'api'],
  },
  profiles: {
    template: 'profiles',
    kind: 'table',
    key: 'profile',
    partitions: 'keyed',
    retention: '7d',
    writer: 'profile-compute',
    readers: ['segment-evaluator'],
  },
  'segment.state': {
    template: 'segment.state',
    kind: 'table',
    key: 'profile',
    partitions: 'keyed',
    retention: 'none',
    writer: 'segment-evaluator',
    readers: ['segment-evaluator', 'api'],
  },
  updates: {
    template: 'updates',
    kind: 'table',
    key: 'profile',
    partitions: 'keyed',
    retention: '7d',
    writer: 'segment-evaluator',
    readers: ['sink', 'api', 'anyone'],
  },
  'destination.state': {
    template: 'destination.<instance>.state',
    kind: 'table',
    key: 'profile',
    partitions: 'keyed',
    retention: 'none',
    writer: 'sink',
    readers: ['sink', 'api'],
  },
  'dead-letters': {
    template: 'dead-letters',
    kind: 'stream',
    key: 'deadLetter',
    partitions: 'keyed',
    retention: '30d',
    writer: 'every stage',
    readers: ['api', 'operators'],
  },
  config: {
    template: 'config',
    kind: 'table',
    key: 'configuration',
    partitions: 'single',
    retention: 'none',
    writer: 'api and CLI',
    readers: ['every service'],
  },
  audit: {
    template: 'audit',
    kind: 'stream',
    key: 'profile',
    partitions: 'keyed',
    retention: 'forever',
    writer: 'profile-compute, api',
    readers: ['api', 'operators'],
  },
} as const;
