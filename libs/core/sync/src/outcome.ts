/**
 * How one delivery ended. `retry`: worth another try, not before `afterMs` if the destination said so. `rejected`: it
 * will never be accepted as it is. Reasons are for people and hold no secret.
 */
export type Outcome =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'retry'; readonly reason: string; readonly afterMs?: number }
  | { readonly kind: 'rejected'; readonly code: string; readonly reason: string };

/** What an HTTP answer tells without its body. Header names are lower case. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The outcome of an HTTP answer: 2xx is delivered; 408, 423, 425, 429 and 5xx but 501 are worth a retry; everything
 * else is rejected, redirects and 410 (gone) included. `at`: now, in milliseconds, for a Retry-After that is a date.
 */
export function outcomeOf({ status, headers }: Answer, at: number): Outcome {
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  const reason = `the destination answered ${status}`;
  if (!isTemporary(status)) return { kind: 'rejected', code: `http-${status}`, reason };
  const afterMs = retryAfterMs(headers['retry-after'], at);
  return { kind: 'retry', reason, ...(afterMs === undefined ? {} : { afterMs }) };
}

const isTemporary = (status: number): boolean =>
  [408, 423, 425, 429].includes(status) || (status >= 500 && status !== 501);

/** Seconds or an HTTP date, as RFC 9110 has it; anything else counts as absent. */
function retryAfterMs(header: string | undefined, at: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,10}$/.test(text)) return Number(text) * 1000;
  if (!text.endsWith(' GMT')) return undefined;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - at);
}
