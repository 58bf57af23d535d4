import { parsePhoneNumberFromString } from 'libphonenumber-js';
import type { IdentifierRule } from '@tutti/core/workspace';

/** Placeholders that apps send where they know nobody: they would join strangers into one profile. */
export const isPlaceholder = (value: string): boolean => PLACEHOLDER.test(value.trim());

const PLACEHOLDER = /^(?:|null|undefined|anonymous|-1|[0-]+)$/i;

/** How an identifier is spelled in one way. */
export type Form = IdentifierRule['normalise'];

/**
 * One spelling for one identifier; undefined when the value cannot be an identifier of that form. Applying it twice is
 * applying it once. Keys are made of what it returns: what it does to a value can never change.
 */
export function normalise(form: Form, value: string): string | undefined {
  const text = value.normalize('NFC').trim();
  switch (form) {
    case 'text':
      return text;
    case 'lower':
      return lowerOf(text);
    case 'email':
      return emailOf(text);
    case 'phone':
      return phoneOf(text);
  }
}

const lowerOf = (text: string): string => text.toLowerCase().normalize('NFC');

const EMAIL_LENGTH_MAX = 254;
const EMAIL =
  /^[^\s@"(),:;<>[\\\]\p{C}]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}])?\.)+[\p{L}\p{N}][\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}]$/u;

function emailOf(text: string): string | undefined {
  const email = lowerOf(text);
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
