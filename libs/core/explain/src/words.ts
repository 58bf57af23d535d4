import type { Reason, Who } from './explanation';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const CHARACTERS_MAX = 100;

/** `3 Nov 2026 10:12`, of an ISO 8601 time in UTC. */
export function dateText(time: string): string {
  const [year, month, day] = time.slice(0, 10).split('-').map(Number);
  return `${day} ${MONTHS[(month ?? 1) - 1]} ${year} ${time.slice(11, 16)}`;
}

/** Text from outside as one short line: nothing in it moves a cursor or begins a line. */
export function lineText(text: string): string {
  const visible = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}]/gu, '\uFFFD');
  return visible.length <= CHARACTERS_MAX ? visible : `${[...visible].slice(0, CHARACTERS_MAX).join('')}…`;
}

/** `userId:u1`; of a stranger what is known. */
export function whoText({ type, value, name }: Who): string {
  if (value !== null) return lineText(`${type}:${value}`);
  return `${type === '' ? 'an identifier' : `${anA(type)} ${lineText(type)}`} that is not known here (hash ${name.slice(0, 8)}…)`;
}

/** `a, b and c`. */
export const listOf = (texts: readonly string[]): string =>
  texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1) ?? ''}`;

/** `event m17, 3 Nov 2026 10:12`, or who ordered it and why. */
export function reasonText({ at, messageId, command, order }: Reason): string {
  if (order !== null) return `${lineText(order.by)} ordered it on ${dateText(order.at)}: ${quoted(order.why)}`;
  if (command !== null) return `an operator ordered it on ${dateText(at)} (command ${lineText(command)})`;
  return `${messageId === null ? 'an event' : `event ${lineText(messageId)}`}, ${dateText(at)}`;
}

/** A reason in somebody's own words. */
export const quoted = (why: string): string =>
  why.trim() === '' ? 'no reason was given' : `“${lineText(why.trim())}”`;

const TYPES: Readonly<Record<string, readonly [one: string, many: string]>> = {
  userId: ['user id', 'user ids'],
  anonymousId: ['anonymous id', 'anonymous ids'],
  email: ['e-mail address', 'e-mail addresses'],
  phone: ['phone number', 'phone numbers'],
  device: ['device id', 'device ids'],
};

/** `2 user ids`. */
export function countText(count: number, type: string): string {
  const [one, many] = (Object.hasOwn(TYPES, type) ? TYPES[type] : undefined) ?? [
    `value of ${lineText(type)}`,
    `values of ${lineText(type)}`,
  ];
  return `${count} ${count === 1 ? one : many}`;
}

/** `1 is`, `2 are`. */
export const areText = (count: number): string => `${count} ${count === 1 ? 'is' : 'are'}`;

const anA = (noun: string): string => (/^[aeio]/i.test(noun) ? 'an' : 'a');
