import { parsePhoneNumberFromString } from 'libphonenumber-js';

/** Placeholders that apps send where they know nobody: they would join strangers into one profile. */
export const isBlocked = (value: string): boolean => PLACEHOLDER.test(value.trim());

const PLACEHOLDER = /^(?:|null|undefined|anonymous|-1|[0-]+)$/i;

/**
 * One spelling for one identifier; undefined when the value cannot be an identifier of that type. Applying it twice is
 * applying it once. Keys are made of what it returns: what it does to a value can never change.
 */
export function normalise(type: string, value: string): string | undefined {
  const text = value.normalize('NFC').trim();
  if (type === 'email') return emailOf(text);
  if (type === 'phone') return phoneOf(text);
  return text;
}

const EMAIL_LENGTH_MAX = 254;
const EMAIL =
  /^[^\s@"(),:;<>[\\\]\p{C}]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}])?\.)+[\p{L}\p{N}][\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}]$/u;

function emailOf(text: string): string | undefined {
  const email = text.toLowerCase().normalize('NFC');
  return email.length <= EMAIL_LENGTH_MAX && EMAIL.test(email) ? email : undefined;
}

const PHONE_LENGTH_MAX = 64;

/** Only numbers that name their country can be told apart; an extension is somebody behind a shared number. */
function phoneOf(text: string): string | undefined {
  const number = text.length > PHONE_LENGTH_MAX ? undefined : internationalOf(text);
  // Reading a number drops prefixes dialled at home; one that goes on changing when read again is none.
  return number !== undefined && internationalOf(number) === number ? number : undefined;
}

function internationalOf(text: string): string | undefined {
  const phone = parsePhoneNumberFromString(text, { extract: false });
  return phone?.isPossible() && phone.ext === undefined ? phone.number : undefined;
}
