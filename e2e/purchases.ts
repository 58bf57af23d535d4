import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sent } from './clients';

/** The file of the demo: 6,919 purchases of 2,357 customers. */
const FILE = join(__dirname, '..', 'demo', 'cdnow', 'purchases.txt');

/** Each purchase as the demo sends it: the customer is the second column, the messageId the number of the line. */
export function purchases(): readonly Sent[] {
  const lines = readFileSync(FILE, 'utf8').trimEnd().split('\n');
  return lines.map((line, i) => {
    const [, userId = '', date = '', quantity, revenue] = line.trim().split(/\s+/);
    const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
    return {
      ...{ type: 'track', event: 'Order Completed', userId, messageId: String(i + 1) },
      timestamp: `${day}T12:00:00.000Z`,
      properties: { revenue: Number(revenue), quantity: Number(quantity) },
    };
  });
}

/** What is true of a customer. */
export interface Customer {
  readonly customer: string;
  readonly purchases: number;
  readonly cents: number;
}

const AWK = '{ n[$2]++; split($5, d, "."); c[$2] += d[1] * 100 + d[2] } END { for (k in n) print k, n[k], c[k] }';

/** Every customer by `awk` over the file, which shares no code with Tutti. Amounts have two decimals, so cents are exact. */
export function customersByAwk(): readonly Customer[] {
  const lines = execFileSync('awk', [AWK, FILE], { encoding: 'utf8' }).trimEnd().split('\n');
  return lines
    .map((line) => line.split(' '))
    .map(([customer = '', count, cents]) => ({ customer, purchases: Number(count), cents: Number(cents) }))
    .sort((a, b) => (a.customer < b.customer ? -1 : 1));
}
