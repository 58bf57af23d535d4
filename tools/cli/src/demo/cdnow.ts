/** One purchase of the CDNOW data set (demo/cdnow). */
export interface Purchase {
  readonly line: number;
  readonly customer: string;
  /** ISO 8601 day. */
  readonly day: string;
  readonly quantity: number;
  readonly revenue: number;
}

/** The event name that a purchase becomes. */
export const PURCHASE_EVENT = 'Order Completed';

/** Reads the file: whitespace-separated customer id, id in the sample, YYYYMMDD, number of CDs, dollars. */
export function parsePurchases(text: string): Purchase[] {
  return text.split('\n').flatMap((row, i) => {
    const [, customer, date, quantity, revenue] = row.trim().split(/\s+/);
    if (customer === undefined || date === undefined) return [];
    const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6, 8)}`;
    return [{ line: i + 1, customer, day, quantity: Number(quantity), revenue: Number(revenue) }];
  });
}

/** A purchase as an event. The line number is its message id, since 19 rows are exact repeats of others. */
export const purchaseEvent = ({ line, customer, day, quantity, revenue }: Purchase): object => ({
  type: 'track',
  event: PURCHASE_EVENT,
  userId: customer,
  messageId: String(line),
  timestamp: `${day}T12:00:00.000Z`,
  properties: { revenue, quantity },
});

/** A page of the shop that a known customer looks at, now. */
export const viewEvent = (customer: string, id: string): object => ({
  type: 'track',
  event: 'Product Viewed',
  userId: customer,
  messageId: id,
  timestamp: new Date().toISOString(),
  properties: { category: 'music' },
});
