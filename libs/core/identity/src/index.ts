import type { Event, IdentifierState, IdentityIn } from '@tutti/contracts';
import { keyOf, profileIn } from '@tutti/contracts';
import type { Effect, RecordInput, Stage } from '@tutti/core/stage';
import { refusal, unknownKind } from '@tutti/core/stage';
import { homeProfile } from './home';
import { entryOf, isRepeat, remember } from './recent';

/**
 * One actor per identifier: it gives each of its events the next number and sends it to the profile it points at. A
 * repeat of a message is dropped within 7 days and the identifier's last 256 events (promise P2). Refuses a record that
 * is not its own. Throws at one of unknown kind, which stops the partition (design R7).
 */
export function identityStage(): Stage<IdentifierState, IdentityIn> {
  return {
    name: 'identity',
    step: (state, input) => (input.kind === 'record' ? told(state, input) : [state, []]),
  };
}

type Step = readonly [IdentifierState | undefined, readonly Effect[]];

/** An event of unknown type would be passed on without its type; it stops the partition as an unknown kind does. */
function told(state: IdentifierState | undefined, { key, value, from, at }: RecordInput<IdentityIn>): Step {
  const { kind, event } = value;
  if (kind !== 'event' || event?.type === 'unknown') throw unknownKind(from);
  if (event === null) return [state, [refusal('bad-value', { field: 'event', reason: 'is missing' })]];
  // It would be numbered as an event of somebody else.
  if (event.entry.key !== key)
    return [
      state,
      [refusal('wrong-key', { field: 'key', reason: 'is not that of the identifier the event entered by' })],
    ];
  return accept(state, event, at);
}

function accept(state: IdentifierState | undefined, event: Event, at: number): Step {
  const known = state ?? unseen(event);
  const entry = entryOf(event.messageId, at);
  if (isRepeat(known.recent, entry)) return [known, []];
  const next = { ...known, seq: known.seq + 1, recent: remember(known.recent, entry) };
  return [next, [toProfile(next, event)]];
}

const unseen = ({ entry }: Event): IdentifierState => ({
  profileId: homeProfile(entry.key, 0),
  pointerVersion: 0,
  incarnation: 0,
  seq: 0,
  recent: new Uint8Array(0),
});

const toProfile = ({ profileId, seq }: IdentifierState, event: Event): Effect => ({
  kind: 'emit',
  topic: 'profile.in',
  key: keyOf.profile(profileId),
  value: profileIn.apply({ identifier: event.entry, seq, event }),
});
