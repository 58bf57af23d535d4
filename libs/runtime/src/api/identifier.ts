import { normalise } from '@tutti/core/ingest';

/**
 * What the keyed hash is made of, for an identifier written as `type:value`; a bare value is a userId. Undefined when
 * no such identifier can exist, such as an e-mail address without `@`.
 */
export function hashedText(identifier: string): string | undefined {
  const colon = identifier.indexOf(':');
  const type = colon === -1 ? 'userId' : identifier.slice(0, colon);
  const value = normalise(type, identifier.slice(colon + 1));
  return value === undefined || value === '' ? undefined : `${type}\u0000${value}`;
}
