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
        type: {
          type: 'enum',
          name: 'IdentityInKind',
          symbols: ['unknown', 'event', 'switch', 'link', 'refused', 'relink', 'repoint', 'forget'],
          default: 'unknown',
        },
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
      {
        name: 'link',
        type: [
          'null',
          {
            type: 'record',
            name: 'LinkRequest',
            doc: 'Another identifier was seen with this one and asks to be linked.',
            fields: [
              {
                name: 'asker',
                type: {
                  type: 'record',
                  name: 'IncarnatedIdentifier',
                  namespace: 'tutti',
                  doc: 'An identifier in one of its lives: each erasure begins a new one (design I10).',
                  fields: [
                    { name: 'identifier', type: 'Identifier', doc: 'The identifier.' },
                    { name: 'incarnation', type: 'long', default: 0, doc: '0, and one more after each erasure.' },
                  ],
                },
                doc: 'The identifier that asks.',
              },
              { name: 'asked', type: 'Identifier', doc: 'This identifier.' },
              { name: 'profileId', type: { type: 'string' }, doc: 'The profile that the asker points at.' },
              {
                name: 'cause',
                type: {
                  type: 'record',
                  name: 'LinkCause',
                  namespace: 'tutti',
                  doc: 'Why two identifiers are said to be of one person.',
                  fields: [
                    { name: 'messageId', type: ['null', 'string'], default: null, doc: 'The event that named both.' },
                    {
                      name: 'command',
                      type: ['null', 'string'],
                      default: null,
                      doc: 'The operator command that says so.',
                    },
                    {
                      name: 'at',
                      type: { type: 'long', logicalType: 'timestamp-millis' },
                      doc: 'Input time of the event or the command.',
                    },
                  ],
                },
                doc: 'What named both.',
              },
            ],
          },
        ],
        default: null,
        doc: 'A link is asked for.',
      },
      {
        name: 'refused',
        type: [
          'null',
          {
            type: 'record',
            name: 'LinkRefusal',
            doc: 'A link was not made.',
            fields: [
              { name: 'neighbour', type: { type: 'string' }, doc: 'Key of the other identifier.' },
              {
                name: 'incarnation',
                type: 'long',
                default: 0,
                doc: 'Life of this identifier that the refusal is about.',
              },
              { name: 'code', type: 'string', doc: 'Rule that forbids it.' },
              { name: 'revision', type: 'long', doc: 'Configuration revision that refused.' },
            ],
          },
        ],
        default: null,
        doc: 'A link was refused.',
      },
      {
        name: 'relink',
        type: [
          'null',
          {
            type: 'record',
            name: 'Relink',
            doc: 'Ask again at once: what was asked got lost in a merge that was refused.',
            fields: [
              { name: 'asker', type: 'IncarnatedIdentifier', doc: 'This identifier.' },
              { name: 'asked', type: 'Identifier', doc: 'The identifier to ask.' },
              { name: 'cause', type: 'LinkCause', doc: 'What named both.' },
            ],
          },
        ],
        default: null,
        doc: 'A link has to be asked for again.',
      },
      {
        name: 'repoint',
        type: [
          'null',
          {
            type: 'record',
            name: 'Repoint',
            doc: 'The identifier belongs to another profile now.',
            fields: [
              { name: 'incarnation', type: 'long', default: 0, doc: 'Life of the identifier that moved.' },
              { name: 'profileId', type: { type: 'string' }, doc: 'The profile that adopted it.' },
              { name: 'pointerVersion', type: 'long', doc: 'A pointer that is no newer is ignored.' },
            ],
          },
        ],
        default: null,
        doc: 'It points elsewhere.',
      },
      {
        name: 'forget',
        type: [
          'null',
          {
            type: 'record',
            name: 'Forget',
            doc: 'The identifier was erased: it begins a new life with a home of its own.',
            fields: [{ name: 'incarnation', type: 'long', default: 0, doc: 'The life that ends.' }],
          },
        ],
        default: null,
        doc: 'It was erased.',
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
              { name: 'version', type: 'long', default: -1, doc: 'Offset of the last record that changed it.' },
              { name: 'profileId', type: { type: 'string' }, doc: 'The profile it points at.' },
              { name: 'pointerVersion', type: 'long', doc: 'Grows with every repoint.' },
              { name: 'incarnation', type: 'long', doc: '0, and one more after each erasure.' },
              { name: 'seq', type: 'long', doc: 'Dense sequence of its events; the last one given.' },
              {
                name: 'recent',
                type: 'bytes',
                doc: "The last 256 events, oldest first, 12 bytes each: 8 of the message id's hash, 4 of acceptedAt in seconds.",
              },
              {
                name: 'neighbours',
                type: {
                  type: 'array',
                  items: {
                    type: 'record',
                    name: 'Neighbour',
                    doc: 'An identifier it was seen with.',
                    fields: [
                      { name: 'key', type: { type: 'string' }, doc: 'Its key.' },
                      {
                        name: 'askedAt',
                        type: { type: 'long', logicalType: 'timestamp-millis' },
                        doc: 'Input time when a link was last asked for, or refused.',
                      },
                      {
                        name: 'refusal',
                        type: ['null', 'string'],
                        default: null,
                        doc: 'Rule that forbade the link when it was last judged; null while it is not known to be refused.',
                      },
                      {
                        name: 'revision',
                        type: 'long',
                        default: 0,
                        doc: 'Configuration revision that refused; 0 where none did.',
                      },
                    ],
                  },
                },
                default: [],
                doc: 'At most 1,000, in the order they were met (design I6).',
              },
              {
                name: 'suppressed',
                type: 'long',
                default: 0,
                doc: 'Links that were not asked for, because it was refused too often.',
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
        type: {
          type: 'enum',
          name: 'ProfileInKind',
          symbols: ['unknown', 'apply', 'switch', 'link', 'propose', 'absorb', 'return', 'adopted', 'command'],
          default: 'unknown',
        },
        doc: 'Which of the fields below is set.',
      },
      {
        name: 'apply',
        type: [
          'null',
          {
            type: 'record',
            name: 'Apply',
            namespace: 'tutti',
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
              { name: 'incarnation', type: 'long', default: 0, doc: 'Life of the identifier.' },
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
      {
        name: 'link',
        type: [
          'null',
          {
            type: 'record',
            name: 'Link',
            namespace: 'tutti',
            doc: 'An identifier of this profile was seen with one of another.',
            fields: [
              {
                name: 'asker',
                type: {
                  type: 'record',
                  name: 'IncarnatedIdentifier',
                  namespace: 'tutti',
                  doc: 'An identifier in one of its lives: each erasure begins a new one (design I10).',
                  fields: [
                    { name: 'identifier', type: 'Identifier', doc: 'The identifier.' },
                    { name: 'incarnation', type: 'long', default: 0, doc: '0, and one more after each erasure.' },
                  ],
                },
                doc: 'The identifier of this profile.',
              },
              { name: 'asked', type: 'IncarnatedIdentifier', doc: 'The other identifier.' },
              { name: 'profileId', type: { type: 'string' }, doc: 'The profile that the other one points at.' },
              {
                name: 'cause',
                type: {
                  type: 'record',
                  name: 'LinkCause',
                  namespace: 'tutti',
                  doc: 'Why two identifiers are said to be of one person.',
                  fields: [
                    { name: 'messageId', type: ['null', 'string'], default: null, doc: 'The event that named both.' },
                    {
                      name: 'command',
                      type: ['null', 'string'],
                      default: null,
                      doc: 'The operator command that says so.',
                    },
                    {
                      name: 'at',
                      type: { type: 'long', logicalType: 'timestamp-millis' },
                      doc: 'Input time of the event or the command.',
                    },
                  ],
                },
                doc: 'What named both.',
              },
            ],
          },
        ],
        default: null,
        doc: 'A link to propose.',
      },
      {
        name: 'propose',
        type: [
          'null',
          {
            type: 'record',
            name: 'Propose',
            namespace: 'tutti',
            doc: 'Another profile wants to become one with this one; the younger of the two yields (design I4).',
            fields: [
              { name: 'from', type: { type: 'string' }, doc: 'The profile that proposes.' },
              {
                name: 'createdAt',
                type: { type: 'long', logicalType: 'timestamp-millis' },
                doc: 'Its rank: the older survives.',
              },
              { name: 'theirs', type: 'IncarnatedIdentifier', doc: 'The identifier of the proposer that is linked.' },
              { name: 'yours', type: 'IncarnatedIdentifier', doc: 'The identifier of this profile that is linked.' },
              {
                name: 'members',
                type: {
                  type: 'array',
                  items: {
                    type: 'record',
                    name: 'Member',
                    namespace: 'tutti',
                    doc: 'What the rules ask of an identifier of a profile.',
                    fields: [
                      {
                        name: 'name',
                        type: 'string',
                        doc: 'Key of the identifier, with ~ and its incarnation behind it after an erasure.',
                      },
                      { name: 'type', type: 'string', doc: 'Type of the identifier.' },
                      {
                        name: 'addedAt',
                        type: { type: 'long', logicalType: 'timestamp-millis' },
                        doc: 'Input time of the record that brought the identifier up; limits with a window count by it.',
                      },
                      {
                        name: 'walls',
                        type: {
                          type: 'array',
                          items: {
                            type: 'record',
                            name: 'Wall',
                            namespace: 'tutti',
                            doc: 'Which side of a split a sub-state is on; no link joins two sides (design I7).',
                            fields: [
                              { name: 'wall', type: 'string', doc: 'Id of the command that split.' },
                              { name: 'side', type: 'long', doc: '1 for what was split off, 0 for what stayed.' },
                            ],
                          },
                        },
                        default: [],
                        doc: 'Its sides of walls.',
                      },
                    ],
                  },
                },
                doc: 'Every identifier of the proposer.',
              },
              { name: 'bytes', type: 'long', doc: "About how large the proposer's sub-states are." },
              {
                name: 'intent',
                type: {
                  type: 'enum',
                  name: 'LinkIntent',
                  symbols: ['unknown', 'link', 'merge', 'allow'],
                  default: 'unknown',
                },
                doc: 'link: an event says so; merge: an operator does, and walls between the two fall; allow: walls fall and nothing else.',
              },
              { name: 'cause', type: 'LinkCause', doc: 'What named both.' },
            ],
          },
        ],
        default: null,
        doc: 'A merge to decide.',
      },
      {
        name: 'absorb',
        type: [
          'null',
          {
            type: 'record',
            name: 'Absorb',
            doc: 'Everything of a profile that yielded, or of one that begins by a split.',
            fields: [
              { name: 'transfer', type: 'string', doc: 'Sender and its transfer count.' },
              {
                name: 'from',
                type: ['null', { type: 'string' }],
                default: null,
                doc: 'The profile that yielded; null for one that begins here.',
              },
              {
                name: 'createdAt',
                type: { type: 'long', logicalType: 'timestamp-millis' },
                doc: 'Rank of a profile that begins here.',
              },
              {
                name: 'theirs',
                type: ['null', 'IncarnatedIdentifier'],
                default: null,
                doc: 'The identifier of the sender that is linked.',
              },
              {
                name: 'yours',
                type: ['null', 'IncarnatedIdentifier'],
                default: null,
                doc: 'The identifier of this profile that is linked.',
              },
              { name: 'cause', type: 'LinkCause', doc: 'What named both, or the command that splits.' },
              {
                name: 'origin',
                type: ['null', { type: 'string' }],
                default: null,
                doc: 'The profile that a split took it from.',
              },
              {
                name: 'identifiers',
                type: {
                  type: 'map',
                  values: {
                    type: 'record',
                    name: 'SubState',
                    namespace: 'tutti',
                    doc: 'What entered by one identifier, and what decides where it may be.',
                    fields: [
                      {
                        name: 'identifier',
                        type: 'Identifier',
                        doc: 'The identifier; type and value are empty while nothing readable came by it.',
                      },
                      { name: 'incarnation', type: 'long', default: 0, doc: '0, and one more after each erasure.' },
                      {
                        name: 'addedAt',
                        type: { type: 'long', logicalType: 'timestamp-millis' },
                        doc: 'Input time of the record that brought the identifier up.',
                      },
                      {
                        name: 'pointerVersion',
                        type: 'long',
                        default: 0,
                        doc: 'Grows each time it changes hands; the newest pointer wins.',
                      },
                      {
                        name: 'lineage',
                        type: { type: 'array', items: { type: 'string' } },
                        default: [],
                        doc: 'Profiles that brought it here by merging, first to last; undoing a merge goes back along it.',
                      },
                      {
                        name: 'walls',
                        type: { type: 'array', items: 'Wall' },
                        default: [],
                        doc: 'Its sides of walls.',
                      },
                      {
                        name: 'applied',
                        type: {
                          type: 'array',
                          items: {
                            type: 'record',
                            name: 'SeqRange',
                            namespace: 'tutti',
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
                          values: {
                            type: 'record',
                            name: 'Unit',
                            namespace: 'tutti',
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
                                    type: 'array',
                                    items: {
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
                                  },
                                  logicalType: 'sorted-map',
                                },
                                doc: 'Newest value of each trait by event time, one for each source that gave one, by source.',
                              },
                              {
                                name: 'longest',
                                type: { type: 'map', values: 'long', logicalType: 'sorted-map' },
                                default: {},
                                doc: 'Trait name to the bytes of its longest value ever, where none that is kept is as long: the cap goes by it, because it only grows (design I9).',
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
                          logicalType: 'sorted-map',
                        },
                        doc: "Key of the device named on the event to its fold; '' where none was named, 'rest' beyond the 8 smallest keys.",
                      },
                    ],
                  },
                  logicalType: 'sorted-map',
                },
                doc: 'Identifier name to sub-state.',
              },
              {
                name: 'links',
                type: {
                  type: 'array',
                  items: {
                    type: 'record',
                    name: 'AcceptedLink',
                    namespace: 'tutti',
                    doc: 'Evidence that two identifiers are of one person: the links of a profile connect all its identifiers (design I6).',
                    fields: [
                      { name: 'one', type: 'string', doc: 'Name of an identifier.' },
                      { name: 'other', type: 'string', doc: 'Name of the other.' },
                      { name: 'cause', type: 'LinkCause', doc: 'What said so.' },
                    ],
                  },
                },
                default: [],
                doc: 'Evidence among them.',
              },
              {
                name: 'refusals',
                type: {
                  type: 'array',
                  items: {
                    type: 'record',
                    name: 'RefusedLink',
                    namespace: 'tutti',
                    doc: 'A link that was not made.',
                    fields: [
                      { name: 'one', type: 'string', doc: 'Name of an identifier of this profile.' },
                      {
                        name: 'other',
                        type: 'string',
                        doc: 'Name of the identifier it was seen with; never its value, which may have to be erased.',
                      },
                      { name: 'otherType', type: 'string', default: '', doc: 'Its type.' },
                      { name: 'code', type: 'string', doc: 'Rule that forbids it; see docs/identity.md.' },
                      {
                        name: 'detail',
                        type: 'string',
                        default: '',
                        doc: 'The rule with its numbers, such as "userId: 2 of at most 1".',
                      },
                      { name: 'revision', type: 'long', doc: 'Configuration revision that refused.' },
                      { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' }, doc: 'Input time.' },
                      { name: 'cause', type: 'LinkCause', doc: 'What asked for it.' },
                    ],
                  },
                },
                default: [],
                doc: 'Links of these identifiers that were not made.',
              },
            ],
          },
        ],
        default: null,
        doc: 'Sub-states to adopt.',
      },
      {
        name: 'return',
        type: [
          'null',
          {
            type: 'record',
            name: 'Return',
            doc: 'Everything goes back: the merge was refused, or undone. The profile lives again (design I5).',
            fields: [
              { name: 'transfer', type: 'string', doc: 'Sender and its transfer count.' },
              { name: 'from', type: { type: 'string' }, doc: 'The profile that gives back.' },
              { name: 'cause', type: 'LinkCause', doc: 'The refused link, or the command that undoes.' },
              {
                name: 'identifiers',
                type: { type: 'map', values: 'SubState', logicalType: 'sorted-map' },
                doc: 'Identifier name to sub-state.',
              },
              {
                name: 'links',
                type: { type: 'array', items: 'AcceptedLink' },
                default: [],
                doc: 'Evidence among them.',
              },
              {
                name: 'refusals',
                type: { type: 'array', items: 'RefusedLink' },
                default: [],
                doc: 'Links of these identifiers that were not made.',
              },
            ],
          },
        ],
        default: null,
        doc: 'Sub-states to take back.',
      },
      {
        name: 'adopted',
        type: [
          'null',
          {
            type: 'record',
            name: 'Adopted',
            doc: 'What this profile gave away has arrived for good; only now is the merge announced.',
            fields: [
              { name: 'transfer', type: 'string', doc: 'The transfer that arrived.' },
              { name: 'by', type: { type: 'string' }, doc: 'The profile that holds it now.' },
              {
                name: 'isErased',
                type: 'boolean',
                default: false,
                doc: 'That profile was erased, and with it what arrived.',
              },
              { name: 'cause', type: 'LinkCause', doc: 'What named both.' },
            ],
          },
        ],
        default: null,
        doc: 'A transfer arrived.',
      },
      {
        name: 'command',
        type: [
          'null',
          {
            type: 'record',
            name: 'Command',
            namespace: 'tutti',
            doc: 'What an operator wants done with this profile (design I8).',
            fields: [
              { name: 'id', type: 'string', doc: 'Id of the command; the last 16 are remembered.' },
              {
                name: 'action',
                type: {
                  type: 'enum',
                  name: 'CommandAction',
                  symbols: ['unknown', 'merge', 'undo_merge', 'split', 'allow_link', 'erase'],
                  default: 'unknown',
                },
                doc: 'What to do.',
              },
              { name: 'by', type: 'string', doc: 'Who.' },
              { name: 'why', type: 'string', doc: 'Why.' },
              { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' }, doc: 'When it was accepted.' },
              {
                name: 'identifiers',
                type: { type: 'array', items: 'IncarnatedIdentifier' },
                doc: 'Whom it is about; the first one leads to the profile.',
              },
              {
                name: 'other',
                type: ['null', 'IncarnatedIdentifier'],
                default: null,
                doc: 'The identifier of the other side (merge, allow_link).',
              },
              {
                name: 'otherProfileId',
                type: ['null', { type: 'string' }],
                default: null,
                doc: 'The profile that the other side points at.',
              },
              {
                name: 'expectedVersion',
                type: ['null', 'long'],
                default: null,
                doc: 'Version of the profile that the operator saw; another one is refused.',
              },
            ],
          },
        ],
        default: null,
        doc: 'An operator command.',
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
              { name: 'version', type: 'long', doc: 'Offset of the last record that changed it.' },
              {
                name: 'told',
                type: 'long',
                doc: 'Version of the last snapshot told (design R5); -1 before the first.',
              },
              {
                name: 'revision',
                type: 'long',
                doc: 'Configuration revision of the last snapshot told; of the first step before that.',
              },
              {
                name: 'createdAt',
                type: { type: 'long', logicalType: 'timestamp-millis' },
                doc: 'Input time of the record that created it: its rank.',
              },
              {
                name: 'life',
                type: {
                  type: 'enum',
                  name: 'ProfileLife',
                  symbols: ['unknown', 'live', 'yielded', 'merged', 'erased'],
                  default: 'unknown',
                },
                doc: 'yielded: it gave everything away and waits for Adopted or Return; merged: it arrived; erased: nothing comes back.',
              },
              { name: 'into', type: ['null', { type: 'string' }], default: null, doc: 'The profile it yielded to.' },
              {
                name: 'identifiers',
                type: {
                  type: 'map',
                  values: {
                    type: 'record',
                    name: 'SubState',
                    namespace: 'tutti',
                    doc: 'What entered by one identifier, and what decides where it may be.',
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
                        doc: 'The identifier; type and value are empty while nothing readable came by it.',
                      },
                      { name: 'incarnation', type: 'long', default: 0, doc: '0, and one more after each erasure.' },
                      {
                        name: 'addedAt',
                        type: { type: 'long', logicalType: 'timestamp-millis' },
                        doc: 'Input time of the record that brought the identifier up.',
                      },
                      {
                        name: 'pointerVersion',
                        type: 'long',
                        default: 0,
                        doc: 'Grows each time it changes hands; the newest pointer wins.',
                      },
                      {
                        name: 'lineage',
                        type: { type: 'array', items: { type: 'string' } },
                        default: [],
                        doc: 'Profiles that brought it here by merging, first to last; undoing a merge goes back along it.',
                      },
                      {
                        name: 'walls',
                        type: {
                          type: 'array',
                          items: {
                            type: 'record',
                            name: 'Wall',
                            namespace: 'tutti',
                            doc: 'Which side of a split a sub-state is on; no link joins two sides (design I7).',
                            fields: [
                              { name: 'wall', type: 'string', doc: 'Id of the command that split.' },
                              { name: 'side', type: 'long', doc: '1 for what was split off, 0 for what stayed.' },
                            ],
                          },
                        },
                        default: [],
                        doc: 'Its sides of walls.',
                      },
                      {
                        name: 'applied',
                        type: {
                          type: 'array',
                          items: {
                            type: 'record',
                            name: 'SeqRange',
                            namespace: 'tutti',
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
                          values: {
                            type: 'record',
                            name: 'Unit',
                            namespace: 'tutti',
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
                                    type: 'array',
                                    items: {
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
                                  },
                                  logicalType: 'sorted-map',
                                },
                                doc: 'Newest value of each trait by event time, one for each source that gave one, by source.',
                              },
                              {
                                name: 'longest',
                                type: { type: 'map', values: 'long', logicalType: 'sorted-map' },
                                default: {},
                                doc: 'Trait name to the bytes of its longest value ever, where none that is kept is as long: the cap goes by it, because it only grows (design I9).',
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
                          logicalType: 'sorted-map',
                        },
                        doc: "Key of the device named on the event to its fold; '' where none was named, 'rest' beyond the 8 smallest keys.",
                      },
                    ],
                  },
                  logicalType: 'sorted-map',
                },
                doc: 'Identifier name to sub-state.',
              },
              {
                name: 'links',
                type: {
                  type: 'array',
                  items: {
                    type: 'record',
                    name: 'AcceptedLink',
                    namespace: 'tutti',
                    doc: 'Evidence that two identifiers are of one person: the links of a profile connect all its identifiers (design I6).',
                    fields: [
                      { name: 'one', type: 'string', doc: 'Name of an identifier.' },
                      { name: 'other', type: 'string', doc: 'Name of the other.' },
                      {
                        name: 'cause',
                        type: {
                          type: 'record',
                          name: 'LinkCause',
                          namespace: 'tutti',
                          doc: 'Why two identifiers are said to be of one person.',
                          fields: [
                            {
                              name: 'messageId',
                              type: ['null', 'string'],
                              default: null,
                              doc: 'The event that named both.',
                            },
                            {
                              name: 'command',
                              type: ['null', 'string'],
                              default: null,
                              doc: 'The operator command that says so.',
                            },
                            {
                              name: 'at',
                              type: { type: 'long', logicalType: 'timestamp-millis' },
                              doc: 'Input time of the event or the command.',
                            },
                          ],
                        },
                        doc: 'What said so.',
                      },
                    ],
                  },
                },
                default: [],
                doc: 'Evidence that connects the identifiers.',
              },
              {
                name: 'forwards',
                type: { type: 'map', values: { type: 'string' }, logicalType: 'sorted-map' },
                default: {},
                doc: 'Identifier name to the profile it went to from here.',
              },
              { name: 'transfers', type: 'long', default: 0, doc: 'Transfers sent so far.' },
              {
                name: 'arrived',
                type: { type: 'array', items: 'string' },
                default: [],
                doc: 'The last 32 transfers that arrived.',
              },
              {
                name: 'commands',
                type: {
                  type: 'array',
                  items: {
                    type: 'record',
                    name: 'SettledCommand',
                    doc: 'An operator command and what came of it.',
                    fields: [
                      { name: 'id', type: 'string', doc: 'Id of the command.' },
                      { name: 'outcome', type: 'string', doc: 'done, refused or nothing.' },
                    ],
                  },
                },
                default: [],
                doc: 'The last 16 (design I8).',
              },
              {
                name: 'refusals',
                type: {
                  type: 'array',
                  items: {
                    type: 'record',
                    name: 'RefusedLink',
                    namespace: 'tutti',
                    doc: 'A link that was not made.',
                    fields: [
                      { name: 'one', type: 'string', doc: 'Name of an identifier of this profile.' },
                      {
                        name: 'other',
                        type: 'string',
                        doc: 'Name of the identifier it was seen with; never its value, which may have to be erased.',
                      },
                      { name: 'otherType', type: 'string', default: '', doc: 'Its type.' },
                      { name: 'code', type: 'string', doc: 'Rule that forbids it; see docs/identity.md.' },
                      {
                        name: 'detail',
                        type: 'string',
                        default: '',
                        doc: 'The rule with its numbers, such as "userId: 2 of at most 1".',
                      },
                      { name: 'revision', type: 'long', doc: 'Configuration revision that refused.' },
                      { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' }, doc: 'Input time.' },
                      { name: 'cause', type: 'LinkCause', doc: 'What asked for it.' },
                    ],
                  },
                },
                default: [],
                doc: 'The last 32 links that were not made; every one is in audit.',
              },
              {
                name: 'aside',
                type: {
                  type: 'array',
                  items: {
                    type: 'record',
                    name: 'Waiting',
                    namespace: 'tutti',
                    doc: 'A message that came for what a profile gave away, while it is not known where that will stay; one field is set.',
                    fields: [
                      {
                        name: 'apply',
                        type: [
                          'null',
                          {
                            type: 'record',
                            name: 'Apply',
                            namespace: 'tutti',
                            doc: 'Count this event in the sub-state of this identifier.',
                            fields: [
                              { name: 'identifier', type: 'Identifier', doc: 'The identifier it entered by.' },
                              { name: 'incarnation', type: 'long', default: 0, doc: 'Life of the identifier.' },
                              {
                                name: 'seq',
                                type: 'long',
                                doc: "Its place among that identifier's events, from 1 without holes.",
                              },
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
                                    {
                                      name: 'anonymousId',
                                      type: ['null', 'string'],
                                      default: null,
                                      doc: 'As received.',
                                    },
                                    {
                                      name: 'groupId',
                                      type: ['null', 'string'],
                                      default: null,
                                      doc: 'As received (group).',
                                    },
                                    {
                                      name: 'previousId',
                                      type: ['null', 'string'],
                                      default: null,
                                      doc: 'As received (alias).',
                                    },
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
                                    {
                                      name: 'properties',
                                      type: 'string',
                                      default: '{}',
                                      doc: 'Canonical JSON object.',
                                    },
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
                        name: 'link',
                        type: [
                          'null',
                          {
                            type: 'record',
                            name: 'Link',
                            namespace: 'tutti',
                            doc: 'An identifier of this profile was seen with one of another.',
                            fields: [
                              {
                                name: 'asker',
                                type: {
                                  type: 'record',
                                  name: 'IncarnatedIdentifier',
                                  namespace: 'tutti',
                                  doc: 'An identifier in one of its lives: each erasure begins a new one (design I10).',
                                  fields: [
                                    { name: 'identifier', type: 'Identifier', doc: 'The identifier.' },
                                    {
                                      name: 'incarnation',
                                      type: 'long',
                                      default: 0,
                                      doc: '0, and one more after each erasure.',
                                    },
                                  ],
                                },
                                doc: 'The identifier of this profile.',
                              },
                              { name: 'asked', type: 'IncarnatedIdentifier', doc: 'The other identifier.' },
                              {
                                name: 'profileId',
                                type: { type: 'string' },
                                doc: 'The profile that the other one points at.',
                              },
                              { name: 'cause', type: 'LinkCause', doc: 'What named both.' },
                            ],
                          },
                        ],
                        default: null,
                        doc: 'A link to propose.',
                      },
                      {
                        name: 'propose',
                        type: [
                          'null',
                          {
                            type: 'record',
                            name: 'Propose',
                            namespace: 'tutti',
                            doc: 'Another profile wants to become one with this one; the younger of the two yields (design I4).',
                            fields: [
                              { name: 'from', type: { type: 'string' }, doc: 'The profile that proposes.' },
                              {
                                name: 'createdAt',
                                type: { type: 'long', logicalType: 'timestamp-millis' },
                                doc: 'Its rank: the older survives.',
                              },
                              {
                                name: 'theirs',
                                type: 'IncarnatedIdentifier',
                                doc: 'The identifier of the proposer that is linked.',
                              },
                              {
                                name: 'yours',
                                type: 'IncarnatedIdentifier',
                                doc: 'The identifier of this profile that is linked.',
                              },
                              {
                                name: 'members',
                                type: {
                                  type: 'array',
                                  items: {
                                    type: 'record',
                                    name: 'Member',
                                    namespace: 'tutti',
                                    doc: 'What the rules ask of an identifier of a profile.',
                                    fields: [
                                      {
                                        name: 'name',
                                        type: 'string',
                                        doc: 'Key of the identifier, with ~ and its incarnation behind it after an erasure.',
                                      },
                                      { name: 'type', type: 'string', doc: 'Type of the identifier.' },
                                      {
                                        name: 'addedAt',
                                        type: { type: 'long', logicalType: 'timestamp-millis' },
                                        doc: 'Input time of the record that brought the identifier up; limits with a window count by it.',
                                      },
                                      {
                                        name: 'walls',
                                        type: { type: 'array', items: 'Wall' },
                                        default: [],
                                        doc: 'Its sides of walls.',
                                      },
                                    ],
                                  },
                                },
                                doc: 'Every identifier of the proposer.',
                              },
                              { name: 'bytes', type: 'long', doc: "About how large the proposer's sub-states are." },
                              {
                                name: 'intent',
                                type: {
                                  type: 'enum',
                                  name: 'LinkIntent',
                                  symbols: ['unknown', 'link', 'merge', 'allow'],
                                  default: 'unknown',
                                },
                                doc: 'link: an event says so; merge: an operator does, and walls between the two fall; allow: walls fall and nothing else.',
                              },
                              { name: 'cause', type: 'LinkCause', doc: 'What named both.' },
                            ],
                          },
                        ],
                        default: null,
                        doc: 'A merge to decide.',
                      },
                      {
                        name: 'command',
                        type: [
                          'null',
                          {
                            type: 'record',
                            name: 'Command',
                            namespace: 'tutti',
                            doc: 'What an operator wants done with this profile (design I8).',
                            fields: [
                              { name: 'id', type: 'string', doc: 'Id of the command; the last 16 are remembered.' },
                              {
                                name: 'action',
                                type: {
                                  type: 'enum',
                                  name: 'CommandAction',
                                  symbols: ['unknown', 'merge', 'undo_merge', 'split', 'allow_link', 'erase'],
                                  default: 'unknown',
                                },
                                doc: 'What to do.',
                              },
                              { name: 'by', type: 'string', doc: 'Who.' },
                              { name: 'why', type: 'string', doc: 'Why.' },
                              {
                                name: 'at',
                                type: { type: 'long', logicalType: 'timestamp-millis' },
                                doc: 'When it was accepted.',
                              },
                              {
                                name: 'identifiers',
                                type: { type: 'array', items: 'IncarnatedIdentifier' },
                                doc: 'Whom it is about; the first one leads to the profile.',
                              },
                              {
                                name: 'other',
                                type: ['null', 'IncarnatedIdentifier'],
                                default: null,
                                doc: 'The identifier of the other side (merge, allow_link).',
                              },
                              {
                                name: 'otherProfileId',
                                type: ['null', { type: 'string' }],
                                default: null,
                                doc: 'The profile that the other side points at.',
                              },
                              {
                                name: 'expectedVersion',
                                type: ['null', 'long'],
                                default: null,
                                doc: 'Version of the profile that the operator saw; another one is refused.',
                              },
                            ],
                          },
                        ],
                        default: null,
                        doc: 'An operator command.',
                      },
                    ],
                  },
                },
                default: [],
                doc: 'Messages that wait to hear where what was given away will stay; at most 64 and 256 KB (design I3).',
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
                    {
                      name: 'isCut',
                      type: 'boolean',
                      default: false,
                      doc: 'Traits beyond 64 KB are not shown (design I9).',
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
              {
                name: 'identity',
                type: [
                  'null',
                  {
                    type: 'record',
                    name: 'IdentityChange',
                    namespace: 'tutti',
                    doc: 'What a step changed in who a profile is.',
                    fields: [
                      {
                        name: 'kind',
                        type: {
                          type: 'enum',
                          name: 'IdentityChangeKind',
                          symbols: ['unknown', 'absorbed', 'merged', 'split', 'restored', 'erased'],
                          default: 'unknown',
                        },
                        doc: 'absorbed: another profile came in; merged: this one went into another; split: identifiers were taken out; restored: it lives again, or began by a split; erased.',
                      },
                      {
                        name: 'other',
                        type: ['null', { type: 'string' }],
                        default: null,
                        doc: 'The other profile: the one that came in, the one it went into, the one identifiers went to or came from.',
                      },
                      {
                        name: 'identifiers',
                        type: { type: 'array', items: 'Identifier' },
                        default: [],
                        doc: 'The identifiers that came or went.',
                      },
                      {
                        name: 'cause',
                        type: [
                          'null',
                          {
                            type: 'record',
                            name: 'LinkCause',
                            namespace: 'tutti',
                            doc: 'Why two identifiers are said to be of one person.',
                            fields: [
                              {
                                name: 'messageId',
                                type: ['null', 'string'],
                                default: null,
                                doc: 'The event that named both.',
                              },
                              {
                                name: 'command',
                                type: ['null', 'string'],
                                default: null,
                                doc: 'The operator command that says so.',
                              },
                              {
                                name: 'at',
                                type: { type: 'long', logicalType: 'timestamp-millis' },
                                doc: 'Input time of the event or the command.',
                              },
                            ],
                          },
                        ],
                        default: null,
                        doc: 'The event or the command behind it.',
                      },
                    ],
                  },
                ],
                default: null,
                doc: 'What this step changed in who the profile is.',
              },
              {
                name: 'mergedInto',
                type: ['null', { type: 'string' }],
                default: null,
                doc: 'The profile that this one went into; nothing but id and version remains here.',
              },
              {
                name: 'deleted',
                type: 'boolean',
                default: false,
                doc: 'The profile was erased; nothing but its id and version remains.',
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
            { name: 'isCut', type: 'boolean', default: false, doc: 'Traits beyond 64 KB are not shown (design I9).' },
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
      {
        name: 'identity',
        type: [
          'null',
          {
            type: 'record',
            name: 'IdentityChange',
            namespace: 'tutti',
            doc: 'What a step changed in who a profile is.',
            fields: [
              {
                name: 'kind',
                type: {
                  type: 'enum',
                  name: 'IdentityChangeKind',
                  symbols: ['unknown', 'absorbed', 'merged', 'split', 'restored', 'erased'],
                  default: 'unknown',
                },
                doc: 'absorbed: another profile came in; merged: this one went into another; split: identifiers were taken out; restored: it lives again, or began by a split; erased.',
              },
              {
                name: 'other',
                type: ['null', { type: 'string' }],
                default: null,
                doc: 'The other profile: the one that came in, the one it went into, the one identifiers went to or came from.',
              },
              {
                name: 'identifiers',
                type: { type: 'array', items: 'Identifier' },
                default: [],
                doc: 'The identifiers that came or went.',
              },
              {
                name: 'cause',
                type: [
                  'null',
                  {
                    type: 'record',
                    name: 'LinkCause',
                    namespace: 'tutti',
                    doc: 'Why two identifiers are said to be of one person.',
                    fields: [
                      { name: 'messageId', type: ['null', 'string'], default: null, doc: 'The event that named both.' },
                      {
                        name: 'command',
                        type: ['null', 'string'],
                        default: null,
                        doc: 'The operator command that says so.',
                      },
                      {
                        name: 'at',
                        type: { type: 'long', logicalType: 'timestamp-millis' },
                        doc: 'Input time of the event or the command.',
                      },
                    ],
                  },
                ],
                default: null,
                doc: 'The event or the command behind it.',
              },
            ],
          },
        ],
        default: null,
        doc: 'What this version changed in who the profile is.',
      },
      {
        name: 'mergedInto',
        type: ['null', { type: 'string' }],
        default: null,
        doc: 'The profile that this one went into; nothing but id and version remains here.',
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
  audit: {
    type: 'record',
    name: 'AuditRecord',
    namespace: 'tutti',
    doc: 'What was decided about who is whom, by whom and why. Holds no personal data but who asked.',
    fields: [
      { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' }, doc: 'Input time.' },
      {
        name: 'action',
        type: {
          type: 'enum',
          name: 'AuditAction',
          symbols: ['unknown', 'link', 'merge', 'undo_merge', 'split', 'allow_link', 'erase'],
          default: 'unknown',
        },
        doc: 'link: an event asked; everything else is an operator command.',
      },
      {
        name: 'outcome',
        type: {
          type: 'enum',
          name: 'AuditOutcome',
          symbols: ['unknown', 'asked', 'done', 'refused', 'nothing'],
          default: 'unknown',
        },
        doc: 'asked: a command was accepted; nothing: it found nothing to do.',
      },
      {
        name: 'code',
        type: 'string',
        default: '',
        doc: 'Rule or reason behind the outcome; empty where there is none.',
      },
      { name: 'detail', type: 'string', default: '', doc: 'The same in words.' },
      { name: 'command', type: ['null', 'string'], default: null, doc: 'Id of the operator command.' },
      { name: 'by', type: 'string', default: '', doc: 'Who asked; empty for events.' },
      { name: 'why', type: 'string', default: '', doc: 'Why, in the words of who asked.' },
      {
        name: 'identifiers',
        type: { type: 'array', items: { type: 'string' } },
        default: [],
        doc: 'Keys of the identifiers it is about; of a link both.',
      },
      {
        name: 'profiles',
        type: { type: 'array', items: { type: 'string' } },
        default: [],
        doc: 'The profiles it is about: of a merge the survivor first.',
      },
      { name: 'messageId', type: ['null', 'string'], default: null, doc: 'The event that asked.' },
      { name: 'revision', type: 'long', default: 0, doc: 'Configuration revision.' },
    ],
  },
};
