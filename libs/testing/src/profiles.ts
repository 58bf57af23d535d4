import type { EventCounter, Identifier, IdentifierKey, ProfileId, ProfileVersion } from '@tutti/contracts';

/** Whether a profile is there with a version, or what became of it. */
export type Fate = 'live' | 'merged' | 'erased';

/** What a test has to say about one version of a profile; everything else is made up, the same each time. */
export interface VersionSketch {
  readonly version: number;
  readonly id?: string;
  /** Values by name, to be written as JSON. */
  readonly traits?: Readonly<Record<string, unknown>>;
  readonly counters?: Readonly<Record<string, EventCounter>>;
  /** Profile-compute shows nothing of one that is gone; a test may, to see that it goes no further. */
  readonly fate?: Fate;
}

/** Where every merged profile of a test went. */
export const MERGED_INTO = 'p9' as ProfileId;

/** A version of a profile as profile-compute tells it, at version × 1,000 ms. */
export function versionOf({
  version,
  id = 'p1',
  traits = {},
  counters = {},
  fate = 'live',
}: VersionSketch): ProfileVersion {
  const valueOf = (value: unknown) => ({
    ...{ value: JSON.stringify(value), time: 0, source: 'web', messageId: 'm', position: 'profile.in/0/1' },
  });
  return {
    snapshot: {
      ...{ id: id as ProfileId, version, at: 1_000 * version, createdAt: 0, firstSeen: 0, lastSeen: 5 },
      identifiers: [EMAIL],
      traits: Object.fromEntries(Object.entries(traits).map(([name, value]) => [name, valueOf(value)])),
      ...{ events: counters, isCut: false },
    },
    changes: [{ trait: 'age', from: null, to: '1' }],
    causes: [],
    identity: fate === 'live' ? null : { kind: fate, other: null, identifiers: [EMAIL], cause: null },
    mergedInto: fate === 'merged' ? MERGED_INTO : null,
    deleted: fate === 'erased',
  };
}

const EMAIL: Identifier = { type: 'email', value: 'ada@example.org', key: 'key-ada' as IdentifierKey };
