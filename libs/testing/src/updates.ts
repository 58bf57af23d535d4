import type {
  Event,
  IdentifierKey,
  IdentityChange,
  Membership,
  ProfileId,
  TraitChange,
  Update,
} from '@tutti/contracts';

/** What a test has to say about one update of a profile; everything else is made up, the same each time. */
export interface UpdateSketch {
  readonly version: number;
  readonly id?: string;
  readonly events?: number;
  readonly segments?: readonly string[];
  readonly city?: string | undefined;
  readonly deleted?: boolean;
  readonly mergedInto?: string | undefined;
  /** A profile that came in with this version. */
  readonly absorbed?: string | undefined;
}

const BIRTH_MS = Date.UTC(2024, 0, 1);

/** An update without a past: nothing entered, exited or changed. Its events have ids such as `p1@7#0`. */
export function updateOf(sketch: UpdateSketch): Update {
  const { id = 'p1', version, deleted = false, mergedInto } = sketch;
  const isGone = deleted || mergedInto !== undefined;
  const { events = 0, segments = [], city } = isGone ? {} : sketch;
  const at = BIRTH_MS + version * 1000;
  return {
    profile: {
      id: id as ProfileId,
      version,
      at,
      createdAt: BIRTH_MS,
      firstSeen: BIRTH_MS,
      lastSeen: at,
      identifiers: isGone ? [] : [identifierOf(id)],
      traits:
        city === undefined
          ? {}
          : { city: { value: city, time: at, source: 'web', messageId: 'm', position: 'profile.in/0/1' } },
      events: {},
      isCut: false,
    },
    segments: segments.map((segment) => ({ segment, since: at })),
    entered: [],
    exited: [],
    changes: [],
    causes: Array.from({ length: events }, (_, i) => eventOf(id, `${id}@${version}#${i}`, at)),
    revision: 1,
    deleted,
    identity: identityOf(sketch, at),
    mergedInto: (mergedInto as ProfileId | undefined) ?? null,
  };
}

function identityOf(
  { version, deleted = false, mergedInto, absorbed }: UpdateSketch,
  at: number,
): IdentityChange | null {
  const cause = { messageId: null, command: `command-${version}`, at };
  const of = (kind: IdentityChange['kind'], other: string | null, identifiers: IdentityChange['identifiers'] = []) =>
    ({ kind, other: other as ProfileId | null, identifiers, cause }) as const;
  if (deleted) return of('erased', null);
  if (mergedInto !== undefined) return of('merged', mergedInto);
  return absorbed === undefined ? null : of('absorbed', absorbed, [identifierOf(absorbed)]);
}

const identifierOf = (id: string): Event['entry'] => ({ type: 'userId', value: id, key: `key-${id}` as IdentifierKey });

/** A track event of a person. */
export const eventOf = (userId: string, messageId: string, at: number): Event => ({
  messageId,
  type: 'track',
  name: 'Order Completed',
  userId,
  anonymousId: null,
  groupId: null,
  previousId: null,
  entry: identifierOf(userId),
  others: [],
  blocked: [],
  properties: '{"revenue":1.5}',
  traits: '{}',
  context: '{}',
  integrations: '{}',
  originalTimestamp: null,
  sentAt: null,
  receivedAt: at,
  timestamp: at,
  eventTime: at,
  acceptedAt: at,
  source: 'web',
});

/** One step of a history; `step` 0 repeats the record before. */
export type HistoryStep = Omit<UpdateSketch, 'version' | 'id'> & { readonly step: number };

/**
 * The updates of one profile in order, each with what it entered, exited and changed since the one before. One that is
 * gone was in its segments until then, and nothing is said of its traits any more: it lives again from nothing.
 */
export function historyOf(id: string, steps: readonly HistoryStep[]): readonly Update[] {
  let last: Update | undefined;
  return steps.map(({ step, ...sketch }) => {
    if (step > 0 || last === undefined) {
      last = since(last, updateOf({ ...sketch, id, version: (last?.profile.version ?? 0) + Math.max(1, step) }));
    }
    return last;
  });
}

function since(before: Update | undefined, update: Update): Update {
  const was = before?.segments ?? [];
  const segments = update.segments.map((now) => was.find(({ segment }) => segment === now.segment) ?? now);
  const isGone = update.deleted || update.mergedInto !== null;
  return {
    ...update,
    segments,
    entered: without(segments, was),
    exited: without(was, segments),
    changes: isGone
      ? []
      : cityChange(before?.profile.traits['city']?.value ?? null, update.profile.traits['city']?.value ?? null),
  };
}

const without = (these: readonly Membership[], those: readonly Membership[]): readonly Membership[] =>
  these.filter(({ segment }) => !those.some((other) => other.segment === segment));

const cityChange = (from: string | null, to: string | null): readonly TraitChange[] =>
  from === to ? [] : [{ trait: 'city', from, to }];
