import type { Event, Identifier } from '@tutti/contracts';
import type { Draw } from './draw';

/** What an event is made of; its number makes its message id and its values unlike all others. */
export interface EventSketch {
  readonly number: number;
  readonly entry: Identifier;
  readonly others: readonly Identifier[];
  readonly at: number;
  readonly draw: Draw;
}

const LATE_MS = [0, 0, 1_000, 60_000, 90_000_000];

/** An event as ingest accepts it: an order, a visit, or what a form says of a person. */
export function eventOf({ number, entry, others, at, draw }: EventSketch): Event {
  const eventTime = at - draw.oneOf(LATE_MS);
  return {
    ...{ messageId: `m${number}.`, entry, others, source: draw.oneOf(['web', 'shop', 'crm']) },
    ...whatOf(number, draw),
    ...{ userId: null, anonymousId: null, groupId: null, previousId: null },
    ...{ blocked: [], context: '{}', integrations: '{}', originalTimestamp: null, sentAt: null },
    ...{ receivedAt: at, timestamp: eventTime, eventTime, acceptedAt: at },
  };
}

function whatOf(number: number, draw: Draw): Pick<Event, 'type' | 'name' | 'properties' | 'traits'> {
  if (draw.happens(0.4)) return { type: 'identify', name: null, properties: '{}', traits: traitsOf(number, draw) };
  const isOrder = draw.happens(0.5);
  const properties = isOrder ? `{"revenue":${draw.upTo(9)}.5}` : '{}';
  return { type: 'track', name: isOrder ? 'Order' : 'Visit', properties, traits: '{}' };
}

function traitsOf(number: number, draw: Draw): string {
  const value = draw.happens(0.15) ? 'null' : `"v${number}."`;
  return draw.oneOf([`{"name":${value}}`, `{"name":${value},"plan":${value}}`, `{"plan":${value}}`]);
}
