import { EVENT_BYTES, EventWriter, messageIdOf, textOf, TRACK } from '../load/events';
import { textOfPeople } from '../load/people';

/** The event of a number, as JSON. */
export type Sending = (number: number) => string;

/** What a lab can be fed with. */
export type Feeding = { readonly events: number } & (
  | { readonly who: 'users' | 'crowd' | 'shared' }
  /** People that `fill` made. */
  | { readonly who: 'known'; readonly people: number }
);

/** Events of a run of its own. */
export function sendingOf(feeding: Feeding, run: string): Sending {
  switch (feeding.who) {
    case 'users':
      return ofUsers(run);
    case 'crowd':
      return (number) => textOfPeople(run, number);
    case 'known':
      return (number) => textOf({ ...TRACK, messageId: messageIdOf(run, number), ...idsOf(anyOf(number, feeding)) });
    case 'shared':
      return (number) =>
        JSON.stringify({ ...sharing(run, number), messageId: messageIdOf(run, number), type: 'identify' });
  }
}

function ofUsers(run: string): Sending {
  const writer = new EventWriter(run);
  const bytes = Buffer.alloc(EVENT_BYTES);
  return (number) => {
    writer.write(bytes, 0, { number, mixed: true });
    return bytes.toString();
  };
}

/** Of the person of this number; always as many characters. */
export function idsOf(person: number): { readonly userId: string; readonly anonymousId: string } {
  const digits = String(person).padStart(9, '0');
  return { userId: `user-${digits}`, anonymousId: `device-${digits}` };
}

/** In no order, and all as often: numbers go around in steps that share no factor with 10. */
const anyOf = (number: number, { people }: { readonly people: number }): number => (number * 7_919_777) % people;

/** What everybody shares; a constant in somebody's code. */
export const SHARED = { email: 'shop@shop.example', userId: 'constant' };

/** One half has one e-mail and as many user ids, the other half one user id and as many devices. */
function sharing(run: string, number: number): object {
  const traits = { name: `Ann ${number}` };
  if (number % 2 === 1) return { userId: SHARED.userId, anonymousId: `${run}-device-${number}`, traits };
  // The e-mail is there before anybody who has it: its profile is the oldest, and all of them come to it.
  const userId = number === 0 ? {} : { userId: `${run}-own-${number}` };
  return { ...userId, traits: { ...traits, email: SHARED.email } };
}
