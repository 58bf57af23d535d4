// Generated from schemas/ by `./tutti generate`; do not edit.

import type { TopicName } from './topics';

/** The Avro schema of each topic's value, as registered. */
export const SCHEMAS: Readonly<Record<TopicName, object>> = {
  source: {
    type: 'record',
    name: 'SourceEvent',
    namespace: 'tutti',
    doc: 'What a source app writes to its tutti.source.<name>.v1 topic: the same event as a Segment call, in Avro.',
    fields: [
      {
        name: 'type',
        type: {
          type: 'enum',
          name: 'SourceEventType',
          symbols: ['unknown', 'track', 'identify', 'page', 'screen', 'group', 'alias'],
          default: 'unknown',
        },
        doc: 'The Segment call.',
      },
      {
        name: 'messageId',
        type: ['null', 'string'],
        default: null,
        doc: "Id of the event; without one the record's position becomes it.",
      },
      { name: 'event', type: ['null', 'string'], default: null, doc: 'What happened (track).' },
      { name: 'name', type: ['null', 'string'], default: null, doc: 'Name of the page or screen.' },
      { name: 'userId', type: ['null', 'string'], default: null, doc: "Id in the source's own database." },
      { name: 'anonymousId', type: ['null', 'string'], default: null, doc: 'Id of a device or browser.' },
      { name: 'groupId', type: ['null', 'string'], default: null, doc: 'Id of an account (group).' },
      { name: 'previousId', type: ['null', 'string'], default: null, doc: 'The id so far (alias).' },
      {
        name: 'timestamp',
        type: ['null', { type: 'long', logicalType: 'timestamp-millis' }],
        default: null,
        doc: "When it happened, by the source's clock.",
      },
      {
        name: 'sentAt',
        type: ['null', { type: 'long', logicalType: 'timestamp-millis' }],
        default: null,
        doc: 'When it was sent, by the same clock.',
      },
      { name: 'properties', type: 'string', default: '{}', doc: 'JSON object.' },
      { name: 'traits', type: 'string', default: '{}', doc: 'JSON object.' },
      { name: 'context', type: 'string', default: '{}', doc: 'JSON object.' },
      { name: 'integrations', type: 'string', default: '{}', doc: 'JSON object.' },
    ],
  },
  'identity.in': {
    type: 'record',
    name: 'IdentityIn',
    namespace: 'tutti',
    doc: 'What an identifier is told.',
    fields: [
      {
        name: 'kind',
        type: { type: 'enum', name: 'IdentityInKind', symbols: ['unknown', 'event', 'switch'], default: 'unknown' },
        doc: 'Which of the fields below is set.',
      },
      {
        name: 'event',
        type: [
          'null',
          {
            type: 'record',
            name: 'Event',
            namespace: 'tutti',
            doc: 'One accepted event: validated, normalised, time-corrected, and given everything that later stages must agree on.',
            fields: [
              {
                name: 'messageId',
                type: 'string',
                doc: 'Id of the event, by the sender or made by ingest; a repeat of it is dropped (promise P2).',
              },
              {
                name: 'type',
                type: {
                  type: 'enum',
                  name: 'EventType',
                  symbols: ['unknown', 'track', 'identify', 'page', 'screen', 'group', 'alias'],
                  default: 'unknown',
                },
                doc: 'The Segment call it came as.',
              },
              {
                name: 'name',
                type: ['null', 'string'],
                default: null,
                doc: 'What happened (track), or the name of the page or screen.',
              },
              { name: 'userId', type: ['null', 'string'], default: null, doc: 'As received.' },
              { name: 'anonymousId', type: ['null', 'string'], default: null, doc: 'As received.' },
              { name: 'groupId', type: ['null', 'string'], default: null, doc: 'As received (group).' },
              { name: 'previousId', type: ['null', 'string'], default: null, doc: 'As received (alias).' },
              {
                name: 'entry',
                type: {
                  type: 'record',
                  name: 'Identifier',
                  namespace: 'tutti',
                  doc: 'A typed value that points to somebody, normalised once by ingest.',
                  fields: [
                    {
                      name: 'type',
                      type: 'string',
                      doc: 'userId, email, phone, device, anonymousId, or the type of an external id.',
                    },
                    { name: 'value', type: 'string', doc: 'The normalised value.' },
                    {
                      name: 'key',
                      type: { type: 'string' },
                      doc: 'Keyed hash of type and value; the key of the identity topics.',
                    },
                  ],
                },
                doc: 'The identifier this event belongs to: the strongest allowed one on it (design I1).',
              },
              {
                name: 'others',
                type: { type: 'array', items: 'Identifier' },
                default: [],
                doc: 'The other allowed identifiers on it, strongest first.',
              },
              {
                name: 'blocked',
                type: { type: 'array', items: 'string' },
                default: [],
                doc: "Types of the identifiers that were refused as placeholders, such as userId 'null'.",
              },
              { name: 'properties', type: 'string', default: '{}', doc: 'Canonical JSON object.' },
              {
                name: 'traits',
                type: 'string',
                default: '{}',
                doc: 'Canonical JSON object: traits of identify and group.',
              },
              {
                name: 'context',
                type: 'string',
                default: '{}',
                doc: 'Canonical JSON object; its traits count as traits of the person.',
              },
              {
                name: 'integrations',
                type: 'string',
                default: '{}',
                doc: 'Canonical JSON object: which destinations the sender allows.',
              },
              {
                name: 'originalTimestamp',
                type: ['null', { type: 'long', logicalType: 'timestamp-millis' }],
                default: null,
                doc: "The client's clock when it happened.",
              },
              {
                name: 'sentAt',
                type: ['null', { type: 'long', logicalType: 'timestamp-millis' }],
                default: null,
                doc: "The client's clock when it was sent.",
              },
              {
                name: 'receivedAt',
                type: { type: 'long', logicalType: 'timestamp-millis' },
                doc: 'Our clock when the request arrived.',
              },
              {
                name: 'timestamp',
                type: { type: 'long', logicalType: 'timestamp-millis' },
                doc: 'Corrected: receivedAt - (sentAt - originalTimestamp).',
              },
              {
                name: 'eventTime',
                type: { type: 'long', logicalType: 'timestamp-millis' },
                doc: 'The smaller of timestamp and acceptedAt; what ordering by time uses.',
              },
              {
                name: 'acceptedAt',
                type: { type: 'long', logicalType: 'timestamp-millis' },
                doc: 'When ingest accepted it; rank and limits use it.',
              },
              { name: 'source', type: 'string', doc: 'Name of the source it came through.' },
            ],
          },
        ],
        default: null,
        doc: 'An event that entered by this identifier.',
      },
      {
        name: 'switch',
        type: [
          'null',
          {
            type: 'record',
            name: 'Switch',
            namespace: 'tutti',
            doc: 'From here on the partition is stepped with another configuration revision (design R10).',
            fields: [
              { name: 'revision', type: 'long', doc: 'The revision that takes over.' },
              {
                name: 'at',
                type: { type: 'long', logicalType: 'timestamp-millis' },
                doc: 'When its owner asked for it.',
              },
            ],
          },
        ],
        default: null,
        doc: 'Another revision takes over.',
      },
    ],
  },
  'identity.state': {
    type: 'record',
    name: 'IdentityStateRecord',
    namespace: 'tutti',
    doc: "Private to identity: one identifier's pointer, or the task's progress.",
    fields: [
      {
        name: 'kind',
        type: {
          type: 'enum',
          name: 'IdentityStateKind',
          symbols: ['unknown', 'state', 'progress'],
          default: 'unknown',
        },
        doc: 'Which of the fields below is set.',
      },
      {
        name: 'state',
        type: [
          'null',
          {
            type: 'record',
            name: 'IdentifierState',
            doc: 'One identifier.',
            fields: [
              { name: 'profileId', type: { type: 'string' }, doc: 'The profile it points at.' },
              { name: 'pointerVersion', type: 'long', doc: 'Grows with every repoint.' },
              { name: 'incarnation', type: 'long', doc: '0, and one more after each erasure.' },
              { name: 'seq', type: 'long', doc: 'Dense sequence of its events; the last one given.' },
              {
                name: 'recent',
                type: 'bytes',
                doc: "The last 256 events, oldest first, 12 bytes each: 8 of the message id's hash, 4 of acceptedAt in seconds.",
              },
            ],
          },
        ],
        default: null,
        doc: "State of the identifier that is the record's key.",
      },
      {
        name: 'progress',
        type: [
          'null',
          {
            type: 'record',
            name: 'Progress',
            namespace: 'tutti',
            doc: 'How far a task got, committed together with what it did (design R3).',
            fields: [
              { name: 'inputOffset', type: 'long', doc: 'Offset of the next input record to step.' },
              {
                name: 'ownerEpoch',
                type: 'long',
                doc: 'Counts the owners of the partition; grows with every take-over.',
              },
              { name: 'revision', type: 'long', doc: 'Configuration revision in force; 0 before the first.' },
              {
                name: 'at',
                type: { type: 'long', logicalType: 'timestamp-millis' },
                doc: 'The last input time; time never falls below it.',
              },
              {
                name: 'sweep',
                type: [
                  'null',
                  {
                    type: 'record',
                    name: 'Sweep',
                    namespace: 'tutti',
                    doc: "Cursor of a sweep over the task's own state topic.",
                    fields: [
                      { name: 'version', type: 'long', doc: 'Offset of the Switch record that began it.' },
                      {
                        name: 'at',
                        type: { type: 'long', logicalType: 'timestamp-millis' },
                        doc: 'Time of the Switch.',
                      },
                      { name: 'cursor', type: 'long', doc: 'Next offset of the state topic to look at.' },
                      { name: 'end', type: 'long', doc: 'End of the state topic when the sweep began.' },
                    ],
                  },
                ],
                default: null,
                doc: 'A sweep under way: keys not stepped since the Switch are stepped as of it (design R10).',
              },
            ],
          },
        ],
        default: null,
        doc: "Progress of the partition's task.",
      },
    ],
  },
  'profile.in': {
    type: 'record',
    name: 'ProfileIn',
    namespace: 'tutti',
    doc: 'What a profile is told.',
    fields: [
      {
        name: 'kind',
        type: { type: 'enum', name: 'ProfileInKind', symbols: ['unknown', 'apply', 'switch'], default: 'unknown' },
        doc: 'Which of the fields below is set.',
      },
      {
        name: 'apply',
        type: [
          'null',
          {
            type: 'record',
            name: 'Apply',
            doc: 'Count this event in the sub-state of this identifier.',
            fields: [
              {
                name: 'identifier',
                type: {
                  type: 'record',
                  name: 'Identifier',
                  namespace: 'tutti',
                  doc: 'A typed value that points to somebody, normalised once by ingest.',
                  fields: [
                    {
                      name: 'type',
                      type: 'string',
                      doc: 'userId, email, phone, device, anonymousId, or the type of an external id.',
                    },
                    { name: 'value', type: 'string', doc: 'The normalised value.' },
                    {
                      name: 'key',
                      type: { type: 'string' },
                      doc: 'Keyed hash of type and value; the key of the identity topics.',
                    },
                  ],
                },
                doc: 'The identifier it entered by.',
              },
              { name: 'seq', type: 'long', doc: "Its place among that identifier's events, from 1 without holes." },
              {
                name: 'event',
                type: {
                  type: 'record',
                  name: 'Event',
                  namespace: 'tutti',
                  doc: 'One accepted event: validated, normalised, time-corrected, and given everything that later stages must agree on.',
                  fields: [
                    {
                      name: 'messageId',
                      type: 'string',
                      doc: 'Id of the event, by the sender or made by ingest; a repeat of it is dropped (promise P2).',
                    },
                    {
                      name: 'type',
                      type: {
                        type: 'enum',
                        name: 'EventType',
                        symbols: ['unknown', 'track', 'identify', 'page', 'screen', 'group', 'alias'],
                        default: 'unknown',
                      },
                      doc: 'The Segment call it came as.',
                    },
                    {
                      name: 'name',
                      type: ['null', 'string'],
                      default: null,
                      doc: 'What happened (track), or the name of the page or screen.',
                    },
                    { name: 'userId', type: ['null', 'string'], default: null, doc: 'As received.' },
                    { name: 'anonymousId', type: ['null', 'string'], default: null, doc: 'As received.' },
                    { name: 'groupId', type: ['null', 'string'], default: null, doc: 'As received (group).' },
                    { name: 'previousId', type: ['null', 'string'], default: null, doc: 'As received (alias).' },
                    {
                      name: 'entry',
                      type: 'Identifier',
                      doc: 'The identifier this event belongs to: the strongest allowed one on it (design I1).',
                    },
                    {
                      name: 'others',
                      type: { type: 'array', items: 'Identifier' },
                      default: [],
                      doc: 'The other allowed identifiers on it, strongest first.',
                    },
                    {
                      name: 'blocked',
                      type: { type: 'array', items: 'string' },
                      default: [],
                      doc: "Types of the identifiers that were refused as placeholders, such as userId 'null'.",
                    },
                    { name: 'properties', type: 'string', default: '{}', doc: 'Canonical JSON object.' },
                    {
                      name: 'traits',
                      type: 'string',
                      default: '{}',
                      doc: 'Canonical JSON object: traits of identify and group.',
                    },
                    {
                      name: 'context',
                      type: 'string',
                      default: '{}',
                      doc: 'Canonical JSON object; its traits count as traits of the person.',
                    },
                    {
                      name: 'integrations',
                      type: 'string',
                      default: '{}',
                      doc: 'Canonical JSON object: which destinations the sender allows.',
                    },
                    {
                      name: 'originalTimestamp',
                      type: ['null', { type: 'long', logicalType: 'timestamp-millis' }],
                      default: null,
                      doc: "The client's clock when it happened.",
                    },
                    {
                      name: 'sentAt',
                      type: ['null', { type: 'long', logicalType: 'timestamp-millis' }],
                      default: null,
                      doc: "The client's clock when it was sent.",
                    },
                    {
                      name: 'receivedAt',
                      type: { type: 'long', logicalType: 'timestamp-millis' },
                      doc: 'Our clock when the request arrived.',
                    },
                    {
                      name: 'timestamp',
                      type: { type: 'long', logicalType: 'timestamp-millis' },
                      doc: 'Corrected: receivedAt - (sentAt - originalTimestamp).',
                    },
                    {
                      name: 'eventTime',
                      type: { type: 'long', logicalType: 'timestamp-millis' },
                      doc: 'The smaller of timestamp and acceptedAt; what ordering by time uses.',
                    },
                    {
                      name: 'acceptedAt',
                      type: { type: 'long', logicalType: 'timestamp-millis' },
                      doc: 'When ingest accepted it; rank and limits use it.',
                    },
                    { name: 'source', type: 'string', doc: 'Name of the source it came through.' },
                  ],
                },
                doc: 'The event.',
              },
            ],
          },
        ],
        default: null,
        doc: 'An event to apply.',
      },
      {
        name: 'switch',
        type: [
          'null',
          {
            type: 'record',
            name: 'Switch',
            namespace: 'tutti',
            doc: 'From here on the partition is stepped with another configuration revision (design R10).',
            fields: [
              { name: 'revision', type: 'long', doc: 'The revision that takes over.' },
              {
                name: 'at',
                type: { type: 'long', logicalType: 'timestamp-millis' },
                doc: 'When its owner asked for it.',
              },
            ],
          },
        ],
        default: null,
        doc: 'Another revision takes over.',
      },
    ],
  },
  'profile.state': {
    type: 'record',
    name: 'ProfileStateRecord',
    namespace: 'tutti',
    doc: "Private to profile-compute: one profile's sub-states, or the task's progress.",
    fields: [
      {
        name: 'kind',
        type: { type: 'enum', name: 'ProfileStateKind', symbols: ['unknown', 'state', 'progress'], default: 'unknown' },
        doc: 'Which of the fields below is set.',
      },
      {
        name: 'state',
        type: [
          'null',
          {
            type: 'record',
            name: 'ProfileState',
            doc: 'Everything known of one profile, apart by identifier, so that a merge can be undone exactly.',
            fields: [
              { name: 'version', type: 'long', doc: 'Version of the last step (design R5).' },
              { name: 'revision', type: 'long', doc: 'Configuration revision of the last step.' },
              {
                name: 'createdAt',
                type: { type: 'long', logicalType: 'timestamp-millis' },
                doc: 'Input time of the record that created it: its rank.',
              },
              {
                name: 'identifiers',
                type: {
                  type: 'map',
                  logicalType: 'sorted-map',
                  values: {
                    type: 'record',
                    name: 'SubState',
                    doc: 'What entered by one identifier.',
                    fields: [
                      {
                        name: 'identifier',
                        type: {
                          type: 'record',
                          name: 'Identifier',
                          namespace: 'tutti',
                          doc: 'A typed value that points to somebody, normalised once by ingest.',
                          fields: [
                            {
                              name: 'type',
                              type: 'string',
                              doc: 'userId, email, phone, device, anonymousId, or the type of an external id.',
                            },
                            { name: 'value', type: 'string', doc: 'The normalised value.' },
                            {
                              name: 'key',
                              type: { type: 'string' },
                              doc: 'Keyed hash of type and value; the key of the identity topics.',
                            },
                          ],
                        },
                        doc: 'The identifier.',
                      },
                      {
                        name: 'applied',
                        type: {
                          type: 'array',
                          items: {
                            type: 'record',
                            name: 'SeqRange',
                            doc: 'Sequence numbers from..to, both included.',
                            fields: [
                              { name: 'from', type: 'long', doc: 'First.' },
                              { name: 'to', type: 'long', doc: 'Last.' },
                            ],
                          },
                        },
                        doc: 'Which sequence numbers are counted; one range at rest.',
                      },
                      {
                        name: 'units',
                        type: {
                          type: 'map',
                          logicalType: 'sorted-map',
                          values: {
                            type: 'record',
                            name: 'Unit',
                            doc: 'One fold: events of one identifier that also named one device.',
                            fields: [
                              {
                                name: 'firstSeen',
                                type: { type: 'long', logicalType: 'timestamp-millis' },
                                doc: 'Earliest event time.',
                              },
                              {
                                name: 'lastSeen',
                                type: { type: 'long', logicalType: 'timestamp-millis' },
                                doc: 'Latest event time.',
                              },
                              {
                                name: 'traits',
                                type: {
                                  type: 'map',
                                  values: {
                                    type: 'record',
                                    name: 'TraitValue',
                                    namespace: 'tutti',
                                    doc: 'One value of a trait with where it came from.',
                                    fields: [
                                      { name: 'value', type: 'string', doc: 'Canonical JSON of the value.' },
                                      {
                                        name: 'time',
                                        type: { type: 'long', logicalType: 'timestamp-millis' },
                                        doc: 'Event time.',
                                      },
                                      { name: 'source', type: 'string', doc: 'Source of the event.' },
                                      {
                                        name: 'messageId',
                                        type: 'string',
                                        doc: 'Id of the event; also breaks ties of equal time.',
                                      },
                                      {
                                        name: 'position',
                                        type: 'string',
                                        doc: 'topic/partition/offset of the record that brought it to the profile.',
                                      },
                                    ],
                                  },
                                  logicalType: 'sorted-map',
                                },
                                doc: 'Newest value of each trait by event time.',
                              },
                              {
                                name: 'events',
                                type: {
                                  type: 'map',
                                  values: {
                                    type: 'record',
                                    name: 'EventCounter',
                                    namespace: 'tutti',
                                    doc: 'What a profile remembers of one event name.',
                                    fields: [
                                      { name: 'count', type: 'long', doc: 'How often.' },
                                      {
                                        name: 'first',
                                        type: { type: 'long', logicalType: 'timestamp-millis' },
                                        doc: 'Earliest event time.',
                                      },
                                      {
                                        name: 'last',
                                        type: { type: 'long', logicalType: 'timestamp-millis' },
                                        doc: 'Latest event time.',
                                      },
                                      {
                                        name: 'revenueMicros',
                                        type: 'long',
                                        doc: 'Sum of properties.revenue in millionths: an integer, because floating sums depend on order.',
                                      },
                                    ],
                                  },
                                  logicalType: 'sorted-map',
                                },
                                doc: 'Counters by event name.',
                              },
                            ],
                          },
                        },
                        doc: "Key of the device named on the event to its fold; '' where none was named, 'rest' beyond the 50 smallest keys.",
                      },
                    ],
                  },
                },
                doc: 'Identifier key to sub-state.',
              },
            ],
          },
        ],
        default: null,
        doc: "State of the profile that is the record's key.",
      },
      {
        name: 'progress',
        type: [
          'null',
          {
            type: 'record',
            name: 'Progress',
            namespace: 'tutti',
            doc: 'How far a task got, committed together with what it did (design R3).',
            fields: [
              { name: 'inputOffset', type: 'long', doc: 'Offset of the next input record to step.' },
              {
                name: 'ownerEpoch',
                type: 'long',
                doc: 'Counts the owners of the partition; grows with every take-over.',
              },
              { name: 'revision', type: 'long', doc: 'Configuration revision in force; 0 before the first.' },
              {
                name: 'at',
                type: { type: 'long', logicalType: 'timestamp-millis' },
                doc: 'The last input time; time never falls below it.',
              },
              {
                name: 'sweep',
                type: [
                  'null',
                  {
                    type: 'record',
                    name: 'Sweep',
                    namespace: 'tutti',
                    doc: "Cursor of a sweep over the task's own state topic.",
                    fields: [
                      { name: 'version', type: 'long', doc: 'Offset of the Switch record that began it.' },
                      {
                        name: 'at',
                        type: { type: 'long', logicalType: 'timestamp-millis' },
                        doc: 'Time of the Switch.',
                      },
                      { name: 'cursor', type: 'long', doc: 'Next offset of the state topic to look at.' },
                      { name: 'end', type: 'long', doc: 'End of the state topic when the sweep began.' },
                    ],
                  },
                ],
                default: null,
                doc: 'A sweep under way: keys not stepped since the Switch are stepped as of it (design R10).',
              },
            ],
          },
        ],
        default: null,
        doc: "Progress of the partition's task.",
      },
    ],
  },
  profiles: {
    type: 'record',
    name: 'ProfileRecord',
    namespace: 'tutti',
    doc: 'Every version of every visible profile, with what caused it.',
    fields: [
      {
        name: 'kind',
        type: {
          type: 'enum',
          name: 'ProfileRecordKind',
          symbols: ['unknown', 'profile', 'switch'],
          default: 'unknown',
        },
        doc: 'Which of the fields below is set.',
      },
      {
        name: 'profile',
        type: [
          'null',
          {
            type: 'record',
            name: 'ProfileVersion',
            doc: 'A new version of a profile.',
            fields: [
              {
                name: 'snapshot',
                type: {
                  type: 'record',
                  name: 'Snapshot',
                  namespace: 'tutti',
                  doc: 'The visible profile at one version.',
                  fields: [
                    { name: 'id', type: { type: 'string' }, doc: 'Id of the profile.' },
                    {
                      name: 'version',
                      type: 'long',
                      doc: 'Grows with every change of the profile: offset of the record that was stepped (design R5).',
                    },
                    {
                      name: 'at',
                      type: { type: 'long', logicalType: 'timestamp-millis' },
                      doc: 'Input time of that step.',
                    },
                    {
                      name: 'createdAt',
                      type: { type: 'long', logicalType: 'timestamp-millis' },
                      doc: 'Input time of the record that created the profile.',
                    },
                    {
                      name: 'firstSeen',
                      type: { type: 'long', logicalType: 'timestamp-millis' },
                      doc: 'Earliest event time.',
                    },
                    {
                      name: 'lastSeen',
                      type: { type: 'long', logicalType: 'timestamp-millis' },
                      doc: 'Latest event time.',
                    },
                    {
                      name: 'identifiers',
                      type: {
                        type: 'array',
                        items: {
                          type: 'record',
                          name: 'Identifier',
                          namespace: 'tutti',
                          doc: 'A typed value that points to somebody, normalised once by ingest.',
                          fields: [
                            {
                              name: 'type',
                              type: 'string',
                              doc: 'userId, email, phone, device, anonymousId, or the type of an external id.',
                            },
                            { name: 'value', type: 'string', doc: 'The normalised value.' },
                            {
                              name: 'key',
                              type: { type: 'string' },
                              doc: 'Keyed hash of type and value; the key of the identity topics.',
                            },
                          ],
                        },
                      },
                      doc: 'Every identifier of the profile, by type and value.',
                    },
                    {
                      name: 'traits',
                      type: {
                        type: 'map',
                        values: {
                          type: 'record',
                          name: 'TraitValue',
                          namespace: 'tutti',
                          doc: 'One value of a trait with where it came from.',
                          fields: [
                            { name: 'value', type: 'string', doc: 'Canonical JSON of the value.' },
                            {
                              name: 'time',
                              type: { type: 'long', logicalType: 'timestamp-millis' },
                              doc: 'Event time.',
                            },
                            { name: 'source', type: 'string', doc: 'Source of the event.' },
                            {
                              name: 'messageId',
                              type: 'string',
                              doc: 'Id of the event; also breaks ties of equal time.',
                            },
                            {
                              name: 'position',
                              type: 'string',
                              doc: 'topic/partition/offset of the record that brought it to the profile.',
                            },
                          ],
                        },
                        logicalType: 'sorted-map',
                      },
                      doc: 'Trait name to value and provenance.',
                    },
                    {
                      name: 'events',
                      type: {
                        type: 'map',
                        values: {
                          type: 'record',
                          name: 'EventCounter',
                          namespace: 'tutti',
                          doc: 'What a profile remembers of one event name.',
                          fields: [
                            { name: 'count', type: 'long', doc: 'How often.' },
                            {
                              name: 'first',
                              type: { type: 'long', logicalType: 'timestamp-millis' },
                              doc: 'Earliest event time.',
                            },
                            {
                              name: 'last',
                              type: { type: 'long', logicalType: 'timestamp-millis' },
                              doc: 'Latest event time.',
                            },
                            {
                              name: 'revenueMicros',
                              type: 'long',
                              doc: 'Sum of properties.revenue in millionths: an integer, because floating sums depend on order.',
                            },
                          ],
                        },
                        logicalType: 'sorted-map',
                      },
                      doc: 'Event name to counters.',
                    },
                  ],
                },
                doc: 'The visible profile.',
              },
              {
                name: 'changes',
                type: {
                  type: 'array',
                  items: {
                    type: 'record',
                    name: 'TraitChange',
                    namespace: 'tutti',
                    doc: 'What one step changed in a trait.',
                    fields: [
                      { name: 'trait', type: 'string', doc: 'Name of the trait.' },
                      {
                        name: 'from',
                        type: ['null', 'string'],
                        default: null,
                        doc: 'Canonical JSON before; null when it was absent.',
                      },
                      {
                        name: 'to',
                        type: ['null', 'string'],
                        default: null,
                        doc: 'Canonical JSON after; null when it is absent.',
                      },
                    ],
                  },
                },
                default: [],
                doc: 'Traits that changed in this step.',
              },
              {
                name: 'causes',
                type: {
                  type: 'array',
                  items: {
                    type: 'record',
                    name: 'Event',
                    namespace: 'tutti',
                    doc: 'One accepted event: validated, normalised, time-corrected, and given everything that later stages must agree on.',
                    fields: [
                      {
                        name: 'messageId',
                        type: 'string',
                        doc: 'Id of the event, by the sender or made by ingest; a repeat of it is dropped (promise P2).',
                      },
                      {
                        name: 'type',
                        type: {
                          type: 'enum',
                          name: 'EventType',
                          symbols: ['unknown', 'track', 'identify', 'page', 'screen', 'group', 'alias'],
                          default: 'unknown',
                        },
                        doc: 'The Segment call it came as.',
                      },
                      {
                        name: 'name',
                        type: ['null', 'string'],
                        default: null,
                        doc: 'What happened (track), or the name of the page or screen.',
                      },
                      { name: 'userId', type: ['null', 'string'], default: null, doc: 'As received.' },
                      { name: 'anonymousId', type: ['null', 'string'], default: null, doc: 'As received.' },
                      { name: 'groupId', type: ['null', 'string'], default: null, doc: 'As received (group).' },
                      { name: 'previousId', type: ['null', 'string'], default: null, doc: 'As received (alias).' },
                      {
                        name: 'entry',
                        type: 'Identifier',
                        doc: 'The identifier this event belongs to: the strongest allowed one on it (design I1).',
                      },
                      {
                        name: 'others',
                        type: { type: 'array', items: 'Identifier' },
                        default: [],
                        doc: 'The other allowed identifiers on it, strongest first.',
                      },
                      {
                        name: 'blocked',
                        type: { type: 'array', items: 'string' },
                        default: [],
                        doc: "Types of the identifiers that were refused as placeholders, such as userId 'null'.",
                      },
                      { name: 'properties', type: 'string', default: '{}', doc: 'Canonical JSON object.' },
                      {
                        name: 'traits',
                        type: 'string',
                        default: '{}',
                        doc: 'Canonical JSON object: traits of identify and group.',
                      },
                      {
                        name: 'context',
                        type: 'string',
                        default: '{}',
                        doc: 'Canonical JSON object; its traits count as traits of the person.',
                      },
                      {
                        name: 'integrations',
                        type: 'string',
                        default: '{}',
                        doc: 'Canonical JSON object: which destinations the sender allows.',
                      },
                      {
                        name: 'originalTimestamp',
                        type: ['null', { type: 'long', logicalType: 'timestamp-millis' }],
                        default: null,
                        doc: "The client's clock when it happened.",
                      },
                      {
                        name: 'sentAt',
                        type: ['null', { type: 'long', logicalType: 'timestamp-millis' }],
                        default: null,
                        doc: "The client's clock when it was sent.",
                      },
                      {
                        name: 'receivedAt',
                        type: { type: 'long', logicalType: 'timestamp-millis' },
                        doc: 'Our clock when the request arrived.',
                      },
                      {
                        name: 'timestamp',
                        type: { type: 'long', logicalType: 'timestamp-millis' },
                        doc: 'Corrected: receivedAt - (sentAt - originalTimestamp).',
                      },
                      {
                        name: 'eventTime',
                        type: { type: 'long', logicalType: 'timestamp-millis' },
                        doc: 'The smaller of timestamp and acceptedAt; what ordering by time uses.',
                      },
                      {
                        name: 'acceptedAt',
                        type: { type: 'long', logicalType: 'timestamp-millis' },
                        doc: 'When ingest accepted it; rank and limits use it.',
                      },
                      { name: 'source', type: 'string', doc: 'Name of the source it came through.' },
                    ],
                  },
                },
                default: [],
                doc: 'The events that caused it, in full.',
              },
            ],
          },
        ],
        default: null,
        doc: "A new version of the profile that is the record's key.",
      },
      {
        name: 'switch',
        type: [
          'null',
          {
            type: 'record',
            name: 'Switch',
            namespace: 'tutti',
            doc: 'From here on the partition is stepped with another configuration revision (design R10).',
            fields: [
              { name: 'revision', type: 'long', doc: 'The revision that takes over.' },
              {
                name: 'at',
                type: { type: 'long', logicalType: 'timestamp-millis' },
                doc: 'When its owner asked for it.',
              },
            ],
          },
        ],
        default: null,
        doc: 'Another revision takes over, as forwarded by profile-compute.',
      },
    ],
  },
  'segment.state': {
    type: 'record',
    name: 'SegmentStateRecord',
    namespace: 'tutti',
    doc: "Private to segment-evaluator: one profile's last answer, or the task's progress.",
    fields: [
      {
        name: 'kind',
        type: { type: 'enum', name: 'SegmentStateKind', symbols: ['unknown', 'state', 'progress'], default: 'unknown' },
        doc: 'Which of the fields below is set.',
      },
      {
        name: 'state',
        type: [
          'null',
          {
            type: 'record',
            name: 'SegmentState',
            doc: 'The last answer for one profile.',
            fields: [
              { name: 'version', type: 'long', doc: 'Version of the snapshot last evaluated.' },
              {
                name: 'memberships',
                type: {
                  type: 'array',
                  items: {
                    type: 'record',
                    name: 'Membership',
                    namespace: 'tutti',
                    doc: "A profile's being in a segment.",
                    fields: [
                      { name: 'segment', type: 'string', doc: 'Name of the segment.' },
                      {
                        name: 'since',
                        type: { type: 'long', logicalType: 'timestamp-millis' },
                        doc: 'When the rule became true.',
                      },
                    ],
                  },
                },
                doc: 'Segments it is in, by name.',
              },
            ],
          },
        ],
        default: null,
        doc: "State of the profile that is the record's key.",
      },
      {
        name: 'progress',
        type: [
          'null',
          {
            type: 'record',
            name: 'Progress',
            namespace: 'tutti',
            doc: 'How far a task got, committed together with what it did (design R3).',
            fields: [
              { name: 'inputOffset', type: 'long', doc: 'Offset of the next input record to step.' },
              {
                name: 'ownerEpoch',
                type: 'long',
                doc: 'Counts the owners of the partition; grows with every take-over.',
              },
              { name: 'revision', type: 'long', doc: 'Configuration revision in force; 0 before the first.' },
              {
                name: 'at',
                type: { type: 'long', logicalType: 'timestamp-millis' },
                doc: 'The last input time; time never falls below it.',
              },
              {
                name: 'sweep',
                type: [
                  'null',
                  {
                    type: 'record',
                    name: 'Sweep',
                    namespace: 'tutti',
                    doc: "Cursor of a sweep over the task's own state topic.",
                    fields: [
                      { name: 'version', type: 'long', doc: 'Offset of the Switch record that began it.' },
                      {
                        name: 'at',
                        type: { type: 'long', logicalType: 'timestamp-millis' },
                        doc: 'Time of the Switch.',
                      },
                      { name: 'cursor', type: 'long', doc: 'Next offset of the state topic to look at.' },
                      { name: 'end', type: 'long', doc: 'End of the state topic when the sweep began.' },
                    ],
                  },
                ],
                default: null,
                doc: 'A sweep under way: keys not stepped since the Switch are stepped as of it (design R10).',
              },
            ],
          },
        ],
        default: null,
        doc: "Progress of the partition's task.",
      },
    ],
  },
  updates: {
    type: 'record',
    name: 'Update',
    namespace: 'tutti',
    doc: 'The one outgoing contract: the whole profile, its segments, what changed and why.',
    fields: [
      {
        name: 'profile',
        type: {
          type: 'record',
          name: 'Snapshot',
          namespace: 'tutti',
          doc: 'The visible profile at one version.',
          fields: [
            { name: 'id', type: { type: 'string' }, doc: 'Id of the profile.' },
            {
              name: 'version',
              type: 'long',
              doc: 'Grows with every change of the profile: offset of the record that was stepped (design R5).',
            },
            { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' }, doc: 'Input time of that step.' },
            {
              name: 'createdAt',
              type: { type: 'long', logicalType: 'timestamp-millis' },
              doc: 'Input time of the record that created the profile.',
            },
            { name: 'firstSeen', type: { type: 'long', logicalType: 'timestamp-millis' }, doc: 'Earliest event time.' },
            { name: 'lastSeen', type: { type: 'long', logicalType: 'timestamp-millis' }, doc: 'Latest event time.' },
            {
              name: 'identifiers',
              type: {
                type: 'array',
                items: {
                  type: 'record',
                  name: 'Identifier',
                  namespace: 'tutti',
                  doc: 'A typed value that points to somebody, normalised once by ingest.',
                  fields: [
                    {
                      name: 'type',
                      type: 'string',
                      doc: 'userId, email, phone, device, anonymousId, or the type of an external id.',
                    },
                    { name: 'value', type: 'string', doc: 'The normalised value.' },
                    {
                      name: 'key',
                      type: { type: 'string' },
                      doc: 'Keyed hash of type and value; the key of the identity topics.',
                    },
                  ],
                },
              },
              doc: 'Every identifier of the profile, by type and value.',
            },
            {
              name: 'traits',
              type: {
                type: 'map',
                values: {
                  type: 'record',
                  name: 'TraitValue',
                  namespace: 'tutti',
                  doc: 'One value of a trait with where it came from.',
                  fields: [
                    { name: 'value', type: 'string', doc: 'Canonical JSON of the value.' },
                    { name: 'time', type: { type: 'long', logicalType: 'timestamp-millis' }, doc: 'Event time.' },
                    { name: 'source', type: 'string', doc: 'Source of the event.' },
                    { name: 'messageId', type: 'string', doc: 'Id of the event; also breaks ties of equal time.' },
                    {
                      name: 'position',
                      type: 'string',
                      doc: 'topic/partition/offset of the record that brought it to the profile.',
                    },
                  ],
                },
                logicalType: 'sorted-map',
              },
              doc: 'Trait name to value and provenance.',
            },
            {
              name: 'events',
              type: {
                type: 'map',
                values: {
                  type: 'record',
                  name: 'EventCounter',
                  namespace: 'tutti',
                  doc: 'What a profile remembers of one event name.',
                  fields: [
                    { name: 'count', type: 'long', doc: 'How often.' },
                    {
                      name: 'first',
                      type: { type: 'long', logicalType: 'timestamp-millis' },
                      doc: 'Earliest event time.',
                    },
                    {
                      name: 'last',
                      type: { type: 'long', logicalType: 'timestamp-millis' },
                      doc: 'Latest event time.',
                    },
                    {
                      name: 'revenueMicros',
                      type: 'long',
                      doc: 'Sum of properties.revenue in millionths: an integer, because floating sums depend on order.',
                    },
                  ],
                },
                logicalType: 'sorted-map',
              },
              doc: 'Event name to counters.',
            },
          ],
        },
        doc: 'The whole visible profile.',
      },
      {
        name: 'segments',
        type: {
          type: 'array',
          items: {
            type: 'record',
            name: 'Membership',
            namespace: 'tutti',
            doc: "A profile's being in a segment.",
            fields: [
              { name: 'segment', type: 'string', doc: 'Name of the segment.' },
              {
                name: 'since',
                type: { type: 'long', logicalType: 'timestamp-millis' },
                doc: 'When the rule became true.',
              },
            ],
          },
        },
        default: [],
        doc: 'Every segment it is in, by name.',
      },
      {
        name: 'entered',
        type: { type: 'array', items: 'Membership' },
        default: [],
        doc: 'Segments entered with this version.',
      },
      {
        name: 'exited',
        type: { type: 'array', items: 'Membership' },
        default: [],
        doc: 'Segments left with this version, with the since they had.',
      },
      {
        name: 'changes',
        type: {
          type: 'array',
          items: {
            type: 'record',
            name: 'TraitChange',
            namespace: 'tutti',
            doc: 'What one step changed in a trait.',
            fields: [
              { name: 'trait', type: 'string', doc: 'Name of the trait.' },
              {
                name: 'from',
                type: ['null', 'string'],
                default: null,
                doc: 'Canonical JSON before; null when it was absent.',
              },
              {
                name: 'to',
                type: ['null', 'string'],
                default: null,
                doc: 'Canonical JSON after; null when it is absent.',
              },
            ],
          },
        },
        default: [],
        doc: 'Traits that changed with this version.',
      },
      {
        name: 'causes',
        type: {
          type: 'array',
          items: {
            type: 'record',
            name: 'Event',
            namespace: 'tutti',
            doc: 'One accepted event: validated, normalised, time-corrected, and given everything that later stages must agree on.',
            fields: [
              {
                name: 'messageId',
                type: 'string',
                doc: 'Id of the event, by the sender or made by ingest; a repeat of it is dropped (promise P2).',
              },
              {
                name: 'type',
                type: {
                  type: 'enum',
                  name: 'EventType',
                  symbols: ['unknown', 'track', 'identify', 'page', 'screen', 'group', 'alias'],
                  default: 'unknown',
                },
                doc: 'The Segment call it came as.',
              },
              {
                name: 'name',
                type: ['null', 'string'],
                default: null,
                doc: 'What happened (track), or the name of the page or screen.',
              },
              { name: 'userId', type: ['null', 'string'], default: null, doc: 'As received.' },
              { name: 'anonymousId', type: ['null', 'string'], default: null, doc: 'As received.' },
              { name: 'groupId', type: ['null', 'string'], default: null, doc: 'As received (group).' },
              { name: 'previousId', type: ['null', 'string'], default: null, doc: 'As received (alias).' },
              {
                name: 'entry',
                type: 'Identifier',
                doc: 'The identifier this event belongs to: the strongest allowed one on it (design I1).',
              },
              {
                name: 'others',
                type: { type: 'array', items: 'Identifier' },
                default: [],
                doc: 'The other allowed identifiers on it, strongest first.',
              },
              {
                name: 'blocked',
                type: { type: 'array', items: 'string' },
                default: [],
                doc: "Types of the identifiers that were refused as placeholders, such as userId 'null'.",
              },
              { name: 'properties', type: 'string', default: '{}', doc: 'Canonical JSON object.' },
              {
                name: 'traits',
                type: 'string',
                default: '{}',
                doc: 'Canonical JSON object: traits of identify and group.',
              },
              {
                name: 'context',
                type: 'string',
                default: '{}',
                doc: 'Canonical JSON object; its traits count as traits of the person.',
              },
              {
                name: 'integrations',
                type: 'string',
                default: '{}',
                doc: 'Canonical JSON object: which destinations the sender allows.',
              },
              {
                name: 'originalTimestamp',
                type: ['null', { type: 'long', logicalType: 'timestamp-millis' }],
                default: null,
                doc: "The client's clock when it happened.",
              },
              {
                name: 'sentAt',
                type: ['null', { type: 'long', logicalType: 'timestamp-millis' }],
                default: null,
                doc: "The client's clock when it was sent.",
              },
              {
                name: 'receivedAt',
                type: { type: 'long', logicalType: 'timestamp-millis' },
                doc: 'Our clock when the request arrived.',
              },
              {
                name: 'timestamp',
                type: { type: 'long', logicalType: 'timestamp-millis' },
                doc: 'Corrected: receivedAt - (sentAt - originalTimestamp).',
              },
              {
                name: 'eventTime',
                type: { type: 'long', logicalType: 'timestamp-millis' },
                doc: 'The smaller of timestamp and acceptedAt; what ordering by time uses.',
              },
              {
                name: 'acceptedAt',
                type: { type: 'long', logicalType: 'timestamp-millis' },
                doc: 'When ingest accepted it; rank and limits use it.',
              },
              { name: 'source', type: 'string', doc: 'Name of the source it came through.' },
            ],
          },
        },
        default: [],
        doc: 'The events that caused it, in full.',
      },
      { name: 'revision', type: 'long', default: 0, doc: 'Configuration revision that evaluated it.' },
      {
        name: 'deleted',
        type: 'boolean',
        default: false,
        doc: 'The profile was erased; nothing but its id and version remains.',
      },
    ],
  },
  'destination.state': {
    type: 'record',
    name: 'DestinationStateRecord',
    namespace: 'tutti',
    doc: "Private to one sink: what one destination instance is known to hold of each profile, or the task's progress.",
    fields: [
      {
        name: 'kind',
        type: {
          type: 'enum',
          name: 'DestinationStateKind',
          symbols: ['unknown', 'state', 'progress'],
          default: 'unknown',
        },
        doc: 'Which of the fields below is set.',
      },
      {
        name: 'state',
        type: [
          'null',
          {
            type: 'record',
            name: 'DeliveryState',
            doc: 'Delivered state of one profile.',
            fields: [
              {
                name: 'version',
                type: 'long',
                doc: 'Newest version whose delivery is settled (delivered or rejected).',
              },
              {
                name: 'outcome',
                type: {
                  type: 'enum',
                  name: 'DeliveryOutcome',
                  symbols: ['unknown', 'delivered', 'rejected', 'skipped'],
                  default: 'unknown',
                },
                doc: 'How it was settled.',
              },
              { name: 'reason', type: ['null', 'string'], default: null, doc: 'Why it was rejected or skipped.' },
              { name: 'attempts', type: 'long', doc: 'Attempts it took.' },
              { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' }, doc: 'When it was settled.' },
            ],
          },
        ],
        default: null,
        doc: "State of the profile that is the record's key.",
      },
      {
        name: 'progress',
        type: [
          'null',
          {
            type: 'record',
            name: 'Progress',
            namespace: 'tutti',
            doc: 'How far a task got, committed together with what it did (design R3).',
            fields: [
              { name: 'inputOffset', type: 'long', doc: 'Offset of the next input record to step.' },
              {
                name: 'ownerEpoch',
                type: 'long',
                doc: 'Counts the owners of the partition; grows with every take-over.',
              },
              { name: 'revision', type: 'long', doc: 'Configuration revision in force; 0 before the first.' },
              {
                name: 'at',
                type: { type: 'long', logicalType: 'timestamp-millis' },
                doc: 'The last input time; time never falls below it.',
              },
              {
                name: 'sweep',
                type: [
                  'null',
                  {
                    type: 'record',
                    name: 'Sweep',
                    namespace: 'tutti',
                    doc: "Cursor of a sweep over the task's own state topic.",
                    fields: [
                      { name: 'version', type: 'long', doc: 'Offset of the Switch record that began it.' },
                      {
                        name: 'at',
                        type: { type: 'long', logicalType: 'timestamp-millis' },
                        doc: 'Time of the Switch.',
                      },
                      { name: 'cursor', type: 'long', doc: 'Next offset of the state topic to look at.' },
                      { name: 'end', type: 'long', doc: 'End of the state topic when the sweep began.' },
                    ],
                  },
                ],
                default: null,
                doc: 'A sweep under way: keys not stepped since the Switch are stepped as of it (design R10).',
              },
            ],
          },
        ],
        default: null,
        doc: "Progress of the partition's task.",
      },
    ],
  },
  'dead-letters': {
    type: 'record',
    name: 'DeadLetter',
    namespace: 'tutti',
    doc: 'A record that could not be processed, with everything needed to repair and redrive it (design R7).',
    fields: [
      { name: 'stage', type: 'string', doc: 'The service that refused it.' },
      { name: 'code', type: 'string', doc: 'Closed list, see docs/reference/dead-letters.md.' },
      {
        name: 'violations',
        type: {
          type: 'array',
          items: {
            type: 'record',
            name: 'Violation',
            doc: 'One thing that is wrong.',
            fields: [
              { name: 'field', type: 'string', doc: 'Where.' },
              { name: 'reason', type: 'string', doc: 'What.' },
            ],
          },
        },
        default: [],
        doc: 'Everything that is wrong with it.',
      },
      { name: 'topic', type: 'string', doc: "Where it was read; 'http' for a request." },
      { name: 'partition', type: 'int', doc: 'Partition; -1 for a request.' },
      { name: 'offset', type: 'long', doc: 'Offset; -1 for a request.' },
      { name: 'key', type: 'string', doc: 'Key of the record.' },
      { name: 'bytes', type: 'bytes', doc: 'The record as it was.' },
      { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' }, doc: 'When it was refused.' },
    ],
  },
  config: {
    type: 'record',
    name: 'ConfigRecord',
    namespace: 'tutti',
    doc: 'One compiled configuration revision; the newest one is in force.',
    fields: [
      { name: 'revision', type: 'long', doc: 'Counts up from 1.' },
      { name: 'workspace', type: 'string', doc: 'Canonical JSON of the compiled workspace.' },
      {
        name: 'hash',
        type: 'string',
        doc: 'SHA-256 of the workspace, hex; applying an unchanged workspace makes no revision.',
      },
      {
        name: 'secret',
        type: 'string',
        default: '',
        doc: 'Keyed hash of a fixed text: a process with another workspace secret is refused (design I10).',
      },
      { name: 'by', type: 'string', doc: 'Who published it.' },
      { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' }, doc: 'When.' },
    ],
  },
};
