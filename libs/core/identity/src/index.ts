import type { Event, IdentifierState, IdentityIn } from '@tutti/contracts';
import { keyOf, profileIn } from '@tutti/contracts';
import type { Effect, RecordInput, Stage } from '@tutti/core/stage';
import { unknownKind } from '@tutti/core/stage';
import { homeProfile } from './home';
import { entryOf, isRepeat, remember } from './recent';

/**
 * One actor per identifier: it gives each of its events the next number and sends it to the profile it points at. A
 * repeat of a message is dropped within 7 days and the identifier's last 256 events (promise P2). Throws at a record
 * of unknown kind, which stops the partition (design R7).
 */
export function identityStage(): Stage<IdentifierState, IdentityIn> {
  return {
    name: 'identity',
    step: (state, input) => (input.kind === 'sweep' ? [state, []] : accept(state, eventOf(input), input.at)),
  };
}

function accept(
  state: IdentifierState | undefined,
  event: Event,
  at: number,
): readonly [IdentifierState, readonly Effect[]] {
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

/** An event of unknown type would be passed on without its type; it stops the partition as an unknown kind does. */
function eventOf({ value: { kind, event }, from }: RecordInput<IdentityIn>): Event {
  if (kind !== 'event' || event === null || event.type === 'unknown') throw unknownKind(from);
  return event;
}
