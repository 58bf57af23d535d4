import { readFileSync } from 'node:fs';
import { parsePurchases, purchaseEvent } from './cdnow';

const purchases = parsePurchases(readFileSync('demo/cdnow/purchases.txt', 'utf8'));

describe('the CDNOW demo', () => {
  it('reads every purchase of every customer', () => {
    expect(purchases).toHaveLength(6_919);
    expect(new Set(purchases.map(({ customer }) => customer)).size).toBe(2_357);
  });

  it('gives equal rows different message ids', () => {
    const ids = new Set(purchases.map((purchase) => (purchaseEvent(purchase) as { messageId: string }).messageId));
    expect(ids.size).toBe(purchases.length);
  });

  it('keeps day and amount as they stand in the file', () => {
    expect(purchaseEvent(purchases[0]!)).toEqual({
      type: 'track',
      event: 'Order Completed',
      userId: '0001',
      messageId: '1',
      timestamp: '1997-01-01T12:00:00.000Z',
      properties: { revenue: 29.33, quantity: 2 },
    });
  });
});
