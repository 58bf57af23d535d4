import type { IdentifierRule, IdentifierRules } from '@tutti/core/workspace';
import { decodeWorkspace, identifierRules } from '@tutti/core/workspace';

/** What a test says about a type of identifier. */
export type RuleSketch = Pick<IdentifierRule, 'type'> & Partial<IdentifierRule>;

/** The rules of a workspace with these entries; what they leave out is as it is without configuration. */
export const someRules = (identifiers: readonly RuleSketch[] = []): IdentifierRules =>
  identifierRules(decodeWorkspace(JSON.stringify({ identifiers })));
