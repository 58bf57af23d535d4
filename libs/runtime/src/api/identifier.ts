import { keyText, normalise } from '@tutti/core/ingest';
import type { Workspace } from '@tutti/core/workspace';
import { identifierRules } from '@tutti/core/workspace';

/**
 * What the keyed hash is made of, for an identifier written as `type:value`; a bare value is a userId. Spelled as the
 * workspace says for its type. Undefined when no such identifier can exist, such as an e-mail address without `@`.
 */
export function hashedText(identifier: string, workspace: Workspace): string | undefined {
  const colon = identifier.indexOf(':');
  const type = colon === -1 ? 'userId' : identifier.slice(0, colon);
  const { known, other } = identifierRules(workspace);
  const rule = known.find((it) => it.type === type) ?? other;
  const value = normalise(rule.normalise, identifier.slice(colon + 1));
  return value === undefined || value === '' ? undefined : keyText(type, value);
}
