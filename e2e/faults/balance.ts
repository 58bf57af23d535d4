import { check } from '../checker/check';
import { lineOf } from '../checker/violations';
import { forEach, profile } from '../clients';
import { recordsOf } from '../topics';
import { until } from '../until';
import type { Ground } from './ground';
import type { Accepted } from './live-stream';
import { acceptedIn, partsOf, STREAM_EVENT } from './live-stream';

/** What became of everything that was accepted on a ground at rest. */
export interface Balance {
  /** Accepted events that are in no profile, or that no delivered change had. */
  readonly lost: number;
  /** Events that a profile counts too often. */
  readonly doubled: number;
  /** Whatever else must not be, a sentence each. */
  readonly violations: readonly string[];
}

const API_MS_MAX = 30_000;
/** A broken rule breaks for many; the first few tell which. */
const LINES_MAX = 20;

/** Compares a ground at rest with what ingest said 200 to. */
export async function balanceOf(ground: Ground): Promise<Balance> {
  const { stream, receiver } = ground;
  const differences = await forEach(acceptedIn(stream), (accepted) => differenceOf(ground, accepted));
  const sum = (amount: (difference: Difference) => number): number =>
    differences.reduce((total, difference) => total + Math.max(0, amount(difference)), 0);
  return {
    lost: Math.max(
      sum(({ count }) => -count),
      receiver.received.lacking(stream.messageIds),
    ),
    doubled: sum(({ count }) => count),
    violations: [
      ...differences.flatMap(wrongSum),
      ...receiver.received.violations,
      ...(await deadLetters(ground)),
      ...(await checked(ground)),
    ],
  };
}

/** What a profile has more than was accepted. */
interface Difference {
  readonly user: string;
  readonly count: number;
  readonly cents: number;
}

async function differenceOf({ tutti }: Ground, { user, count, cents }: Accepted): Promise<Difference> {
  let found = { count: 0, revenue: 0 };
  const missing = async (): Promise<string | undefined> => {
    try {
      found = (await profile(tutti, user)).events[STREAM_EVENT] ?? found;
      return undefined;
    } catch (error) {
      const { message } = error as Error;
      return message.startsWith('nobody is') ? undefined : message;
    }
  };
  await until({ awaited: `the api to tell of ${user}`, msMax: API_MS_MAX, missing });
  return { user, count: found.count - count, cents: Math.round(found.revenue * 100) - cents };
}

const wrongSum = ({ user, count, cents }: Difference): readonly string[] =>
  count === 0 && cents !== 0 ? [`${user} has the right number of events, and ${cents} cents too many`] : [];

async function deadLetters({ tutti }: Ground): Promise<readonly string[]> {
  const { topic, wire } = tutti.platform;
  const told: string[] = [];
  for await (const { key, value } of recordsOf(tutti, topic('dead-letters'))) {
    if (value === null) continue;
    const { code, violations } = wire.decode('dead-letters', value);
    told.push(`a dead letter of ${key}: ${code} ${violations.map(({ reason }) => reason).join('; ')}`);
  }
  return told.slice(0, LINES_MAX);
}

/** What the independent checker finds, which reads every topic from zero and the cache. */
async function checked({ stream, deliveries, stack, tutti }: Ground): Promise<readonly string[]> {
  const { brokers, registryUrl, redisUrl } = stack.endpoints;
  const answered = [...stream.messageIds].map((messageId) => ({
    messageId,
    entry: `userId:${partsOf(messageId).user}`,
  }));
  try {
    const place = { brokers: brokers.split(','), registryUrl, redisUrl, prefix: tutti.settings.prefix };
    const violations = await check(place, { answered, deliveries });
    const more = violations.length > LINES_MAX ? [`and ${violations.length - LINES_MAX} more`] : [];
    return [...violations.slice(0, LINES_MAX).map(lineOf), ...more];
  } catch (error) {
    return [`the checker could not read: ${(error as Error).message}`];
  }
}
