import type { Event } from '@tutti/contracts';
import { identityIn, keyOf } from '@tutti/contracts';
import { acceptBatch } from '@tutti/core/ingest';
import type { NewRecord } from '@tutti/log';
import type { Platform } from '@tutti/runtime';
import { originHeaders } from '@tutti/runtime';
import { EVENT_BYTES, EventWriter } from '../load/events';

const PART = 1_000;

/** Appends what ingest makes of so many events of the load generator; each feed has message ids of its own. */
export async function feed(platform: Platform, events: number): Promise<void> {
  const appender = platform.log.appender();
  const writer = new EventWriter(`feed${Date.now().toString(36)}`);
  try {
    for (let first = 0; first < events; first += PART) {
      const sent = Array.from({ length: Math.min(PART, events - first) }, (_, i) => eventOf(writer, first + i));
      await appender.append(accepted(platform, sent).map((event) => recordOf(platform, event)));
    }
  } finally {
    await appender.close();
  }
}

function eventOf(writer: EventWriter, number: number): unknown {
  const bytes = Buffer.alloc(EVENT_BYTES);
  writer.write(bytes, 0, { number, mixed: true });
  return JSON.parse(bytes.toString());
}

/** What ingest makes of events as they are sent. */
export function accepted({ clock, hash }: Platform, sent: readonly unknown[]): Event[] {
  const now = clock();
  const times = { receivedAt: now, acceptedAt: now, timeRequired: false };
  const newMessageId = (): string => '';
  const outcomes = acceptBatch(sent, { ...times, source: 'web', bytesAtMost: EVENT_BYTES, hash, newMessageId });
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
