import type { IncarnatedIdentifier, ProfileId, ProfileIn, ProfileState, Waiting } from '@tutti/contracts';
import { profileIn } from '@tutti/contracts';
import type { Effect } from '@tutti/core/stage';
import type { Here, Step } from './actor';
import { nameIn, sent } from './actor';
import { own } from './fold';

/** Messages that wait in a state; what comes beyond goes round through the input. */
const ASIDE_MAX = 64;
const ASIDE_BYTES_MAX = 256 * 1024;

/** Whether a message is about what this profile gave away, while nobody knows yet whether it stays there (design I3). */
export function isInDoubt(state: ProfileState | undefined, message: Waiting): state is ProfileState {
  if (state?.life !== 'yielded') return false;
  const who = addressee(message);
  return who !== undefined && own(state.forwards, nameIn(who)) === state.into;
}

const addressee = ({ apply, link, propose, command }: Waiting): IncarnatedIdentifier | undefined =>
  apply ?? link?.asker ?? propose?.yours ?? command?.identifiers[0];

/** The message waits until the profile hears where what it gave away stays. */
export function setAside(state: ProfileState, message: Waiting, here: Here): Step {
  const { apply, link, propose, command } = message;
  const aside = [...state.aside, { apply, link, propose, command }];
  const isFull = aside.length > ASIDE_MAX || JSON.stringify(aside).length > ASIDE_BYTES_MAX;
  return isFull ? [state, [sent(here.id, messageOf(message))]] : [{ ...state, aside }, []];
}

/** What waited comes in again, and finds its way. */
export const released = ({ aside }: ProfileState, id: ProfileId): readonly Effect[] =>
  aside.map((message) => sent(id, messageOf(message)));

function messageOf({ apply, link, propose, command }: Waiting): ProfileIn {
  if (apply !== null) return profileIn.apply(apply);
  if (link !== null) return profileIn.link(link);
  if (propose !== null) return profileIn.propose(propose);
  if (command !== null) return profileIn.command(command);
  throw new Error('sending a message that waited: it holds none');
}
