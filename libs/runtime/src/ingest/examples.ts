import type { CallType } from '@tutti/core/ingest';

const common = { messageId: 'c1a8f2d0-1', userId: 'u42', timestamp: '2024-05-01T12:00:00.000Z' };

/** A body for each single call. */
export const CALL_EXAMPLES: Readonly<Record<CallType, object>> = {
  identify: { ...common, traits: { email: 'ada@example.com', plan: 'pro' } },
  track: { ...common, event: 'Order Completed', properties: { revenue: 29.99, currency: 'EUR' } },
  page: { ...common, name: 'Pricing', properties: { path: '/pricing' } },
  screen: { ...common, name: 'Basket' },
  group: { ...common, groupId: 'acme', traits: { name: 'Acme' } },
  alias: { ...common, previousId: 'a7' },
};

/** A body for a batch. */
export const BATCH_EXAMPLE = {
  batch: [
    { type: 'identify', ...CALL_EXAMPLES.identify },
    { type: 'track', ...CALL_EXAMPLES.track, messageId: 'c1a8f2d0-2' },
  ],
  context: { library: { name: 'shop', version: '1.0.0' } },
  sentAt: '2024-05-01T12:00:01.000Z',
};
