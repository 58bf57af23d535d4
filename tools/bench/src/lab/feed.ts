import type { Event } from '@tutti/contracts';
import { identityIn, keyOf } from '@tutti/contracts';
import { acceptBatch, identifierReader } from '@tutti/core/ingest';
import { identifierRules } from '@tutti/core/workspace';
import type { NewRecord } from '@tutti/log';
import type { Platform } from '@tutti/runtime';
import { originHeaders } from '@tutti/runtime';
import { EVENT_BYTES } from '../load/events';
import type { Feeding } from './sent';
import { sendingOf } from './sent';
import { endsOf } from './stepped';

const PART = 1_000;

/** Appends what ingest makes of events; each feed has message ids of its own. Returns the ends of `identity.in` then. */
export async function feed(platform: Platform, feeding: Feeding): Promise<readonly number[]> {
  const appender = platform.log.appender();
  const sending = sendingOf(feeding, `feed${Date.now().toString(36)}`);
  try {
    for (let first = 0; first < feeding.events; first += PART) {
      const count = Math.min(PART, feeding.events - first);
      const sent = Array.from({ length: count }, (_, i): unknown => JSON.parse(sending(first + i)));
      await appender.append(accepted(platform, sent).map((event) => recordOf(platform, event)));
    }
  } finally {
    await appender.close();
  }
  return endsOf(platform, 'identity.in');
}

/** What ingest makes of events as they are sent. */
export function accepted({ clock, hash, config }: Platform, sent: readonly unknown[]): Event[] {
  const now = clock();
  const times = { receivedAt: now, acceptedAt: now, timeRequired: false };
  const newMessageId = (): string => '';
  const how = { hash, newMessageId, identifiers: identifierReader(identifierRules(config.workspace())) };
  const outcomes = acceptBatch(sent, { ...times, source: 'web', bytesAtMost: EVENT_BYTES, ...how });
  return outcomes.map((outcome) => {
    if (outcome.kind === 'accepted') return outcome.event;
    throw new Error(`feeding: an event was refused: ${JSON.stringify(outcome.violations)}`);
  });
}

function recordOf({ wire, topic, partitionOf, partitions }: Platform, event: Event): NewRecord {
  const key = keyOf.identifier(event.entry.key);
  const value = wire.encode('identity.in', identityIn.event(event));
  const partition = partitionOf(key, partitions);
  return { topic: topic('identity.in'), partition, key, value, headers: originHeaders('live', 1) };
}
