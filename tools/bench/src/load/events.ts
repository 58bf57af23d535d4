/** Size of one event as JSON; that of the measurements of other systems. */
export const EVENT_BYTES = 704;
export const USERS = 1_000;
/** One event of this many is an `identify`: 5 %. */
const IDENTIFY_EVERY = 20;
const NUMBER_DIGITS = 9;
const USER_DIGITS = 4;

/** What stands in front of the number of an event of a run. */
export const markerOf = (run: string): Buffer => Buffer.from(`"messageId":"${run}-`);

/** Id of an event of a run, as the receiver finds it. */
export const messageIdOf = (run: string, number: number): string =>
  `${run}-${String(number).padStart(NUMBER_DIGITS, '0')}`;

/** Writes events of exactly `EVENT_BYTES` from two templates, by putting the digits of number and user into them. */
export class EventWriter {
  readonly #track: Template;
  readonly #identify: Template;

  constructor(run: string) {
    this.#track = templateOf(run, TRACK);
    this.#identify = templateOf(run, IDENTIFY);
  }

  /** `mixed`: 5 % identify; otherwise track only. */
  write(into: Buffer, at: number, { number, mixed }: { readonly number: number; readonly mixed: boolean }): void {
    const isIdentify = mixed && number % IDENTIFY_EVERY === IDENTIFY_EVERY - 1;
    const { bytes, numberAt, usersAt } = isIdentify ? this.#identify : this.#track;
    bytes.copy(into, at);
    writeDigits(into, at + numberAt, { value: number, digits: NUMBER_DIGITS });
    for (const userAt of usersAt) writeDigits(into, at + userAt, { value: userOf(number), digits: USER_DIGITS });
  }
}

/** Numbers of the events in a body, by their message ids; looks for the marker only, since parsing all would cost more. */
export function numbersIn(body: Buffer, marker: Buffer): number[] {
  const numbers: number[] = [];
  for (let at = body.indexOf(marker); at !== -1; at = body.indexOf(marker, at)) {
    const isEvent = !body.subarray(0, at).subarray(-CAUSE.length).equals(CAUSE);
    at += marker.length;
    if (!isEvent) continue;
    let number = 0;
    for (let i = 0; i < NUMBER_DIGITS; i++) number = number * 10 + body[at + i]! - ZERO;
    numbers.push(number);
  }
  return numbers;
}

const ZERO = 0x30;
/** Stands before the id of an event that is only named: as what joined two profiles. */
const CAUSE = Buffer.from('"cause":{');

/** Spread over all users, in no order: the last steps of murmur3. */
function userOf(number: number): number {
  const mixed = Math.imul(number ^ (number >>> 16), 0x85ebca6b);
  const more = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((more ^ (more >>> 16)) >>> 0) % USERS;
}

interface Template {
  readonly bytes: Buffer;
  readonly numberAt: number;
  readonly usersAt: readonly number[];
}

/** A purchase, as all measurements send it. */
export const TRACK = {
  type: 'track',
  event: 'Order Completed',
  properties: {
    revenue: 42.5,
    currency: 'EUR',
    products: [
      { sku: 'A-100', name: 'Album', price: 20, quantity: 1 },
      { sku: 'B-200', name: 'Single', price: 11.25, quantity: 2 },
    ],
  },
};
const IDENTIFY = {
  type: 'identify',
  traits: { email: 'user-UUUU@shop.example', name: 'Ann UUUU', plan: 'pro', city: 'Graz', newsletter: true, visits: 7 },
};
const CONTEXT = {
  library: { name: 'bench', version: '1' },
  page: { path: '/checkout/thanks', url: 'https://shop.example/checkout/thanks' },
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36',
};

function templateOf(run: string, call: object): Template {
  const ids = { userId: 'user-UUUU', anonymousId: '5f0c7a52-7b0e-4c55-9d4f-00000000UUUU' };
  const text = textOf({ ...call, messageId: messageIdOf(run, 0), ...ids });
  const usersAt = [...text.matchAll(/UUUU/g)].map(({ index }) => index);
  return { bytes: Buffer.from(text), numberAt: markerOf(run).length + text.indexOf(markerOf(run).toString()), usersAt };
}

/** A call of now as JSON of exactly `EVENT_BYTES`. */
export function textOf(call: object): string {
  const timestamp = new Date().toISOString();
  const textWith = (filling: string): string =>
    JSON.stringify({ ...call, timestamp, context: { ...CONTEXT, campaign: { content: filling } } });
  return textWith('x'.repeat(EVENT_BYTES - textWith('').length));
}

function writeDigits(into: Buffer, at: number, { value, digits }: { value: number; digits: number }): void {
  let rest = value;
  for (let i = at + digits - 1; i >= at; i--) {
    into[i] = ZERO + (rest % 10);
    rest = Math.floor(rest / 10);
  }
}
