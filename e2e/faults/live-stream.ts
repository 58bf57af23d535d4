import type { Sent } from '../clients';
import type { Installation } from '../installation';
import { Feed } from './feed';

const USERS = 60;
const EVENTS_PER_SECOND = 240;
/** An event costs some cents, so that what is missing or double shows in the sum as well. */
const CENTS = 101;
const IDENTIFIES = 0.05;

/** The name that every tracked event of a stream has. */
export const STREAM_EVENT = 'Paid';

/** What a stream is to be; `seed` decides users, repeats and kinds. */
export interface StreamPlan {
  readonly name: string;
  readonly seed?: number;
  readonly eventsPerSecond?: number;
}

/** Events of users, some of whom do much and most little, without end. */
export const liveStream = (
  installation: Installation,
  { name, seed = 1, eventsPerSecond = EVENTS_PER_SECOND }: StreamPlan,
): Feed =>
  new Feed(installation, {
    ...{ seed, eventsPerSecond },
    newEvent: (number, random01) => newEvent(name, number, random01),
    nameIn: (messageId) => {
      const { user, number } = partsOf(messageId);
      return { entry: `userId\u0000${user}`, number };
    },
  });

function newEvent(name: string, number: number, random01: () => number): Sent {
  const user = `${name}-${oftenTheFirst(USERS, random01())}`;
  if (random01() < IDENTIFIES) {
    return { type: 'identify', userId: user, messageId: `${user}/i${number}`, traits: { seen: number } };
  }
  const properties = { revenue: CENTS / 100 };
  return { type: 'track', event: STREAM_EVENT, userId: user, messageId: `${user}/${number}`, properties };
}

/** What was accepted of one user: tracked events, each counted once however often it was sent. */
export interface Accepted {
  readonly user: string;
  readonly count: number;
  readonly cents: number;
}

/** Every tracked event of a stream that was answered with 200, by user. */
export function acceptedIn({ messageIds }: Pick<Feed, 'messageIds'>): readonly Accepted[] {
  const counts = new Map<string, number>();
  for (const id of messageIds) {
    const { user, tracked } = partsOf(id);
    if (tracked) counts.set(user, (counts.get(user) ?? 0) + 1);
  }
  return [...counts].map(([user, count]) => ({ user, count, cents: count * CENTS }));
}

/** What a messageId of a stream says about its event. */
export function partsOf(messageId: string): {
  readonly user: string;
  readonly number: number;
  readonly tracked: boolean;
} {
  const [user = '', rest = ''] = messageId.split('/');
  const tracked = !rest.startsWith('i');
  return { user, tracked, number: Number(tracked ? rest : rest.slice(1)) };
}

/** One of the first so many numbers, by Zipf's law with exponent 1: by its inverse in the continuous case. */
export const oftenTheFirst = (count: number, random01: number): number => Math.floor((count + 1) ** random01) - 1;
